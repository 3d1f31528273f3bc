#include "storage/tlog_proof.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "storage/merkle.h"
#include "tests/storage/test_keys.h"

namespace saan::storage {
namespace {

// Three entries; the proof of the second.
struct Example {
  Example() {
    Frontier frontier;
    for (const char* entry : {"zero", "one", "two"}) {
      frontier.Append(LeafHash(entry),
                      [](int, uint64_t, const std::string&) {});
    }
    const std::string text =
        FormatCheckpoint({"log.example/test", 3, frontier.Root(), {}});
    proof.index = 1;
    proof.hashes = {LeafHash("zero"), LeafHash("two")};
    proof.checkpoint = JoinNote(text, TestSigner().Sign(text));
    opened = *OpenCheckpoint(proof.checkpoint, {TestSigner().key()});
  }
  TlogProof proof;
  OpenedCheckpoint opened;
};

TEST(FormatTlogProof, IsTheSpecifiedText) {
  const Example example;
  EXPECT_EQ(FormatTlogProof(example.proof),
            absl::StrCat("c2sp.org/tlog-proof@v1\nindex 1\n",
                         absl::Base64Escape(LeafHash("zero")), "\n",
                         absl::Base64Escape(LeafHash("two")), "\n\n",
                         example.proof.checkpoint));
  TlogProof with_extra = example.proof;
  with_extra.extra = "age";
  EXPECT_NE(FormatTlogProof(with_extra).find("@v1\nextra YWdl\nindex 1\n"),
            std::string::npos);
}

TEST(ParseTlogProof, ReadsWhatWasWritten) {
  Example example;
  for (const bool has_extra : {false, true}) {
    if (has_extra) example.proof.extra = std::string("\0\xFF", 2);
    const auto parsed = ParseTlogProof(FormatTlogProof(example.proof));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->extra, example.proof.extra);
    EXPECT_EQ(parsed->index, 1u);
    EXPECT_EQ(parsed->hashes, example.proof.hashes);
    EXPECT_EQ(parsed->checkpoint, example.proof.checkpoint);
  }
}

TEST(ParseTlogProof, RefusesEveryOtherSpelling) {
  const std::string good = FormatTlogProof(Example().proof);
  ASSERT_TRUE(ParseTlogProof(good).ok());
  const std::string hash = absl::Base64Escape(LeafHash("zero"));
  for (const std::string& wrong :
       {std::string(), good.substr(0, 30), good.substr(0, good.size() - 1),
        good + "\n", absl::StrReplaceAll(good, {{"@v1", "@v2"}}),
        absl::StrReplaceAll(good, {{"index 1", "index 01"}}),
        absl::StrReplaceAll(good, {{"index 1", "index  1"}}),
        absl::StrReplaceAll(good, {{"index 1", "Index 1"}}),
        absl::StrReplaceAll(good, {{"index 1\n", ""}}),
        absl::StrReplaceAll(good, {{"index 1", "index 1\r"}}),
        absl::StrReplaceAll(good, {{"@v1\n", "@v1\nextra \n"}}),
        absl::StrReplaceAll(good, {{"@v1\n", "@v1\nextra YWd\n"}}),
        absl::StrReplaceAll(good, {{"@v1\n", "@v1\nextra YWdl\nextra YWdl\n"}}),
        absl::StrReplaceAll(good, {{hash, hash.substr(4)}}),
        absl::StrReplaceAll(good, {{hash, hash + " "}}),
        absl::StrReplaceAll(
            good, {{"\nlog.example/test\n3\n", "\nlog.example/test\n03\n"}})}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseTlogProof(wrong).status()))
        << wrong;
  }
}

TEST(ParseTlogProof, TakesNoMoreHashesThanATreeHasLevels) {
  TlogProof proof = Example().proof;
  proof.hashes.assign(kMaxProofHashes, LeafHash("zero"));
  EXPECT_TRUE(ParseTlogProof(FormatTlogProof(proof)).ok());
  proof.hashes.push_back(LeafHash("zero"));
  EXPECT_FALSE(ParseTlogProof(FormatTlogProof(proof)).ok());
}

TEST(VerifyTlogProof, HoldsForItsEntryAlone) {
  Example example;
  EXPECT_TRUE(
      VerifyTlogProof(example.proof, example.opened, LeafHash("one")).ok());
  EXPECT_TRUE(absl::IsDataLoss(
      VerifyTlogProof(example.proof, example.opened, LeafHash("two"))));
  example.proof.index = 2;
  EXPECT_FALSE(
      VerifyTlogProof(example.proof, example.opened, LeafHash("one")).ok());
  example.proof.index = 3;
  EXPECT_TRUE(absl::IsOutOfRange(
      VerifyTlogProof(example.proof, example.opened, LeafHash("one"))));
}

}  // namespace
}  // namespace saan::storage
