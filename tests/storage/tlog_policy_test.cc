#include "storage/tlog_policy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/storage/test_keys.h"

namespace saan::storage {
namespace {

std::string Log() {
  return absl::StrCat("log ", FormatVerifierKey(TestSigner().key()), "\n");
}

std::string WitnessLine(const std::string& name, char seed) {
  return absl::StrCat("witness ", name, " ",
                      FormatVerifierKey(TestWitness(seed).key()),
                      " https://witness.example/\n");
}

// The example of the specification: two of X, one of Y.
std::string PolicyText() {
  return absl::StrCat("# a comment\n\n", Log(), WitnessLine("X1", '1'),
                      WitnessLine("X2", '2'), WitnessLine("X3", '3'),
                      "group X 2 X1 X2 X3\n", WitnessLine("Y1", '4'),
                      WitnessLine("Y2", '5'), "\tgroup  Y any Y1\tY2 \n",
                      "group both all X Y\nquorum both\n");
}

TEST(TlogPolicy, CountsGroupsOfGroups) {
  const auto policy = TlogPolicy::Parse(PolicyText());
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->logs().size(), 1u);
  EXPECT_EQ(policy->witnesses().size(), 5u);
  EXPECT_EQ(policy->witnesses()[0].url, "https://witness.example/");
  EXPECT_TRUE(policy->asks_for_witnesses());
  EXPECT_TRUE(policy->IsMet({0, 2, 4}));
  EXPECT_TRUE(policy->IsMet({0, 1, 2, 3, 4}));
  EXPECT_FALSE(policy->IsMet({0, 1, 2}));
  EXPECT_FALSE(policy->IsMet({0, 0, 3}));
  EXPECT_FALSE(policy->IsMet({1, 3, 4}));
  EXPECT_FALSE(policy->IsMet({}));
}

TEST(TlogPolicy, AsksForNobodyWhereItSaysNone) {
  const auto policy = TlogPolicy::Parse(Log() + "quorum none\n");
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_FALSE(policy->asks_for_witnesses());
  EXPECT_TRUE(policy->IsMet({}));
}

TEST(TlogPolicy, NamesTheLineThatIsNotRight) {
  const std::string w = WitnessLine("W", '1');
  const std::string cosigner = FormatVerifierKey(TestWitness('7').key());
  for (const std::string& wrong :
       {std::string(),
        Log(),
        Log() + "quorum W\n",
        w + "quorum W",
        w + "quorum W\nquorum W\n",
        w + w + "quorum W\n",
        w + WitnessLine("W", '2') + "quorum W\n",
        w + WitnessLine("V", '1') + "quorum W\n",
        Log() + Log() + "quorum none\n",
        "group G any W\n" + w + "quorum G\n",
        w + "group G 2 W\nquorum G\n",
        w + "group G 0 W\nquorum G\n",
        w + "group G 01 W\nquorum G\n",
        w + "group G any\nquorum G\n",
        w + "group G any W W\nquorum G\n",
        w + "group G any W\ngroup H any W\nquorum G\n",
        w + "group none any W\nquorum none\n",
        w + "group W any W\nquorum W\n",
        std::string("witness W\nquorum W\n"),
        "log " + cosigner + "\nquorum none\n",
        "witness W " + FormatVerifierKey(TestSigner().key()) + "\nquorum W\n",
        std::string("unknown line\nquorum none\n"),
        std::string("quorum none \r\n")}) {
    EXPECT_TRUE(absl::IsInvalidArgument(TlogPolicy::Parse(wrong).status()))
        << wrong;
  }
}

TEST(VerifyCosignatures, FindsTheWitnessesThatSigned) {
  const auto policy = TlogPolicy::Parse(PolicyText());
  ASSERT_TRUE(policy.ok());
  const std::string text = "log.example/test\n1\nroot\n";
  const std::string lines = TestSigner().Sign(text) +
                            TestWitness('2').Cosign(text, 1000) +
                            TestWitness('9', "stranger").Cosign(text, 1) +
                            TestWitness('4').Cosign(text, 2000);
  const auto note = ParseNote(JoinNote(text, lines));
  ASSERT_TRUE(note.ok());
  const auto found = VerifyCosignatures(*note, *policy);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].witness, 1u);
  EXPECT_EQ((*found)[0].unix_seconds, 1000u);
  EXPECT_EQ((*found)[1].witness, 3u);
  const auto forged = ParseNote(
      JoinNote(text, TestWitness('2').Cosign("another text\n", 1000)));
  EXPECT_TRUE(absl::IsDataLoss(VerifyCosignatures(*forged, *policy).status()));
}

}  // namespace
}  // namespace saan::storage
