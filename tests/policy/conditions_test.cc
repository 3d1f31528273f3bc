#include "gateway/policy/conditions.h"

#include "gateway/policy/day.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

v1::ChildFacts Known() {
  v1::ChildFacts facts;
  facts.set_are_known(true);
  return facts;
}

Truth Hold(const std::string& conditions, const v1::ChildFacts& facts,
           absl::Time now = SampleNow()) {
  v1::Conditions parsed;
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString(conditions, &parsed));
  return CompiledConditions(parsed).Hold(facts, now);
}

TEST(Conditions, HoldWhereThereAreNone) {
  EXPECT_EQ(Hold("", v1::ChildFacts()), Truth::kYes);
}

TEST(Conditions, TakeTheStateOfAnyCase) {
  const std::string open = "case_statuses: CASE_STATUS_IMPLEMENTING";
  EXPECT_EQ(Hold(open, v1::ChildFacts()), Truth::kUnknown);
  EXPECT_EQ(Hold(open, Known()), Truth::kNo);
  v1::ChildFacts facts = Known();
  facts.add_case_statuses(v1::CASE_STATUS_CLOSED_OTHER);
  EXPECT_EQ(Hold(open, facts), Truth::kNo);
  facts.add_case_statuses(v1::CASE_STATUS_IMPLEMENTING);
  EXPECT_EQ(Hold(open, facts), Truth::kYes);
}

TEST(Conditions, AskTheWholeOfAnUncertainAge) {
  const std::string band = "from_age_years: 10 below_age_years: 15";
  const auto at = [&](int youngest, int oldest) {
    v1::ChildFacts facts = Known();
    facts.set_youngest_age_years(youngest);
    facts.set_oldest_age_years(oldest);
    return Hold(band, facts);
  };
  EXPECT_EQ(Hold(band, Known()), Truth::kUnknown);
  EXPECT_EQ(at(10, 14), Truth::kYes);
  EXPECT_EQ(at(9, 14), Truth::kUnknown);
  EXPECT_EQ(at(10, 15), Truth::kUnknown);
  EXPECT_EQ(at(8, 9), Truth::kNo);
  EXPECT_EQ(at(15, 15), Truth::kNo);
}

TEST(Conditions, TakeAnAreaByItsCode) {
  const std::string area = "area_prefixes: \"1011\"";
  v1::ChildFacts facts = Known();
  EXPECT_EQ(Hold(area, facts), Truth::kUnknown);
  facts.add_area_codes("10");
  EXPECT_EQ(Hold(area, facts), Truth::kUnknown);
  facts.set_area_codes(0, "101101");
  EXPECT_EQ(Hold(area, facts), Truth::kYes);
  facts.set_area_codes(0, "901101");
  EXPECT_EQ(Hold(area, facts), Truth::kNo);
}

TEST(Conditions, TakeTiesAndAssurance) {
  v1::ChildFacts facts = Known();
  const std::string tie = "ties: TIE_OPEN_REFERRAL ties: TIE_OWN_CASE_LOAD";
  EXPECT_EQ(Hold(tie, v1::ChildFacts()), Truth::kUnknown);
  EXPECT_EQ(Hold(tie, facts), Truth::kNo);
  facts.add_ties(v1::TIE_OWN_CASE_LOAD);
  EXPECT_EQ(Hold(tie, facts), Truth::kYes);
  const std::string strong = "min_assurance: ASSURANCE_STRONG";
  facts.set_assurance(v1::ASSURANCE_PERSON);
  EXPECT_EQ(Hold(strong, facts), Truth::kNo);
  facts.set_assurance(v1::ASSURANCE_STRONG);
  EXPECT_EQ(Hold(strong, facts), Truth::kYes);
}

TEST(Conditions, ReadTheClockOfThailand) {
  const std::string hours =
      "hours { from_hour: 8 until_hour: 17 weekdays_only: true }";
  const absl::CivilDay monday(2026, 6, 1);
  const auto at = [&](absl::CivilDay day, int hour) {
    return Hold(hours, Known(), StartOf(day) + absl::Hours(hour));
  };
  EXPECT_EQ(at(monday, 7), Truth::kNo);
  EXPECT_EQ(at(monday, 8), Truth::kYes);
  EXPECT_EQ(at(monday, 16), Truth::kYes);
  EXPECT_EQ(at(monday, 17), Truth::kNo);
  EXPECT_EQ(at(monday + 5, 12), Truth::kNo);
}

TEST(Conditions, ThatAreNotKnownOpenNothingAndForbidAll) {
  v1::Rule permit = SampleRule();
  permit.mutable_conditions()->add_ties(v1::TIE_KNOWN);
  Facts facts;
  EXPECT_FALSE(
      RulesOf({permit})->Decide(SampleAsk(), "dcy", facts).allows_anything());
  v1::Rule forbid = permit;
  forbid.set_rule_id("forbid");
  forbid.set_effect(v1::RULE_EFFECT_FORBID);
  forbid.clear_cap();
  const std::unique_ptr<Rules> rules = RulesOf({SampleRule(), forbid});
  EXPECT_FALSE(rules->Decide(SampleAsk(), "dcy", facts).allows_anything());
  facts.child = Known();
  EXPECT_TRUE(rules->Decide(SampleAsk(), "dcy", facts).allows_anything());
}

}  // namespace
}  // namespace saan::policy
