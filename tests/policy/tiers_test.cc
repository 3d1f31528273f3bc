// Holds, broken glasses and the laws of evaluation.

#include <algorithm>

#include "gateway/policy/day.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

constexpr int kTierRounds = 200;

v1::Hold HoldAgainst(const std::string& agency) {
  v1::Hold hold;
  hold.set_agency(agency);
  hold.set_confirmed_by("second");
  *hold.mutable_placed_time() = TimestampFor(SampleNow() - absl::Hours(1));
  *hold.mutable_valid_until() = TimestampFor(SampleNow() + absl::Hours(1));
  return hold;
}

v1::BreakGlass GlassOf(const Ask& ask) {
  v1::BreakGlass glass;
  glass.set_agency(ask.agency);
  glass.set_actor_ref(ask.actor_ref);
  glass.set_purpose(ask.purpose);
  *glass.mutable_begin_time() = TimestampFor(ask.now);
  *glass.mutable_end_time() = TimestampFor(ask.now + absl::Minutes(30));
  return glass;
}

bool Allows(const Rules& rules, const Ask& ask, const Facts& facts) {
  return rules.Decide(ask, "dcy", facts).allows_anything();
}

TEST(Hold, LooksLikeNoRule) {
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule()});
  Facts facts;
  facts.holds.push_back(HoldAgainst("bma"));
  const Decision held = rules->Decide(SampleAsk(), "dcy", facts);
  EXPECT_FALSE(held.allows_anything());
  EXPECT_EQ(held.rule_ids(),
            RulesOf({})->Decide(SampleAsk(), "dcy").rule_ids());
  // Its own records stay its own, as without any rule.
  EXPECT_TRUE(rules->Decide(SampleAsk(), "bma", facts).allows_anything());
}

TEST(Hold, KeepsToWhomItNames) {
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule()});
  Ask ask = SampleAsk();
  ask.actor_ref = "person-1";
  Facts facts;
  facts.holds.push_back(HoldAgainst("obec"));
  EXPECT_TRUE(Allows(*rules, ask, facts));
  facts.holds[0] = HoldAgainst("*");
  EXPECT_FALSE(Allows(*rules, ask, facts));
  facts.holds[0] = HoldAgainst("bma");
  facts.holds[0].set_actor_ref("person-2");
  EXPECT_TRUE(Allows(*rules, ask, facts));
  facts.holds[0].set_actor_ref("person-1");
  EXPECT_FALSE(Allows(*rules, ask, facts));
}

TEST(Hold, EndsUnlessASecondPersonConfirms) {
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule()});
  Facts facts;
  facts.holds.push_back(HoldAgainst("bma"));
  v1::Hold& hold = facts.holds[0];
  hold.clear_confirmed_by();
  *hold.mutable_confirm_by_time() =
      TimestampFor(SampleNow() + absl::Seconds(1));
  EXPECT_FALSE(Allows(*rules, SampleAsk(), facts));
  *hold.mutable_confirm_by_time() = TimestampFor(SampleNow());
  EXPECT_TRUE(Allows(*rules, SampleAsk(), facts));
  hold = HoldAgainst("bma");
  *hold.mutable_lifted_time() = TimestampFor(SampleNow());
  EXPECT_TRUE(Allows(*rules, SampleAsk(), facts));
}

TEST(BreakGlass, LiftsOnlyRulesMarkedForIt) {
  v1::Rule forbid = SampleRule();
  forbid.set_rule_id("forbid");
  forbid.set_effect(v1::RULE_EFFECT_FORBID);
  forbid.clear_cap();
  Facts facts;
  facts.broken_glass.push_back(GlassOf(SampleAsk()));
  EXPECT_FALSE(Allows(*RulesOf({SampleRule(), forbid}), SampleAsk(), facts));
  forbid.set_override(v1::OVERRIDE_BREAK_GLASS);
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule(), forbid});
  EXPECT_FALSE(Allows(*rules, SampleAsk(), Facts()));
  EXPECT_TRUE(Allows(*rules, SampleAsk(), facts));
}

TEST(BreakGlass, OpensRulesThatWaitForIt) {
  v1::Rule permit = SampleRule();
  permit.set_override(v1::OVERRIDE_BREAK_GLASS);
  const std::unique_ptr<Rules> rules = RulesOf({permit});
  Facts facts;
  EXPECT_FALSE(Allows(*rules, SampleAsk(), facts));
  facts.broken_glass.push_back(GlassOf(SampleAsk()));
  EXPECT_TRUE(Allows(*rules, SampleAsk(), facts));
}

TEST(BreakGlass, IsForOnePersonPurposeAndSomeMinutes) {
  v1::Rule permit = SampleRule();
  permit.set_override(v1::OVERRIDE_BREAK_GLASS);
  permit.add_purposes(v1::PURPOSE_BENEFIT);
  const std::unique_ptr<Rules> rules = RulesOf({permit});
  Facts facts;
  facts.broken_glass.push_back(GlassOf(SampleAsk()));
  Ask ask = SampleAsk();
  ask.actor_ref = "another";
  EXPECT_FALSE(Allows(*rules, ask, facts));
  ask = SampleAsk();
  ask.purpose = v1::PURPOSE_BENEFIT;
  EXPECT_FALSE(Allows(*rules, ask, facts));
  ask = SampleAsk();
  ask.now += absl::Minutes(30);
  EXPECT_FALSE(Allows(*rules, ask, facts));
}

TEST(BreakGlass, NeverLiftsAHoldNorShowsWhoReported) {
  v1::Rule permit = SampleRule();
  permit.set_override(v1::OVERRIDE_BREAK_GLASS);
  const std::unique_ptr<Rules> rules = RulesOf({permit});
  Facts facts;
  facts.broken_glass.push_back(GlassOf(SampleAsk()));
  EXPECT_EQ(rules->Decide(SampleAsk(), "dcy", facts)
                .Level(LabelOf(v1::CATEGORY_REPORTER, 4, v1::ABOUT_REPORTER)),
            0);
  facts.holds.push_back(HoldAgainst("bma"));
  EXPECT_FALSE(Allows(*rules, SampleAsk(), facts));
}

TEST(Decision, NamesItsDutiesOnceWithTheShortestTime) {
  v1::Rule one = SampleRule();
  v1::Obligation& erase = *one.add_obligations();
  erase.set_kind(v1::OBLIGATION_KIND_ERASE_WITHIN);
  erase.set_days(30);
  one.mutable_budget()->set_max_children(5);
  one.mutable_budget()->set_days(1);
  v1::Rule two = one;
  two.set_rule_id("two");
  two.mutable_obligations(0)->set_days(7);
  two.add_obligations()->set_kind(v1::OBLIGATION_KIND_WATERMARK);
  const Decision decision = RulesOf({one, two})->Decide(SampleAsk(), "dcy");
  ASSERT_EQ(decision.obligations().size(), 2u);
  EXPECT_EQ(decision.obligations()[0].days(), 7);
  ASSERT_EQ(decision.budgets().size(), 2u);
  EXPECT_EQ(decision.budgets()[0].max_children, 5);
}

// --- laws, over random rules and facts ---------------------------------------

Facts RandomFacts(Random& random) {
  Facts facts;
  facts.child.set_are_known(Toss(random));
  if (Toss(random)) {
    const int youngest = Pick(random, 21);
    facts.child.set_youngest_age_years(youngest);
    facts.child.set_oldest_age_years(youngest + Pick(random, 3));
  }
  if (Toss(random)) facts.child.add_ties(v1::TIE_KNOWN);
  for (int i = Pick(random, 5); i > 0; --i) {
    v1::Consent& consent = facts.consents.emplace_back();
    consent.set_consent_id(absl::StrCat(i));
    consent.set_effect(Toss(random) ? v1::CONSENT_EFFECT_GRANT
                                    : v1::CONSENT_EFFECT_REFUSE);
    consent.set_grantor(static_cast<v1::Grantor>(1 + Pick(random, 4)));
    consent.set_capacity(static_cast<v1::Capacity>(1 + Pick(random, 3)));
    consent.set_is_assessed_capable(Toss(random));
    consent.add_purposes(v1::PURPOSE_CASE_CARE);
    consent.add_recipients(Toss(random) ? "bma" : "*");
    *consent.mutable_labels() =
        RandomRule(random, v1::RULE_EFFECT_PERMIT).labels();
    consent.mutable_valid_until()->set_seconds(1861894800);
  }
  if (Pick(random, 4) == 0) facts.holds.push_back(HoldAgainst("obec"));
  if (Toss(random)) facts.broken_glass.push_back(GlassOf(SampleAsk()));
  return facts;
}

std::vector<v1::Rule> RandomRulesOfAllKinds(Random& random) {
  std::vector<v1::Rule> rules = RandomRules(random, 12);
  for (v1::Rule& rule : rules) {
    const bool permits = rule.effect() == v1::RULE_EFFECT_PERMIT;
    if (permits && Toss(random)) rule.set_needs_consent(true);
    if (Pick(random, 4) == 0) rule.set_override(v1::OVERRIDE_BREAK_GLASS);
    if (Pick(random, 4) == 0)
      rule.mutable_conditions()->add_ties(v1::TIE_KNOWN);
    if (Pick(random, 4) == 0) rule.mutable_conditions()->set_from_age_years(10);
    rule.set_cap(static_cast<v1::DisclosureLevel>(permits ? 1 + Pick(random, 4)
                                                          : Pick(random, 4)));
  }
  return rules;
}

std::vector<int> Levels(const Decision& decision) {
  std::vector<int> levels;
  for (int category = 1; category < v1::Category_ARRAYSIZE; ++category) {
    for (int about = 1; about < v1::About_ARRAYSIZE; ++about) {
      for (int sensitivity = 0; sensitivity < 5; ++sensitivity) {
        levels.push_back(decision.Level(
            LabelOf(static_cast<v1::Category>(category), sensitivity,
                    static_cast<v1::About>(about))));
      }
    }
  }
  return levels;
}

void ExpectNowhereHigher(const Decision& after, const Decision& before) {
  const std::vector<int> high = Levels(before);
  const std::vector<int> low = Levels(after);
  for (size_t i = 0; i < high.size(); ++i) ASSERT_LE(low[i], high[i]);
}

TEST(Laws, OrderMeansNothing) {
  Random random(1);
  for (int round = 0; round < kTierRounds; ++round) {
    std::vector<v1::Rule> rules = RandomRulesOfAllKinds(random);
    Facts facts = RandomFacts(random);
    const std::vector<int> before =
        Levels(RulesOf(rules)->Decide(SampleAsk(), "dcy", facts));
    std::shuffle(rules.begin(), rules.end(), random);
    std::shuffle(facts.consents.begin(), facts.consents.end(), random);
    EXPECT_EQ(Levels(RulesOf(rules)->Decide(SampleAsk(), "dcy", facts)),
              before);
  }
}

TEST(Laws, AForbidOrAHoldNeverRaisesALevel) {
  Random random(2);
  for (int round = 0; round < kTierRounds; ++round) {
    std::vector<v1::Rule> rules = RandomRulesOfAllKinds(random);
    Facts facts = RandomFacts(random);
    const Decision before = RulesOf(rules)->Decide(SampleAsk(), "dcy", facts);
    v1::Rule forbid = RandomRule(random, v1::RULE_EFFECT_FORBID);
    if (Toss(random)) forbid.mutable_conditions()->add_ties(v1::TIE_KNOWN);
    rules.push_back(forbid);
    const std::unique_ptr<Rules> more = RulesOf(rules);
    ExpectNowhereHigher(more->Decide(SampleAsk(), "dcy", facts), before);
    facts.holds.push_back(HoldAgainst(Toss(random) ? "bma" : "obec"));
    ExpectNowhereHigher(more->Decide(SampleAsk(), "dcy", facts), before);
  }
}

TEST(Laws, RemovingAConsentNeverRaisesALevelUnlessItWasARefusal) {
  Random random(3);
  for (int round = 0; round < kTierRounds; ++round) {
    const std::unique_ptr<Rules> rules = RulesOf(RandomRulesOfAllKinds(random));
    const Facts facts = RandomFacts(random);
    const Decision before = rules->Decide(SampleAsk(), "dcy", facts);
    for (size_t i = 0; i < facts.consents.size(); ++i) {
      if (facts.consents[i].effect() == v1::CONSENT_EFFECT_REFUSE) continue;
      Facts fewer = facts;
      fewer.consents.erase(fewer.consents.begin() + i);
      ExpectNowhereHigher(rules->Decide(SampleAsk(), "dcy", fewer), before);
    }
  }
}

TEST(Laws, NoChildGetsMoreThanTheMostNorLessThanTheLeast) {
  Random random(4);
  for (int round = 0; round < kTierRounds; ++round) {
    const std::unique_ptr<Rules> rules = RulesOf(RandomRulesOfAllKinds(random));
    const Facts facts = RandomFacts(random);
    const Decision decision = rules->Decide(SampleAsk(), "dcy", facts);
    ExpectNowhereHigher(decision, rules->DecideAtMost(SampleAsk(), "dcy"));
    if (!facts.broken_glass.empty()) continue;
    ExpectNowhereHigher(rules->Decide(SampleAsk(), "dcy"), decision);
  }
}

}  // namespace
}  // namespace saan::policy
