#include "storage/note.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/storage/test_keys.h"
#include "tests/storage/vectors.h"

namespace saan::storage {
namespace {

// The private and the public key of the published note.
std::string PublishedKey(const std::string& kind) {
  for (const auto line :
       absl::StrSplit(ReadVector("peterneumann-note.keys"), '\n')) {
    const std::vector<std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    if (parts[0] == kind) return parts[1];
  }
  return "";
}

std::string Text() {
  return "If you think cryptography is the answer to your problem,\n"
         "then you don't know what your problem is.\n";
}

TEST(NoteSigner, ReproducesThePublishedNoteByteForByte) {
  const auto signer = NoteSigner::FromText(PublishedKey("skey"));
  ASSERT_TRUE(signer.ok()) << signer.status();
  EXPECT_EQ(FormatVerifierKey(signer->key()), PublishedKey("vkey"));
  EXPECT_EQ(JoinNote(Text(), signer->Sign(Text())),
            ReadVector("peterneumann-note.txt"));
}

TEST(VerifySignatures, AcceptsThePublishedNotes) {
  const struct {
    std::string note;
    std::string key;
  } published[] = {{ReadVector("peterneumann-note.txt"), PublishedKey("vkey")},
                   {ReadVector("signed-note-example.txt"),
                    ReadVector("signed-note-example.vkey")}};
  for (const auto& one : published) {
    const auto note = ParseNote(one.note);
    ASSERT_TRUE(note.ok()) << note.status();
    const auto key =
        ParseVerifierKey(absl::StrReplaceAll(one.key, {{"\n", ""}}));
    ASSERT_TRUE(key.ok()) << key.status();
    const auto found = VerifySignatures(*note, {*key});
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front().key, 0u);
  }
}

TEST(ParseVerifierKey, TakesOneSpellingOfARightKey) {
  const std::string good = PublishedKey("vkey");
  ASSERT_TRUE(ParseVerifierKey(good).ok());
  for (const std::string& wrong :
       {std::string(),
        absl::StrReplaceAll(good, {{"+c74f20a3+", "+c74f20a4+"}}),
        absl::StrReplaceAll(good, {{"c74f20a3", "C74F20A3"}}),
        absl::StrReplaceAll(good, {{"PeterNeumann", "Peter Neumann"}}),
        absl::StrReplaceAll(good, {{"PeterNeumann", ""}}), good + "\n",
        good + "=", good.substr(0, good.size() - 4),
        absl::StrReplaceAll(good, {{"+ARpc", "+BRpc"}})}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseVerifierKey(wrong).status()))
        << wrong;
  }
}

TEST(NoteSigner, NeverRepeatsItsKeyInAMessage) {
  const std::string key = PublishedKey("skey");
  const auto broken = NoteSigner::FromText(
      absl::StrReplaceAll(key, {{"c74f20a3", "c74f20a4"}}));
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.status().ToString().find("AYEKFALV"), std::string::npos);
  EXPECT_TRUE(NoteSigner::FromText(key + "\n").ok());
  EXPECT_FALSE(NoteSigner::FromText(PublishedKey("vkey")).ok());
}

TEST(ParseNote, SplitsAtTheLastEmptyLine) {
  const std::string text = "one\n\ntwo\n";
  const auto note = ParseNote(JoinNote(text, TestSigner().Sign(text)));
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text, text);
  ASSERT_EQ(note->signatures.size(), 1u);
  EXPECT_EQ(note->signatures[0].name, "log.example/test");
}

TEST(ParseNote, RefusesWhatIsNotSpelledAsSpecified) {
  const std::string line = TestSigner().Sign("text\n");
  const std::string good = "text\n\n" + line;
  ASSERT_TRUE(ParseNote(good).ok());
  const std::string body = line.substr(0, line.size() - 1);
  const std::vector<std::string> all_wrong = {
      std::string(),
      std::string("text\n"),
      std::string("text\n\n"),
      "text\n" + line,               // No empty line.
      "text\n\n" + body,             // No newline at the end.
      good + "\n",                   // An empty line after it.
      "text\n\n" + body + " \n",     // White space.
      "text\n\n" + line.substr(3),   // No dash.
      "text\n\n-" + line.substr(3),  // Another dash.
      "te\rxt\n\n" + line,           // A control character.
      "te\txt\n\n" + line,
      "te\xFFxt\n\n" + line,  // No UTF-8.
      std::string("te\0xt\n\n", 8) + line,
      "text\n\n\xE2\x80\x94 name\n",           // No signature.
      "text\n\n\xE2\x80\x94 name AAAAAA==\n",  // Nothing after the id.
      "text\n\n\xE2\x80\x94 na+me AAAAAAAA\n",
      "text\n\n\xE2\x80\x94  AAAAAAAA\n",
      "text\n\n\xE2\x80\x94 name AAAAAAA\n",
      "text\n\n" + line + "more\n",
  };
  for (const std::string& wrong : all_wrong) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseNote(wrong).status())) << wrong;
  }
}

TEST(ParseNote, HasLimits) {
  const std::string line = "\xE2\x80\x94 other AAAAAAAA\n";
  std::string lines;
  for (size_t i = 0; i < kMaxNoteSignatures; ++i) lines += line;
  EXPECT_TRUE(ParseNote("text\n\n" + lines).ok());
  EXPECT_FALSE(ParseNote("text\n\n" + lines + line).ok());
  EXPECT_FALSE(ParseNote(std::string(kMaxNoteBytes, 'a') + "\n\n" + line).ok());
}

TEST(VerifySignatures, IgnoresUnknownKeysAndRejectsWrongOnesOfKnownKeys) {
  const std::string text = "text\n";
  const NoteSigner signer = TestSigner();
  const NoteSigner other = TestSigner('o', "other.example/log");
  const std::string line = signer.Sign(text);
  const std::vector<VerifierKey> keys = {signer.key()};

  auto note = ParseNote(JoinNote(text, other.Sign(text)));
  ASSERT_TRUE(note.ok());
  EXPECT_TRUE(VerifySignatures(*note, keys)->empty());
  note = ParseNote(JoinNote(text, other.Sign(text) + line));
  EXPECT_EQ(VerifySignatures(*note, keys)->size(), 1u);
  // The same name with another key is unknown; so is the same id elsewhere.
  const NoteSigner namesake = TestSigner('n');
  note = ParseNote(JoinNote(text, namesake.Sign(text) + line));
  EXPECT_EQ(VerifySignatures(*note, keys)->size(), 1u);

  note = ParseNote(JoinNote("another text\n", line));
  EXPECT_TRUE(absl::IsDataLoss(VerifySignatures(*note, keys).status()));
  // One wrong line of a known key spoils the note, though a right one follows.
  note = ParseNote(JoinNote(text, signer.Sign("another text\n") + line));
  EXPECT_TRUE(absl::IsDataLoss(VerifySignatures(*note, keys).status()));
  note = ParseNote(JoinNote(text, line + signer.Sign("another text\n")));
  EXPECT_TRUE(absl::IsDataLoss(VerifySignatures(*note, keys).status()));
}

TEST(VerifySignatures, RefusesEveryFlippedBitOfASignature) {
  const NoteSigner signer = TestSigner();
  const auto note = ParseNote(JoinNote("text\n", signer.Sign("text\n")));
  ASSERT_TRUE(note.ok());
  for (size_t bit = 0; bit < 64 * 8; ++bit) {
    Note bent = *note;
    bent.signatures[0].bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_FALSE(VerifySignatures(bent, {signer.key()}).ok()) << bit;
  }
}

TEST(Cosign, SignsTheTimeWithTheText) {
  const NoteSigner witness = TestWitness();
  const std::string text = "log.example/test\n0\nroot\n";
  const std::string line = witness.Cosign(text, 1679315147);
  auto note = ParseNote(JoinNote(text, line));
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(absl::BytesToHexString(note->signatures[0].bytes.substr(0, 8)),
            "00000000641850cb");
  const auto found = VerifySignatures(*note, {witness.key()});
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->front().unix_seconds, 1679315147u);
  note->signatures[0].bytes[7] ^= 1;  // Another time.
  EXPECT_FALSE(VerifySignatures(*note, {witness.key()}).ok());
  // Two cosignatures of one key count once, at the earlier time.
  note = ParseNote(JoinNote(text, line + witness.Cosign(text, 1000)));
  ASSERT_EQ(VerifySignatures(*note, {witness.key()})->size(), 1u);
  EXPECT_EQ(VerifySignatures(*note, {witness.key()})->front().unix_seconds,
            1000u);
}

TEST(Cosign, HasAnotherKeyIdThanASignatureByTheSameKey) {
  EXPECT_NE(TestSigner('w', "witness.example/w1").key().key_id,
            TestWitness('w', "witness.example/w1").key().key_id);
}

}  // namespace
}  // namespace saan::storage
