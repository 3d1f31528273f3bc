#include "storage/checkpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/merkle.h"
#include "tests/storage/test_keys.h"
#include "tests/storage/vectors.h"

namespace saan::storage {
namespace {

std::string Root() { return Sha256("root"); }

std::string TextOf(const std::string& origin, const std::string& size,
                   const std::string& root) {
  return absl::StrCat(origin, "\n", size, "\n", root, "\n");
}

TEST(ParseCheckpoint, ReadsThePublishedOnes) {
  for (const char* file :
       {"checkpoint-example.txt", "add-checkpoint-request-example.txt"}) {
    std::string bytes = ReadVector(file);
    bytes = bytes.substr(bytes.find("example.com/behind-the-sofa\n"));
    const auto note = ParseNote(bytes);
    ASSERT_TRUE(note.ok()) << note.status();
    EXPECT_EQ(note->signatures.size(), 2u);
    const auto checkpoint = ParseCheckpoint(note->text);
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
    EXPECT_EQ(checkpoint->size, 20852163u);
    EXPECT_EQ(absl::Base64Escape(checkpoint->root),
              "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
    EXPECT_EQ(FormatCheckpoint(*checkpoint), note->text);
  }
}

TEST(ParseCheckpoint, RefusesEveryOtherSpelling) {
  const std::string root = absl::Base64Escape(Root());
  const std::string good = TextOf("log.example", "12", root);
  ASSERT_TRUE(ParseCheckpoint(good).ok());
  ASSERT_TRUE(ParseCheckpoint(good + "extension\n").ok());
  for (const std::string& wrong :
       {std::string(), TextOf("", "12", root), TextOf("log.example", "", root),
        TextOf("log.example", "012", root), TextOf("log.example", "-1", root),
        TextOf("log.example", "9223372036854775808", root),
        TextOf("log.example", "12", root.substr(1)),
        TextOf("log.example", "12", ""),
        TextOf("log.example", "12", absl::Base64Escape(Root() + "x")),
        good.substr(0, good.size() - 1), good + "\n", good + "extension",
        good + "one\n\ntwo\n", std::string("log.example\n12\n"),
        // A tree of nothing has one root only.
        TextOf("log.example", "0", root)}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseCheckpoint(wrong).status()))
        << wrong;
  }
  EXPECT_TRUE(ParseCheckpoint(
                  TextOf("log.example", "0", absl::Base64Escape(EmptyRoot())))
                  .ok());
}

TEST(OpenCheckpoint, AsksForASignatureOfTheLogItself) {
  const NoteSigner log = TestSigner();
  const std::string text = FormatCheckpoint({log.key().name, 7, Root(), {}});
  const std::vector<VerifierKey> keys = {log.key()};
  const auto opened = OpenCheckpoint(JoinNote(text, log.Sign(text)), keys);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.size, 7u);
  EXPECT_EQ(opened->checkpoint.root, Root());

  // Another log's key, though trusted for its own log.
  const NoteSigner other = TestSigner('o', "other.example/log");
  EXPECT_TRUE(absl::IsPermissionDenied(
      OpenCheckpoint(JoinNote(text, other.Sign(text)), {log.key(), other.key()})
          .status()));
  // A witness alone does not make a checkpoint.
  EXPECT_TRUE(absl::IsPermissionDenied(
      OpenCheckpoint(JoinNote(text, TestWitness().Cosign(text, 1)),
                     {log.key(), TestWitness().key()})
          .status()));
  // A log nobody knows here.
  EXPECT_TRUE(absl::IsNotFound(
      OpenCheckpoint(JoinNote(text, log.Sign(text)), {other.key()}).status()));
  // A wrong signature by the log's key.
  EXPECT_TRUE(absl::IsDataLoss(
      OpenCheckpoint(JoinNote(text, log.Sign("another\n")), keys).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(OpenCheckpoint(text, keys).status()));
}

}  // namespace
}  // namespace saan::storage
