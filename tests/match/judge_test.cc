#include "gateway/match/judge.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/match/children.h"

namespace saan::match {
namespace {

using v1::VERDICT_DIFFERENT;
using v1::VERDICT_REVIEW;
using v1::VERDICT_SAME;

constexpr char kNatthawut[] = "temtem:TT-1011-66-00021";
constexpr char kNatthawutAtSchool[] = "school:3110000001:05123";
constexpr char kTwin[] = "school:3110000001:05301";
constexpr char kOtherTwin[] = "school:3110000001:05302";
constexpr char kTwinWithOthersId[] = "temtem:TT-1011-66-00035";

// Which invented child each record is of.
const std::map<std::string, std::string>& Truth() {
  static const auto* truth = new std::map<std::string, std::string>{
      {"temtem:TT-1011-66-00021", "C01"},
      {"temtem:TT-1011-66-00035", "C04"},
      {"temtem:TT-1033-66-00002", "C06"},
      {"dcy:CPIS-66-10-000231", "C01"},
      {"dcy:CPIS-66-10-000244", "C03"},
      {"dcy:CPIS-66-10-000260", "C07"},
      {"dcy:CMST-66-0091", "C07"},
      {"dcy:CMST-66-0102", "C08"},
      {"dcy:CMST-66-0110", "C10"},
      {"imed:40112", "C02"},
      {"imed:40155", "C03"},
      {"imed:40201", "C10"},
      {"school:3110000001:05123", "C01"},
      {"school:3110000001:05301", "C04"},
      {"school:3110000001:05302", "C05"},
      {"school:1090000002:02211", "C02"},
      {"school:1090000002:02305", "C03"},
      {"school:1010000003:01991", "C06"},
      {"school:1023000004:03001", "C09"},
      {"school:1090000002:02401", "C11"},
      {"health43:99999:000123", "C01"},
      {"health43:99999:000124", "C09"},
      {"health43:99998:000900", "C03"},
  };
  return *truth;
}

TEST(Judge, NeverLinksTwoChildrenOfTheSamples) {
  ASSERT_EQ(Children().size(), Truth().size());
  for (const auto& [a, traits_a] : Children()) {
    for (const auto& [b, traits_b] : Children()) {
      if (Truth().at(a) == Truth().at(b)) continue;
      EXPECT_NE(CompareNamed(a, b).verdict(), VERDICT_SAME) << a << " " << b;
    }
  }
}

TEST(Judge, GivesOneAnswerInBothDirections) {
  for (const auto& [a, traits_a] : Children()) {
    for (const auto& [b, traits_b] : Children()) {
      const v1::Evidence there = CompareNamed(a, b);
      const v1::Evidence back = CompareNamed(b, a);
      EXPECT_EQ(there.verdict(), back.verdict()) << a << " " << b;
      EXPECT_EQ(there.weight_bits(), back.weight_bits()) << a << " " << b;
    }
  }
}

TEST(Judge, LinksOneChildAcrossThreeAgencies) {
  const std::vector<std::string> records = {kNatthawut, kNatthawutAtSchool,
                                            "health43:99999:000123"};
  for (const std::string& a : records) {
    for (const std::string& b : records) {
      if (a == b) continue;
      EXPECT_EQ(CompareNamed(a, b).verdict(), VERDICT_SAME) << a << " " << b;
    }
  }
  EXPECT_EQ(CompareNamed("imed:40112", "school:1090000002:02211").verdict(),
            VERDICT_SAME);
}

TEST(Judge, ReviewsTheIdOfATwin) {
  const v1::Evidence evidence = CompareNamed(kTwinWithOthersId, kOtherTwin);
  EXPECT_EQ(evidence.verdict(), VERDICT_REVIEW);
  EXPECT_EQ(evidence.rule(), "identifier_contradicted");
}

TEST(Judge, DoesNotLinkAcrossTwoValidIds) {
  const v1::Evidence evidence = CompareNamed(kTwinWithOthersId, kTwin);
  EXPECT_EQ(evidence.verdict(), VERDICT_REVIEW);
  EXPECT_EQ(evidence.rule(), "national_ids_differ");
}

TEST(Judge, TellsTwinsApart) {
  EXPECT_EQ(CompareNamed(kTwin, kOtherTwin).verdict(), VERDICT_DIFFERENT);
}

TEST(Judge, NeverLinksTwinsWithoutNumbers) {
  v1::Traits twin = Children().at(kTwin);
  v1::Traits other = Children().at(kOtherTwin);
  for (v1::Traits* traits : {&twin, &other}) {
    traits->clear_identifiers();
    traits->clear_sex();
  }
  EXPECT_NE(CompareTraits(twin, other).verdict(), VERDICT_SAME);
}

TEST(Judge, HoldsTwoPupilNumbersOfOneSchoolForTwoChildren) {
  v1::Traits a = Children().at(kNatthawutAtSchool);
  v1::Traits b = a;
  b.set_identifiers(1, "student_number:3110000001:05124");
  const v1::Evidence evidence = CompareTraits(a, b);
  EXPECT_EQ(evidence.verdict(), VERDICT_REVIEW);
  EXPECT_EQ(evidence.rule(), "student_numbers_differ");
}

TEST(Judge, TrustsTheAgencysOwnNumberOverAChangedName) {
  v1::Traits a = Children().at("imed:40112");
  v1::Traits b = a;
  b.clear_identifiers();
  b.add_identifiers("system_person:imed:40112");
  b.set_given_names(0, "กัญญาณัฐ");
  const v1::Evidence evidence = CompareTraits(a, b);
  EXPECT_EQ(evidence.verdict(), VERDICT_SAME);
  EXPECT_EQ(evidence.rule(), "agency_identifier");
}

TEST(Judge, AsksAPersonAboutAReportWithANicknameOnly) {
  EXPECT_EQ(CompareNamed("dcy:CPIS-66-10-000231", kNatthawut).verdict(),
            VERDICT_REVIEW);
}

TEST(Judge, AsksOrLinksTheOneNameChild) {
  const std::vector<std::string> records = {
      "imed:40155", "school:1090000002:02305", "dcy:CPIS-66-10-000244"};
  for (const std::string& a : records) {
    for (const std::string& b : records) {
      if (a == b) continue;
      EXPECT_NE(CompareNamed(a, b).verdict(), VERDICT_DIFFERENT)
          << a << " " << b;
    }
  }
}

TEST(Judge, SeesThroughSwappedDigitsAndMisspeltNames) {
  const v1::Evidence evidence =
      CompareNamed("dcy:CPIS-66-10-000260", "dcy:CMST-66-0091");
  EXPECT_NE(evidence.verdict(), VERDICT_DIFFERENT);
  EXPECT_EQ(LevelOf(evidence, "national_id"), "unchecked_near");
}

TEST(Judge, AsksAboutACommonNameWithAYearOnly) {
  EXPECT_EQ(CompareNamed("dcy:CMST-66-0110", "imed:40201").verdict(),
            VERDICT_REVIEW);
}

TEST(Judge, TellsNamesakesApart) {
  EXPECT_EQ(CompareNamed("school:1023000004:03001", kNatthawut).verdict(),
            VERDICT_DIFFERENT);
}

TEST(Judge, LinksNothingToNothing) {
  const v1::Evidence evidence = CompareTraits(v1::Traits(), v1::Traits());
  EXPECT_EQ(evidence.comparisons_size(), 0);
  EXPECT_EQ(evidence.verdict(), VERDICT_DIFFERENT);
}

TEST(Judge, NeverLinksByHouseholdAlone) {
  v1::Traits a = Children().at(kTwin);
  v1::Traits b = a;
  for (v1::Traits* traits : {&a, &b}) {
    traits->clear_identifiers();
    traits->clear_given_names();
    traits->clear_family_names();
  }
  EXPECT_NE(CompareTraits(a, b).verdict(), VERDICT_SAME);
}

TEST(Judge, AsksWhenAnIdentifierStandsAlone) {
  v1::Traits a, b;
  a.add_identifiers("national_id::1990110000129");
  b.add_identifiers("national_id::1990110000129");
  const v1::Evidence evidence = CompareTraits(a, b);
  EXPECT_EQ(evidence.verdict(), VERDICT_REVIEW);
  EXPECT_EQ(evidence.rule(), "identifier_alone");
}

TEST(Judge, SumsWhatItShows) {
  const v1::Evidence evidence = CompareNamed(kNatthawut, kNatthawutAtSchool);
  double sum = evidence.prior_bits() + evidence.kin_bits();
  for (const auto& comparison : evidence.comparisons()) {
    sum += comparison.weight_bits();
  }
  EXPECT_NEAR(evidence.weight_bits(), sum, 1e-9);
  EXPECT_LE(evidence.kin_bits(), 0);
  EXPECT_EQ(evidence.model_version(), BuiltInModel().version);
}

TEST(JudgeChild, TakesTheBestRecord) {
  size_t best = 9;
  const v1::Evidence evidence = JudgeTraits(
      Children().at("health43:99999:000123"),
      {Children().at("dcy:CPIS-66-10-000231"), Children().at(kNatthawut)},
      &best);
  EXPECT_EQ(evidence.verdict(), VERDICT_SAME);
  EXPECT_EQ(best, 1u);
}

TEST(JudgeChild, IsHeldDownByARecordThatContradicts) {
  v1::Traits twin_without_numbers = Children().at(kTwin);
  twin_without_numbers.clear_identifiers();
  size_t best = 9;
  v1::Traits pupil_of_other_number = Children().at(kTwin);
  pupil_of_other_number.set_identifiers(0, "national_id::1990110000129");
  pupil_of_other_number.set_identifiers(1, "student_number:3110000001:09999");
  const v1::Evidence evidence =
      JudgeTraits(Children().at(kTwin),
                  {twin_without_numbers, pupil_of_other_number}, &best);
  EXPECT_EQ(evidence.verdict(), VERDICT_REVIEW);
  EXPECT_EQ(evidence.rule(), "record_contradicts");
  EXPECT_EQ(best, 0u);
}

TEST(JudgeChild, SaysNothingOfAChildWithoutRecords) {
  size_t best = 0;
  EXPECT_EQ(JudgeTraits(Children().at(kTwin), {}, &best).verdict(),
            v1::VERDICT_UNSPECIFIED);
}

TEST(Judge, CountsAOneNameThatStandsInTwoFieldsOnce) {
  v1::Traits given;
  given.add_given_names("เมี๊ยะ");
  v1::Traits family;
  family.add_family_names("เมี๊ยะ");
  for (const v1::Evidence& evidence :
       {CompareTraits(given, family), CompareTraits(family, given)}) {
    EXPECT_EQ(LevelOf(evidence, "given_name"), "swapped");
    EXPECT_EQ(LevelOf(evidence, "family_name"), "");
  }
}

// Records of which each has something of another child's, or lacks something.
std::vector<v1::Traits> MixedUpChildren() {
  std::vector<v1::Traits> mixed;
  const v1::Traits* before = &Children().rbegin()->second;
  for (const auto& [name, traits] : Children()) {
    mixed.push_back(traits);
    const auto add = [&, &whole = traits](auto change) {
      v1::Traits changed = whole;
      change(&changed);
      mixed.push_back(std::move(changed));
    };
    add([&](v1::Traits* t) { t->clear_identifiers(); });
    add([&](v1::Traits* t) {
      *t->mutable_identifiers() = before->identifiers();
    });
    add([&](v1::Traits* t) {
      *t->mutable_given_names() = before->given_names();
    });
    add([&](v1::Traits* t) {
      t->clear_given_names();
      t->clear_family_names();
      t->clear_identifiers();
    });
    add([&](v1::Traits* t) {
      t->clear_given_names();
      *t->mutable_nicknames() = before->nicknames();
    });
    add([&](v1::Traits* t) {
      t->mutable_given_names()->Swap(t->mutable_family_names());
    });
    add([&](v1::Traits* t) {
      *t->mutable_former_given_names() = before->given_names();
    });
    before = &traits;
  }
  return mixed;
}

TEST(Judge, NeverAsksAboutAPairThatIsScreenedOut) {
  const Judge judge(BuiltInModel());
  Population known(BuiltInModel());
  for (const v1::Traits& traits : MixedUpChildren()) {
    known.Add(ValuesOf(BuiltInModel(), traits), 0);
  }
  Screen screen =
      known.ScreenFor(judge.PriorAmong(known), judge.least_probability());
  screen.SetPopulation(judge.PriorAmong(known), known.alive());
  std::map<v1::Verdict, int> kept;
  int screened_out = 0;
  for (uint32_t a = 0; a < known.size(); ++a) {
    screen.SetRecord(known.profile(a));
    for (uint32_t b = 0; b < known.size(); ++b) {
      const Decision decision =
          judge.JudgeChild(&known, known.profile(a), {known.profile(b)})
              ->decision;
      if (judge.MayBeRuled(known.profile(a), known.profile(b)) ||
          screen.MayMatter(known.profile(b))) {
        ++kept[decision.verdict];
        continue;
      }
      ++screened_out;
      EXPECT_EQ(decision.verdict, VERDICT_DIFFERENT)
          << RuleWord(decision.rule) << " of " << a << " and " << b;
    }
  }
  EXPECT_GT(kept[v1::VERDICT_SAME], 0);
  EXPECT_GT(kept[v1::VERDICT_REVIEW], 0);
  EXPECT_GT(screened_out, kept[v1::VERDICT_DIFFERENT]);
}

}  // namespace
}  // namespace saan::match
