// A child is known by more names than the one that it bears: those that it bore
// before, and what it is called by.

#include <string>
#include <vector>

#include "gateway/match/keys.h"
#include "gtest/gtest.h"
#include "tests/match/children.h"

namespace saan::match {
namespace {

using v1::VERDICT_DIFFERENT;
using v1::VERDICT_REVIEW;
using v1::VERDICT_SAME;

constexpr char kNumber[] = "national_id::1990130005673";
constexpr char kTwinsNumber[] = "national_id::1990120003457";

// A girl of one home, born on one day.
v1::Traits Girl(const std::string& given, const std::string& family,
                const std::string& identifier = "") {
  v1::Traits traits;
  traits.add_given_names(given);
  traits.add_family_names(family);
  traits.set_has_birth(true);
  traits.set_birth_earliest_days(15898);
  traits.set_birth_latest_days(15898);
  traits.set_sex(v1::SEX_FEMALE);
  traits.set_area_code("103301");
  traits.set_house("15/moo");
  traits.add_phones("+66810000009");
  if (!identifier.empty()) traits.add_identifiers(identifier);
  return traits;
}

double BitsOfField(const v1::Evidence& evidence, const std::string& field) {
  for (const v1::Comparison& comparison : evidence.comparisons()) {
    if (comparison.field() == field) return comparison.weight_bits();
  }
  return 0;
}

// The girl under a new name, in a second version of her record.
v1::Traits Renamed(const std::string& identifier = "") {
  v1::Traits now = Girl("กัญญาณัฐ", "ใจดี", identifier);
  KeepFormerNames(Girl("สมหญิง", "ใจดี", identifier), &now);
  return now;
}

TEST(FormerNames, AskAPersonAboutARenamedGirlWithoutNumber) {
  const v1::Evidence evidence = CompareTraits(Girl("สมหญิง", "ใจดี"), Renamed());
  EXPECT_EQ(LevelOf(evidence, "given_name"), "former");
  EXPECT_EQ(evidence.verdict(), VERDICT_REVIEW);
  EXPECT_GT(
      evidence.weight_bits(),
      CompareTraits(Girl("สมหญิง", "ใจดี"), Girl("กัญญาณัฐ", "ใจดี")).weight_bits());
}

TEST(FormerNames, LinkARenamedGirlByHerNumber) {
  const v1::Evidence evidence =
      CompareTraits(Girl("สมหญิง", "ใจดี", kNumber), Renamed(kNumber));
  EXPECT_EQ(evidence.verdict(), VERDICT_SAME);
  EXPECT_EQ(evidence.rule(), "identifier_equal");
  // Without the former name they contradict each other.
  EXPECT_EQ(CompareTraits(Girl("สมหญิง", "ใจดี", kNumber),
                          Girl("กัญญาณัฐ", "ใจดี", kNumber))
                .rule(),
            "identifier_contradicted");
}

TEST(FormerNames, SayLessThanThePresentOne) {
  const v1::Evidence former = CompareTraits(Girl("สมหญิง", "ใจดี"), Renamed());
  const v1::Evidence present = CompareTraits(Girl("กัญญาณัฐ", "ใจดี"), Renamed());
  EXPECT_EQ(LevelOf(present, "given_name"), "exact");
  EXPECT_GT(BitsOfField(former, "given_name"), 0);
  EXPECT_LT(BitsOfField(former, "given_name"),
            BitsOfField(present, "given_name"));
  EXPECT_LT(former.weight_bits(), present.weight_bits());
}

TEST(FormerNames, CountByHowFewBearTheNameThatAgrees) {
  Population known(BuiltInModel());
  for (int i = 0; i < 40; ++i) {
    known.Add(ValuesOf(BuiltInModel(), Girl("สมหญิง", "ใจดี")), 0);
  }
  const auto bits = [&](const std::string& former) {
    v1::Traits now = Girl("กัญญาณัฐ", "ใจดี");
    now.add_former_given_names(former);
    const uint32_t record = known.Add(ValuesOf(BuiltInModel(), now), 0);
    const ProfileView probe =
        known.Probe(ValuesOf(BuiltInModel(), Girl(former, "ใจดี")));
    const Judge judge(BuiltInModel());
    return BitsOfField(
        judge.EvidenceOf(
            known, *judge.JudgeChild(&known, probe, {known.profile(record)})),
        "given_name");
  };
  EXPECT_GT(bits("เพ็ญประภา"), bits("สมหญิง"));
}

TEST(FormerNames, OfTheFamilyLinkAChildWhoseMotherMarried) {
  v1::Traits now = Girl("กัญญาณัฐ", "มีทรัพย์");
  KeepFormerNames(Girl("กัญญาณัฐ", "ใจดี"), &now);
  ASSERT_EQ(now.former_given_names_size(), 0);
  const v1::Evidence evidence = CompareTraits(Girl("กัญญาณัฐ", "ใจดี"), now);
  EXPECT_EQ(LevelOf(evidence, "family_name"), "former");
  EXPECT_EQ(LevelOf(evidence, "given_name"), "exact");
  EXPECT_EQ(evidence.verdict(), VERDICT_SAME);
}

TEST(FormerNames, AgreeAmongThemselves) {
  v1::Traits a = Girl("กัญญาณัฐ", "ใจดี");
  a.add_former_given_names("สมหญิง");
  v1::Traits b = Girl("พิมพ์ชนก", "ใจดี");
  b.add_former_given_names("สมหญิง");
  EXPECT_EQ(LevelOf(CompareTraits(a, b), "given_name"), "former");
}

// A school wrote the one's name for the other's, and set it right.
TEST(FormerNames, OfTwinsThatWereMixedUpLinkNobody) {
  v1::Traits one = Girl("ธนกร", "สุขใจ", kNumber);
  KeepFormerNames(Girl("ธนภัทร", "สุขใจ", kNumber), &one);
  v1::Traits other = Girl("ธนภัทร", "สุขใจ", kTwinsNumber);
  KeepFormerNames(Girl("ธนกร", "สุขใจ", kTwinsNumber), &other);
  EXPECT_EQ(CompareTraits(one, other).verdict(), VERDICT_DIFFERENT);
  EXPECT_EQ(CompareTraits(Girl("ธนภัทร", "สุขใจ", kTwinsNumber), one).verdict(),
            VERDICT_DIFFERENT);
  for (v1::Traits* traits : {&one, &other}) traits->clear_identifiers();
  EXPECT_NE(CompareTraits(one, other).verdict(), VERDICT_SAME);
  EXPECT_NE(CompareTraits(Girl("ธนภัทร", "สุขใจ"), one).verdict(), VERDICT_SAME);
}

TEST(FormerNames, FindWhatThePresentOnesFind) {
  v1::Traits now;
  now.add_given_names("กัญญาณัฐ");
  now.add_family_names("มีทรัพย์");
  now.add_former_given_names("สมหญิง");
  now.add_former_family_names("ใจดี");
  for (const auto& [given, family] : {std::pair("กัญญาณัฐ", "มีทรัพย์"),
                                      {"สมหญิง", "ใจดี"},
                                      {"กัญญาณัฐ", "ใจดี"},
                                      {"สมหญิง", "มีทรัพย์"}}) {
    v1::Traits old;
    old.add_given_names(given);
    old.add_family_names(family);
    Population known(BuiltInModel());
    known.Add(ValuesOf(BuiltInModel(), now), 0);
    EXPECT_FALSE(
        known.CandidatesOf(known.Probe(ValuesOf(BuiltInModel(), old))).empty())
        << given << " " << family;
  }
}

TEST(FormerNames, NeverCrowdOutTheKeysOfARecord) {
  v1::Traits traits = Girl("กัญญาณัฐ", "ใจดี", kNumber);
  for (int i = 0; i < 100; ++i) {
    v1::Traits now = Girl("ชื่อ" + std::to_string(i), "สกุล" + std::to_string(i));
    KeepFormerNames(traits, &now);
    traits = now;
  }
  EXPECT_LE(traits.former_given_names_size(), 4);
  EXPECT_EQ(traits.former_given_names(0), "ชื่อ98");
  Population known(BuiltInModel());
  known.Add(ValuesOf(BuiltInModel(), traits), 0);
  std::vector<uint64_t> keys;
  KeyMaker(BuiltInModel()).Make(known.lexicon(), known.profile(0), &keys);
  EXPECT_LE(keys.size(), kMaxKeysOfProfile);
}

TEST(Nickname, InTheNamesPlaceSpeaksAgainstNobody) {
  v1::Traits called = Girl("ส้ม", "");
  called.add_nicknames("ส้ม");
  const v1::Evidence evidence = CompareTraits(called, Girl("กัญญาณัฐ", "ใจดี"));
  EXPECT_EQ(LevelOf(evidence, "given_name"), "");
  // It does not speak for anybody either: nobody's name was compared.
  EXPECT_NE(evidence.verdict(), VERDICT_SAME);
  called.add_identifiers(kNumber);
  EXPECT_EQ(CompareTraits(called, Girl("กัญญาณัฐ", "ใจดี", kNumber)).verdict(),
            VERDICT_SAME);
  // A name that is known is held against another.
  EXPECT_EQ(LevelOf(CompareTraits(Girl("สมหญิง", ""), Girl("กัญญาณัฐ", "ใจดี")),
                    "given_name"),
            "differs");
}

TEST(Nickname, ThatIsTheNameTooStillAgrees) {
  v1::Traits a = Girl("มะลิ", "ใจดี");
  a.add_nicknames("มะลิ");
  EXPECT_EQ(LevelOf(CompareTraits(a, Girl("มะลิ", "ใจดี")), "given_name"),
            "exact");
}

}  // namespace
}  // namespace saan::match
