#include <map>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "adapters/thai/date.h"
#include "gtest/gtest.h"
#include "tests/adapters/thai_vectors.h"

namespace saan::thai {
namespace {

constexpr absl::CivilDay kLatest(2023, 11, 18);

ParsedDate Parse(absl::string_view text) { return ParseDate(text, kLatest); }

TEST(ParseDate, ReadsEachVector) {
  const std::map<std::string, DateKind> kKinds = {
      {"ambiguous", DateKind::kAmbiguous},
      {"empty", DateKind::kEmpty},
      {"error", DateKind::kError},
      {"age", DateKind::kAge},
      {"lunar", DateKind::kLunar}};
  const std::map<std::string, v1::DatePrecision> kPrecisions = {
      {"day", v1::DATE_PRECISION_DAY},
      {"day?", v1::DATE_PRECISION_DAY_OR_YEAR},
      {"month", v1::DATE_PRECISION_MONTH},
      {"year", v1::DATE_PRECISION_YEAR}};
  const std::map<std::string, v1::CalendarEra> kEras = {
      {"BE", v1::CALENDAR_ERA_BUDDHIST},
      {"BE2", v1::CALENDAR_ERA_BUDDHIST_SHORT},
      {"CE", v1::CALENDAR_ERA_COMMON},
      {"CE2", v1::CALENDAR_ERA_COMMON_SHORT},
      {"excel", v1::CALENDAR_ERA_SERIAL},
      {"unix", v1::CALENDAR_ERA_SERIAL}};
  const auto rows = Vectors("thai_date_vectors.tsv", 5);
  ASSERT_EQ(rows.size(), 77u);
  for (const auto& row : rows) {
    const ParsedDate parsed = Parse(row[0]);
    if (const auto kind = kKinds.find(row[2]); kind != kKinds.end()) {
      EXPECT_EQ(parsed.kind, kind->second) << row[0];
      EXPECT_EQ(parsed.date.ByteSizeLong(), 0u) << row[0];
      continue;
    }
    ASSERT_EQ(parsed.kind, DateKind::kDate) << row[0];
    EXPECT_EQ(parsed.date.date(), row[1]) << row[0];
    EXPECT_EQ(parsed.date.precision(), kPrecisions.at(row[2])) << row[0];
    EXPECT_EQ(parsed.date.era(), kEras.at(row[3])) << row[0];
    EXPECT_TRUE(DayOf(parsed.date.earliest())) << row[0];
    EXPECT_TRUE(DayOf(parsed.date.latest())) << row[0];
  }
}

TEST(ParseDate, SpansWhatThePrecisionLeavesOpen) {
  const struct {
    const char* text;
    const char* earliest;
    const char* latest;
  } kCases[] = {{"14/03/2558", "2015-03-14", "2015-03-14"},
                {"01/01/2558", "2015-01-01", "2015-12-31"},
                {"02/2559", "2016-02-01", "2016-02-29"},
                {"2558", "2015-01-01", "2015-12-31"}};
  for (const auto& c : kCases) {
    const ParsedDate parsed = Parse(c.text);
    EXPECT_EQ(parsed.date.earliest(), c.earliest) << c.text;
    EXPECT_EQ(parsed.date.latest(), c.latest) << c.text;
  }
}

TEST(ParseDate, ReadsFurtherFormsOfOneDay) {
  for (const char* text :
       {"14032558", "14/03/2558 00:00:00", "14 / 03 / 2558", "2558-03-14 08:30",
        "2015-03-14 00:00:00.000", "วันที่ 14 เดือน 3 พ.ศ. 2558", "14 มี.ค. พ.ศ. 58",
        "เกิดวันที่ 14 มีนา 2558", "14/03/พ.ศ.2558", "2558-03-13T17:00:00Z",
        "42077.5", "14 MARCH 2015"}) {
    EXPECT_EQ(Parse(text).date.date(), "2015-03-14") << text;
  }
}

TEST(ParseDate, SaysWhenItRepaired) {
  EXPECT_TRUE(Parse("๑๔/๐๓/๒๕๕๘").is_repaired);
  EXPECT_TRUE(Parse("03/14/2015").is_repaired);
  EXPECT_FALSE(Parse("14/03/2558").is_repaired);
}

TEST(ParseDate, ReadsAges) {
  const struct {
    const char* text;
    int years;
    int months;
  } kCases[] = {{"อายุ 8 ปี", 8, 0},    {"8 ขวบ", 8, 0},
                {"8 ปี 3 เดือน", 8, 3}, {"อายุประมาณ 8 ปี", 8, 0},
                {"อายุ ๘ ปีกว่า", 8, 0}, {"อายุ 8", 8, 0},
                {"3 เดือน", 0, 3},     {"14 เดือน", 1, 2}};
  for (const auto& c : kCases) {
    const ParsedDate parsed = Parse(c.text);
    EXPECT_EQ(parsed.kind, DateKind::kAge) << c.text;
    EXPECT_EQ(parsed.age_years, c.years) << c.text;
    EXPECT_EQ(parsed.age_months, c.months) << c.text;
  }
  EXPECT_EQ(Parse("อายุ 999 ปี").kind, DateKind::kError);
}

TEST(ParseDate, TakesAShortYearOnlyWhenAChildFits) {
  EXPECT_EQ(Parse("14/03/58").date.date(), "2015-03-14");
  EXPECT_EQ(Parse("14/03/23").kind, DateKind::kAmbiguous);
  EXPECT_EQ(Parse("14/03/30").kind, DateKind::kAmbiguous);
  EXPECT_EQ(Parse("19/11/66").kind, DateKind::kAmbiguous) << "in the future";
  EXPECT_EQ(Parse("18/11/66").date.date(), "2023-11-18");
  EXPECT_EQ(Parse("58-03-14").kind, DateKind::kAmbiguous);
}

TEST(ParseDate, KeepsAWrongWeekdayOpen) {
  EXPECT_EQ(Parse("วันศุกร์ที่ 14 มีนาคม 2558").kind, DateKind::kAmbiguous);
}

TEST(ParseDate, TakesSystemZerosForNothing) {
  for (const char* text :
       {"0001-01-01T00:00:00", "1900-01-01 00:00:00", "1899-12-30", "00000000",
        "0", "1969-12-31T17:00:00Z", "//", "-/-/-", "null", "19000101"}) {
    EXPECT_EQ(Parse(text).kind, DateKind::kEmpty) << text;
  }
}

TEST(ParseDate, RefusesWhatIsNoDate) {
  for (const char* text :
       {"14 มีนาคม", "มีนาคม", "สมชาย", "123", "2015-02-30", "0/13/2558",
        "14/03/2558/1", "99999999", "1990100000011", "14/03/0000", "32/1/2558",
        "2015-03-14T17:00:00+7", "14 มีนาคม เมษายน 2558", "อายุ"}) {
    EXPECT_EQ(Parse(text).kind, DateKind::kError) << text;
  }
}

TEST(BornForAge, SpansTheYearOfThatAge) {
  const v1::BirthDate birth = BornForAge(8, 0, absl::CivilDay(2023, 11, 18));
  EXPECT_EQ(birth.earliest(), "2014-11-19");
  EXPECT_EQ(birth.latest(), "2015-11-18");
  EXPECT_EQ(birth.date(), "");
  EXPECT_EQ(birth.precision(), v1::DATE_PRECISION_INTERVAL);
  EXPECT_EQ(birth.era(), v1::CALENDAR_ERA_AGE);
}

TEST(BornForAge, SpansTheMonthOfAnAgeWithMonths) {
  const v1::BirthDate birth = BornForAge(8, 3, absl::CivilDay(2023, 5, 31));
  EXPECT_EQ(birth.earliest(), "2015-02-01");
  EXPECT_EQ(birth.latest(), "2015-02-28");
}

TEST(BornForAge, HoldsOverALeapDay) {
  const v1::BirthDate birth = BornForAge(8, 0, absl::CivilDay(2024, 2, 29));
  EXPECT_EQ(birth.earliest(), "2015-03-01");
  EXPECT_EQ(birth.latest(), "2016-02-29");
}

TEST(BornForAge, GivesNothingForNoAge) {
  EXPECT_EQ(BornForAge(-1, 0, kLatest).ByteSizeLong(), 0u);
  EXPECT_EQ(BornForAge(8, 12, kLatest).ByteSizeLong(), 0u);
  EXPECT_EQ(BornForAge(1000000, 0, kLatest).ByteSizeLong(), 0u);
}

TEST(DayOf, TakesIsoDaysOnly) {
  EXPECT_EQ(DayOf("2016-02-29"), absl::CivilDay(2016, 2, 29));
  for (const char* text : {"2015-02-29", "2015-3-14", "2015-03", "2015/03/14",
                           "2015-03-14 ", "2015-13-01", "0000-01-01", ""}) {
    EXPECT_EQ(DayOf(text), std::nullopt) << text;
  }
}

TEST(ParseTimestamp, ReadsCommonAndBuddhistYears) {
  const absl::Time time = absl::FromUnixSeconds(1426266000);
  EXPECT_EQ(ParseTimestamp("2015-03-14T00:00:00+07:00"), time);
  EXPECT_EQ(ParseTimestamp("2558-03-14T00:00:00+07:00"), time);
  EXPECT_EQ(ParseTimestamp("2015-03-13T17:00:00Z"), time);
  EXPECT_EQ(ParseTimestamp("2015-03-13T17:00:00.25Z"),
            time + absl::Milliseconds(250));
  EXPECT_EQ(ParseTimestamp("2015-03-13T17:00:00.0000000009Z"), time);
}

TEST(ParseTimestamp, RefusesWhatHasNoSureInstant) {
  for (const char* text :
       {"2015-03-14", "2015-03-14T00:00:00", "2015-02-29T00:00:00Z",
        "2015-03-14T24:00:00Z", "3101-03-14T00:00:00Z", "2015-03-14T00:00Z",
        "2015-03-14T00:00:00.Z", "2015-03-14T00:00:00+25:00",
        "2015-03-14T00:00:00Zx", "infinite-future", ""}) {
    EXPECT_EQ(ParseTimestamp(text), std::nullopt) << text;
  }
}

TEST(WriteBuddhistDmy, WritesEachPrecision) {
  EXPECT_EQ(WriteBuddhistDmy("2015-03-14"), "14/03/2558");
  EXPECT_EQ(WriteBuddhistDmy("2015-03"), "03/2558");
  EXPECT_EQ(WriteBuddhistDmy("2015"), "2558");
  EXPECT_EQ(WriteBuddhistDmy("2015-02-30"), "");
  EXPECT_EQ(WriteBuddhistDmy("x"), "");
}

TEST(WriteBuddhistDmy, IsReadBackAsTheSameDate) {
  for (const char* iso : {"2015-03-14", "2015-03", "2015", "2016-02-29"}) {
    EXPECT_EQ(Parse(WriteBuddhistDmy(iso)).date.date(), iso);
  }
}

TEST(Date, IsTotalOnHostileTexts) {
  for (const std::string& text : HostileTexts(
           {"วันเสาร์ที่ ๑๔ มีนาคม พ.ศ. 2558", "2558-03-14T17:00:00.5+07:00",
            "--/--/2558", "อายุ 8 ปี 3 เดือน", "99999999999", "ขึ้น 5 ค่ำ"})) {
    const ParsedDate parsed = Parse(text);
    EXPECT_EQ(parsed.kind == DateKind::kDate,
              DayOf(parsed.date.earliest()).has_value());
    DayOf(text);
    ParseTimestamp(text);
    WriteBuddhistDmy(text);
  }
}

}  // namespace
}  // namespace saan::thai
