#include "gateway/policy/review.h"

#include <algorithm>

#include "gateway/policy/rule_file.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

constexpr char kAgreement[] = R"pb(
  epoch: 1
  agreements {
    agreement_id: "MOU-1"
    kind: AGREEMENT_KIND_AGREEMENT
    parties: "bma"
    parties: "dcy"
    title_th: "บันทึกข้อตกลง"
    title_en: "Agreement"
    legal_text_th: "คู่สัญญาตกลงแบ่งปันข้อมูล"
    valid_from: "2569-01-01"
    valid_until: "2571-12-31"
    review_by: "2570-12-31"
    approvals { agency: "bma" office: "ผู้อำนวยการ" date: "2568-12-01" }
    approvals { agency: "dcy" office: "อธิบดี" date: "2568-12-02" }
    rules {
      rule_id: "a"
      effect: RULE_EFFECT_PERMIT
      recipients: "bma"
      roles: ROLE_CASE_MANAGER
      purposes: PURPOSE_CASE_CARE
      actions: ACTION_READ
      labels { categories: CATEGORY_IDENTITY max_sensitivity: 2 }
      cap: DISCLOSURE_LEVEL_FULL
    }
    tests {
      name: "ผู้จัดการเคสเห็นชื่อ"
      ask {
        agency: "bma"
        role: ROLE_CASE_MANAGER
        purpose: PURPOSE_CASE_CARE
        action: ACTION_READ
        holder: "dcy"
      }
      expect {
        category: CATEGORY_IDENTITY
        sensitivity: 2
        level: DISCLOSURE_LEVEL_FULL
      }
      expect { category: CATEGORY_HEALTH sensitivity: 3 }
    }
  })pb";

v1::RuleSet Parsed(const std::string& text = kAgreement) {
  const absl::StatusOr<v1::RuleSet> set = ParseRules("file", text);
  EXPECT_TRUE(set.ok()) << set.status();
  return *set;
}

std::unique_ptr<Rules> Made(const v1::RuleSet& set) {
  auto rules = Rules::FromSet(set);
  EXPECT_TRUE(rules.ok()) << rules.status();
  return *std::move(rules);
}

bool Finds(const v1::RuleSet& set, v1::FindingKind kind,
           absl::Time now = SampleNow(),
           const std::set<std::string>& agencies = {}) {
  const std::unique_ptr<Rules> rules = Made(set);
  const std::vector<v1::Finding> found = FindingsIn(set, *rules, now, agencies);
  for (const v1::Finding& finding : found) {
    EXPECT_FALSE(finding.message_th().empty());
    EXPECT_FALSE(finding.message_en().empty());
  }
  return std::any_of(found.begin(), found.end(), [&](const auto& finding) {
    return finding.kind() == kind;
  });
}

TEST(Agreement, LendsItsWindowAndNameToItsRules) {
  const std::unique_ptr<Rules> rules = Made(Parsed());
  const v1::Rule& rule = rules->set().agreements(0).rules(0);
  EXPECT_EQ(rule.agreement_id(), "MOU-1");
  EXPECT_EQ(rule.valid_from().seconds(), 1767200400);
  EXPECT_EQ(rule.valid_until().seconds(), 1861894800);
  EXPECT_TRUE(rules->Decide(SampleAsk(), "dcy").allows_anything());
}

TEST(Agreement, IsRefusedWithoutEachPartysApproval) {
  v1::RuleSet set = Parsed();
  set.mutable_agreements(0)->mutable_approvals()->RemoveLast();
  EXPECT_EQ(Rules::FromSet(set).status().message(),
            "agreement MOU-1: approvals: dcy has not approved it");
}

TEST(Agreement, NamesLineAndColumnOfItsFault) {
  std::string text = kAgreement;
  text.replace(text.find("2571-12-31"), 10, "2571-13-31");
  const absl::Status status = ParseRules("file", text).status();
  EXPECT_EQ(status.message(),
            "file:12:5: agreement MOU-1: valid_until: every agreement has a "
            "last day, YYYY-MM-DD; say it");
}

TEST(RuleTests, PassAndFailByTheLevelThatComesOut) {
  v1::RuleSet set = Parsed();
  std::vector<v1::TestOutcome> outcomes = RunTests(*Made(set));
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_TRUE(outcomes[0].failures().empty());
  set.mutable_agreements(0)->mutable_tests(0)->mutable_ask()->set_role(
      v1::ROLE_TEACHER);
  outcomes = RunTests(*Made(set));
  ASSERT_EQ(outcomes[0].failures_size(), 1);
  EXPECT_EQ(outcomes[0].failures(0),
            "CATEGORY_IDENTITY 2: expected DISCLOSURE_LEVEL_FULL, is "
            "DISCLOSURE_LEVEL_UNSPECIFIED");
}

TEST(Findings, AreNoneInAnAgreementInOrder) {
  const v1::RuleSet set = Parsed();
  EXPECT_TRUE(FindingsIn(set, *Made(set), SampleNow(), {"bma", "dcy"}).empty());
}

TEST(Findings, NameARuleThatAForbidCloses) {
  v1::RuleSet set = Parsed();
  v1::Rule forbid = set.agreements(0).rules(0);
  forbid.set_rule_id("b");
  forbid.set_effect(v1::RULE_EFFECT_FORBID);
  forbid.clear_cap();
  forbid.set_recipients(0, "*");
  *set.mutable_agreements(0)->add_rules() = forbid;
  EXPECT_TRUE(Finds(set, v1::FINDING_KIND_NEVER_APPLIES));
}

TEST(Findings, NameARuleThatAnotherAlreadySays) {
  v1::RuleSet set = Parsed();
  v1::Rule narrow = set.agreements(0).rules(0);
  narrow.set_rule_id("b");
  narrow.add_holders("dcy");
  narrow.set_cap(v1::DISCLOSURE_LEVEL_GENERALISE);
  *set.mutable_agreements(0)->add_rules() = narrow;
  EXPECT_TRUE(Finds(set, v1::FINDING_KIND_SHADOWED));
}

TEST(Findings, NameOneTwinOfTwo) {
  v1::RuleSet set = Parsed();
  v1::Rule twin = set.agreements(0).rules(0);
  twin.set_rule_id("b");
  *set.mutable_agreements(0)->add_rules() = twin;
  EXPECT_EQ(FindingsIn(set, *Made(set), SampleNow(), {}).size(), 1u);
}

TEST(Findings, NameWhoIsNoParty) {
  v1::RuleSet set = Parsed();
  set.mutable_agreements(0)->mutable_rules(0)->add_recipients("obec");
  EXPECT_TRUE(Finds(set, v1::FINDING_KIND_WIDER_THAN_AGREEMENT));
  EXPECT_TRUE(
      Finds(set, v1::FINDING_KIND_AGENCY_UNKNOWN, SampleNow(), {"bma", "dcy"}));
}

TEST(Findings, NameWhatEndsAndWhatIsDue) {
  const v1::RuleSet set = Parsed();
  const absl::Time end = absl::FromUnixSeconds(1861894800);
  EXPECT_TRUE(Finds(set, v1::FINDING_KIND_EXPIRES_SOON, end - absl::Hours(1)));
  EXPECT_TRUE(Finds(set, v1::FINDING_KIND_EXPIRED, end));
  EXPECT_TRUE(Finds(set, v1::FINDING_KIND_REVIEW_OVERDUE, end));
}

TEST(Findings, NameASentenceThatSaysSomethingElse) {
  v1::RuleSet set = Parsed();
  set.mutable_agreements(0)->mutable_rules(0)->set_sentence_th("ทุกคนดูได้หมด");
  EXPECT_TRUE(Finds(set, v1::FINDING_KIND_SENTENCE_DIFFERS));
  EXPECT_FALSE(Finds(Made(set)->set(), v1::FINDING_KIND_SENTENCE_DIFFERS));
}

TEST(Diff, IsEmptyBetweenEquals) {
  const std::unique_ptr<Rules> rules = Made(Parsed());
  const v1::EpochDiff diff = DiffOf(*rules, *rules, SampleNow());
  EXPECT_TRUE(diff.rules().empty());
  EXPECT_TRUE(diff.cells().empty());
}

TEST(Diff, NamesChangedRulesAndAnswers) {
  v1::RuleSet set = Parsed();
  const std::unique_ptr<Rules> before = Made(set);
  set.set_epoch(2);
  v1::Rule& rule = *set.mutable_agreements(0)->mutable_rules(0);
  rule.mutable_labels(0)->set_max_sensitivity(1);
  rule.mutable_labels(0)->add_categories(v1::CATEGORY_FAMILY);
  const v1::EpochDiff diff = DiffOf(*before, *Made(set), SampleNow());
  ASSERT_EQ(diff.rules_size(), 1);
  EXPECT_NE(diff.rules(0).before_th(), diff.rules(0).after_th());
  ASSERT_EQ(diff.cells_size(), 2);
  EXPECT_EQ(diff.cells(0).after().category(), v1::CATEGORY_IDENTITY);
  EXPECT_EQ(diff.cells(0).after().max_sensitivity(), 2);
  EXPECT_EQ(diff.cells(0).after().always(), 0);
  EXPECT_EQ(diff.cells(0).always_before(), v1::DISCLOSURE_LEVEL_FULL);
  EXPECT_EQ(diff.cells(1).after().category(), v1::CATEGORY_FAMILY);
  EXPECT_EQ(diff.cells(1).always_before(), 0);
}

}  // namespace
}  // namespace saan::policy
