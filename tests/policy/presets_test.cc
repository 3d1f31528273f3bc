// The agreements that are ready to use: in order, and true to their tests.

#include <filesystem>
#include <fstream>
#include <sstream>

#include "gateway/policy/review.h"
#include "gateway/policy/rule_file.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

std::vector<std::string> Files() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(SAAN_ROOT "/deploy/rules")) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  }
  return files;
}

std::string TextOf(const std::string& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void ExpectInOrder(const std::string& name, const std::string& text) {
  const absl::StatusOr<v1::RuleSet> set = ParseRules(name, text);
  ASSERT_TRUE(set.ok()) << set.status();
  const auto rules = Rules::FromSet(*set);
  ASSERT_TRUE(rules.ok()) << rules.status();
  const std::vector<v1::TestOutcome> outcomes = RunTests(**rules);
  EXPECT_GE(outcomes.size(), 1u) << name;
  for (const v1::TestOutcome& outcome : outcomes) {
    EXPECT_TRUE(outcome.failures().empty()) << outcome.ShortDebugString();
  }
  for (const v1::Finding& finding :
       FindingsIn(*set, **rules, SampleNow(), {})) {
    ADD_FAILURE() << finding.ShortDebugString();
  }
}

TEST(Presets, EachIsInOrderAndPassesItsTests) {
  ASSERT_GE(Files().size(), 11u);
  for (const std::string& file : Files()) {
    ExpectInOrder(file, "epoch: 1\n" + TextOf(file));
  }
}

TEST(Presets, TogetherAreInOrderToo) {
  std::string text = "epoch: 1\n";
  for (const std::string& file : Files()) text += TextOf(file);
  ExpectInOrder("all", text);
}

}  // namespace
}  // namespace saan::policy
