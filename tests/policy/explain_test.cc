#include "gateway/policy/explain.h"

#include "gateway/policy/day.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

v1::LabelAnswer AnswerOf(const v1::AccessExplanation& explanation,
                         v1::Category category, int sensitivity) {
  for (const v1::LabelAnswer& answer : explanation.labels()) {
    if (answer.label().category() == category &&
        answer.label().sensitivity() == sensitivity &&
        answer.label().about() == v1::ABOUT_CHILD) {
      return answer;
    }
  }
  return v1::LabelAnswer();
}

TEST(Explain, NamesTheRuleThatOpens) {
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule()});
  const v1::AccessExplanation explanation =
      Explain(*rules, SampleAsk(), "dcy", Facts(), true);
  const v1::LabelAnswer answer =
      AnswerOf(explanation, v1::CATEGORY_IDENTITY, 2);
  EXPECT_EQ(answer.level(), v1::DISCLOSURE_LEVEL_FULL);
  EXPECT_EQ(answer.decided_by(), "sample");
  EXPECT_EQ(AnswerOf(explanation, v1::CATEGORY_HEALTH, 3).tier(),
            v1::TIER_UNSPECIFIED);
  ASSERT_EQ(explanation.rules_size(), 1);
  EXPECT_TRUE(explanation.rules(0).unmet().empty());
  EXPECT_FALSE(explanation.rules(0).sentence_th().empty());
}

TEST(Explain, NamesEachClauseThatDoesNotFit) {
  v1::Rule rule = SampleRule();
  rule.mutable_conditions()->add_ties(v1::TIE_OPEN_REFERRAL);
  rule.mutable_conditions()->set_below_age_years(18);
  const std::unique_ptr<Rules> rules = RulesOf({rule});
  Ask ask = SampleAsk();
  ask.role = v1::ROLE_TEACHER;
  ask.purpose = v1::PURPOSE_BENEFIT;
  const v1::AccessExplanation explanation =
      Explain(*rules, ask, "dcy", Facts(), true);
  ASSERT_EQ(explanation.rules_size(), 1);
  EXPECT_EQ(std::vector<int>(explanation.rules(0).unmet().begin(),
                             explanation.rules(0).unmet().end()),
            (std::vector<int>{v1::CLAUSE_ROLE, v1::CLAUSE_PURPOSE,
                              v1::CLAUSE_AGE, v1::CLAUSE_TIE}));
}

TEST(Explain, NamesTheLawBeforeTheAgreementThatForbids) {
  v1::RuleSet set;
  set.set_epoch(1);
  *set.add_rules() = SampleRule();
  v1::Rule forbid = SampleRule();
  forbid.set_rule_id("a-forbid");
  forbid.set_effect(v1::RULE_EFFECT_FORBID);
  forbid.clear_cap();
  *set.add_rules() = forbid;
  v1::SharingAgreement& law = *set.add_agreements();
  law.set_agreement_id("LAW");
  law.set_kind(v1::AGREEMENT_KIND_LAW);
  law.set_title_th("ก");
  law.set_title_en("a");
  law.set_legal_text_th("ข");
  law.set_valid_from("2569-01-01");
  law.set_valid_until("2571-12-31");
  law.set_review_by("2570-12-31");
  forbid.set_rule_id("z-law");
  *law.add_rules() = forbid;
  const auto rules = Rules::FromSet(set);
  ASSERT_TRUE(rules.ok()) << rules.status();
  const v1::LabelAnswer answer =
      AnswerOf(Explain(**rules, SampleAsk(), "dcy", Facts(), true),
               v1::CATEGORY_IDENTITY, 2);
  EXPECT_EQ(answer.level(), 0);
  EXPECT_EQ(answer.tier(), v1::TIER_LAW);
  EXPECT_EQ(answer.decided_by(), "z-law");
}

TEST(Explain, SaysThatConsentIsMissing) {
  v1::Rule rule = SampleRule();
  rule.set_needs_consent(true);
  const v1::LabelAnswer answer =
      AnswerOf(Explain(*RulesOf({rule}), SampleAsk(), "dcy", Facts(), true),
               v1::CATEGORY_IDENTITY, 2);
  EXPECT_EQ(answer.tier(), v1::TIER_CONSENT);
  EXPECT_EQ(answer.level(), 0);
}

TEST(Explain, TellsOfAHoldOnlyToThoseWhoMayKnow) {
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule()});
  Facts facts;
  v1::Hold& hold = facts.holds.emplace_back();
  hold.set_hold_id("h");
  hold.set_agency("bma");
  hold.set_confirmed_by("x");
  EXPECT_EQ(AnswerOf(Explain(*rules, SampleAsk(), "dcy", facts, true),
                     v1::CATEGORY_IDENTITY, 2)
                .tier(),
            v1::TIER_HOLD);
  const v1::AccessExplanation untold =
      Explain(*rules, SampleAsk(), "dcy", facts, false);
  EXPECT_EQ(untold.DebugString().find("TIER_HOLD"), std::string::npos);
  EXPECT_EQ(AnswerOf(untold, v1::CATEGORY_IDENTITY, 2).decided_by(), "");
}

TEST(Explain, AgreesWithTheDecision) {
  Random random(8);
  for (int round = 0; round < 50; ++round) {
    const std::unique_ptr<Rules> rules = RulesOf(RandomRules(random, 12));
    const Decision decision = rules->Decide(SampleAsk(), "dcy");
    const v1::AccessExplanation explanation =
        Explain(*rules, SampleAsk(), "dcy", Facts(), true);
    for (const v1::LabelAnswer& answer : explanation.labels()) {
      EXPECT_EQ(answer.level(), decision.Level(answer.label()));
      const bool has_decider = !answer.decided_by().empty();
      EXPECT_TRUE(has_decider || answer.level() == 0);
    }
  }
}

TEST(Sights, ListWhatAnAgencyMaySee) {
  v1::Rule tied = SampleRule();
  tied.set_rule_id("tied");
  tied.mutable_labels(0)->set_categories(0, v1::CATEGORY_HEALTH);
  tied.mutable_conditions()->add_ties(v1::TIE_KNOWN);
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule(), tied});
  const std::vector<v1::Sight> sights = WhatCanSee(*rules, SampleAsk());
  ASSERT_EQ(sights.size(), 2u);
  EXPECT_EQ(sights[0].category(), v1::CATEGORY_IDENTITY);
  EXPECT_EQ(sights[0].max_sensitivity(), 2);
  EXPECT_EQ(sights[0].always(), v1::DISCLOSURE_LEVEL_FULL);
  EXPECT_EQ(sights[0].rule_ids(0), "sample");
  EXPECT_EQ(sights[1].category(), v1::CATEGORY_HEALTH);
  EXPECT_EQ(sights[1].always(), 0);
  EXPECT_EQ(sights[1].at_most(), v1::DISCLOSURE_LEVEL_FULL);
}

TEST(Sights, ListWhoMaySeeALabel) {
  v1::Rule rule = SampleRule();
  rule.add_roles(v1::ROLE_TEACHER);
  rule.add_recipients("obec");
  const std::unique_ptr<Rules> rules = RulesOf({rule});
  const std::vector<v1::Sight> sights =
      WhoCanSee(*rules, LabelOf(v1::CATEGORY_IDENTITY, 2),
                v1::PURPOSE_CASE_CARE, "", SampleNow());
  EXPECT_EQ(sights.size(), 4u);
  EXPECT_TRUE(WhoCanSee(*rules, LabelOf(v1::CATEGORY_IDENTITY, 3),
                        v1::PURPOSE_CASE_CARE, "", SampleNow())
                  .empty());
}

}  // namespace
}  // namespace saan::policy
