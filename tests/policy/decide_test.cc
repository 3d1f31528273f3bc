#include <algorithm>

#include "gateway/policy/policy.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

constexpr int kRounds = 100;

std::vector<v1::Label> AllLabels() {
  std::vector<v1::Label> labels;
  for (int category = 0; category < Decision::kCategories; ++category) {
    for (int about = 1; about < Decision::kAbouts; ++about) {
      for (int level = 0; level < Decision::kSensitivities; ++level) {
        labels.push_back(LabelOf(static_cast<v1::Category>(category), level,
                                 static_cast<v1::About>(about)));
      }
    }
  }
  return labels;
}

// The levels of all labels, to compare decisions by.
std::vector<int> LevelsOf(const Decision& decision) {
  std::vector<int> levels;
  for (const v1::Label& label : AllLabels()) {
    levels.push_back(decision.Level(label));
  }
  return levels;
}

// What sharing.proto says, label by label, as slowly as it reads.
bool Speaks(const v1::Rule& rule, const Ask& ask, const std::string& holder) {
  const auto names = [](const auto& list, const auto& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
  };
  return (names(rule.recipients(), ask.agency) ||
          names(rule.recipients(), "*")) &&
         names(rule.roles(), ask.role) && names(rule.purposes(), ask.purpose) &&
         names(rule.actions(), ask.action) &&
         (rule.holders().empty() || names(rule.holders(), holder)) &&
         absl::ToUnixSeconds(ask.now) >= rule.valid_from().seconds() &&
         absl::ToUnixSeconds(ask.now) < rule.valid_until().seconds();
}

bool Covers(const v1::LabelSet& set, const v1::Label& label) {
  const bool is_about = set.about().empty()
                            ? label.about() == v1::ABOUT_CHILD
                            : std::find(set.about().begin(), set.about().end(),
                                        label.about()) != set.about().end();
  return is_about && label.sensitivity() <= set.max_sensitivity() &&
         std::find(set.categories().begin(), set.categories().end(),
                   label.category()) != set.categories().end();
}

int SlowLevel(const std::vector<v1::Rule>& rules, const Ask& ask,
              const std::string& holder, const v1::Label& label) {
  int permitted = 0;
  int left = v1::DISCLOSURE_LEVEL_FULL;
  for (const v1::Rule& rule : rules) {
    if (!Speaks(rule, ask, holder)) continue;
    const bool covers =
        std::any_of(rule.labels().begin(), rule.labels().end(),
                    [&](const auto& set) { return Covers(set, label); });
    if (!covers) continue;
    if (rule.effect() == v1::RULE_EFFECT_PERMIT) {
      permitted = std::max<int>(permitted, rule.cap());
    } else {
      left = std::min<int>(left, rule.cap());
    }
  }
  return std::min(permitted, left);
}

TEST(Decide, ShowsNothingByDefault) {
  const Decision decision = RulesOf({})->Decide(SampleAsk(), "dcy");
  EXPECT_FALSE(decision.allows_anything());
  EXPECT_TRUE(decision.rule_ids().empty());
  for (int level : LevelsOf(decision)) EXPECT_EQ(level, 0);
}

TEST(Decide, ShowsWhatARulePermits) {
  const Decision decision = RulesOf({SampleRule()})->Decide(SampleAsk(), "dcy");
  EXPECT_TRUE(decision.allows_anything());
  EXPECT_EQ(decision.Level(LabelOf(v1::CATEGORY_IDENTITY, 2)),
            v1::DISCLOSURE_LEVEL_FULL);
  EXPECT_EQ(decision.Level(LabelOf(v1::CATEGORY_IDENTITY, 3)), 0);
  EXPECT_EQ(decision.Level(LabelOf(v1::CATEGORY_CONTACT, 1)), 0);
  EXPECT_EQ(
      decision.Level(LabelOf(v1::CATEGORY_IDENTITY, 1, v1::ABOUT_GUARDIAN)), 0);
  EXPECT_EQ(decision.rule_ids(), std::vector<std::string>{"sample"});
}

TEST(Decide, AsksEveryWordOfTheRule) {
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule()});
  Ask ask = SampleAsk();
  ask.agency = "obec";
  EXPECT_FALSE(rules->Decide(ask, "dcy").allows_anything());
  ask = SampleAsk();
  ask.role = v1::ROLE_VOLUNTEER;
  EXPECT_FALSE(rules->Decide(ask, "dcy").allows_anything());
  ask = SampleAsk();
  ask.purpose = v1::PURPOSE_BENEFIT;
  EXPECT_FALSE(rules->Decide(ask, "dcy").allows_anything());
  ask = SampleAsk();
  ask.action = v1::ACTION_SEARCH;
  EXPECT_FALSE(rules->Decide(ask, "dcy").allows_anything());
}

TEST(Decide, ShowsNothingToWordsItDoesNotKnow) {
  v1::Rule rule = SampleRule();
  rule.set_recipients(0, "*");
  const std::unique_ptr<Rules> rules = RulesOf({rule});
  Ask ask = SampleAsk();
  ask.role = static_cast<v1::Role>(99);
  EXPECT_FALSE(rules->Decide(ask, "dcy").allows_anything());
  ask = SampleAsk();
  ask.purpose = static_cast<v1::Purpose>(257);
  EXPECT_FALSE(rules->Decide(ask, "dcy").allows_anything());
  ask = SampleAsk();
  ask.agency = "";
  EXPECT_FALSE(rules->Decide(ask, "dcy").allows_anything());
}

TEST(Decide, HoldsOnlyWithinTheWindow) {
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule()});
  const auto allows = [&](int64_t unix_seconds) {
    Ask ask = SampleAsk();
    ask.now = absl::FromUnixSeconds(unix_seconds);
    return rules->Decide(ask, "dcy").allows_anything();
  };
  EXPECT_FALSE(allows(1767200399));
  EXPECT_TRUE(allows(1767200400));
  EXPECT_TRUE(allows(1861894799));
  EXPECT_FALSE(allows(1861894800));
}

TEST(Decide, KeepsToTheHoldersNamed) {
  v1::Rule rule = SampleRule();
  rule.add_holders("dcy");
  const std::unique_ptr<Rules> rules = RulesOf({rule});
  EXPECT_TRUE(rules->Decide(SampleAsk(), "dcy").allows_anything());
  EXPECT_FALSE(rules->Decide(SampleAsk(), "obec").allows_anything());
  EXPECT_FALSE(rules->Decide(SampleAsk(), "").allows_anything());
}

TEST(Decide, CountsEveryForbidWhereNoHolderIsMeant) {
  v1::Rule forbid = SampleRule();
  forbid.set_rule_id("forbid");
  forbid.set_effect(v1::RULE_EFFECT_FORBID);
  forbid.clear_cap();
  forbid.add_holders("dcy");
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule(), forbid});
  EXPECT_FALSE(rules->Decide(SampleAsk(), "").allows_anything());
  EXPECT_TRUE(rules->Decide(SampleAsk(), "obec").allows_anything());
}

TEST(Decide, TakesAStarAsEveryAgency) {
  v1::Rule rule = SampleRule();
  rule.set_recipients(0, "*");
  rule.add_recipients("bma");
  const std::unique_ptr<Rules> rules = RulesOf({rule});
  EXPECT_EQ(rules->Decide(SampleAsk(), "dcy").rule_ids().size(), 1u);
  Ask ask = SampleAsk();
  ask.agency = "an-agency-no-rule-names";
  EXPECT_TRUE(rules->Decide(ask, "dcy").allows_anything());
}

TEST(Decide, ShowsTheOwnerAll) {
  v1::Rule forbid = SampleRule();
  forbid.set_effect(v1::RULE_EFFECT_FORBID);
  forbid.clear_cap();
  const Decision decision = RulesOf({forbid})->Decide(SampleAsk(), "bma");
  EXPECT_EQ(decision.rule_ids(), std::vector<std::string>{"owner"});
  for (int level : LevelsOf(decision)) {
    EXPECT_EQ(level, v1::DISCLOSURE_LEVEL_FULL);
  }
}

TEST(Decide, HasNoLevelForALabelOutOfRange) {
  const Decision owner = Decision::Owner();
  EXPECT_EQ(owner.Level(LabelOf(v1::CATEGORY_CASE, 5)), 0);
  EXPECT_EQ(owner.Level(LabelOf(v1::CATEGORY_CASE, -1)), 0);
  EXPECT_EQ(owner.Level(LabelOf(static_cast<v1::Category>(16), 0)), 0);
  EXPECT_EQ(
      owner.Level(LabelOf(v1::CATEGORY_CASE, 0, static_cast<v1::About>(6))), 0);
}

TEST(Decide, TakesALabelAboutNobodyAsTheChilds) {
  const Decision decision = RulesOf({SampleRule()})->Decide(SampleAsk(), "dcy");
  v1::Label label = LabelOf(v1::CATEGORY_IDENTITY, 1);
  label.clear_about();
  EXPECT_EQ(decision.Level(label), v1::DISCLOSURE_LEVEL_FULL);
}

TEST(Decide, NamesTheRulesSorted) {
  v1::Rule b = SampleRule();
  b.set_rule_id("b");
  v1::Rule a = SampleRule();
  a.set_rule_id("a");
  a.set_recipients(0, "*");
  EXPECT_EQ(RulesOf({b, a})->Decide(SampleAsk(), "dcy").rule_ids(),
            (std::vector<std::string>{"a", "b"}));
}

TEST(Decide, AgreesWithTheWordsOfTheRules) {
  Random random(1);
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<v1::Rule> rules = RandomRules(random, 8);
    const Decision decision = RulesOf(rules)->Decide(SampleAsk(), "dcy");
    for (const v1::Label& label : AllLabels()) {
      ASSERT_EQ(decision.Level(label),
                SlowLevel(rules, SampleAsk(), "dcy", label))
          << label.ShortDebugString();
    }
  }
}

TEST(Decide, NeverRisesByAForbid) {
  Random random(2);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<v1::Rule> rules = RandomRules(random, 8);
    const auto before = LevelsOf(RulesOf(rules)->Decide(SampleAsk(), "dcy"));
    rules.push_back(RandomRule(random, v1::RULE_EFFECT_FORBID));
    const auto after = LevelsOf(RulesOf(rules)->Decide(SampleAsk(), "dcy"));
    for (size_t i = 0; i < before.size(); ++i) ASSERT_LE(after[i], before[i]);
  }
}

TEST(Decide, DoesNotDependOnTheOrderOfRules) {
  Random random(3);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<v1::Rule> rules = RandomRules(random, 8);
    const Decision one = RulesOf(rules)->Decide(SampleAsk(), "dcy");
    std::shuffle(rules.begin(), rules.end(), random);
    const Decision other = RulesOf(rules)->Decide(SampleAsk(), "dcy");
    ASSERT_EQ(LevelsOf(one), LevelsOf(other));
    ASSERT_EQ(one.rule_ids(), other.rule_ids());
  }
}

}  // namespace
}  // namespace saan::policy
