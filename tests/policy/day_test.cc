#include "gateway/policy/day.h"

#include "gtest/gtest.h"

namespace saan::policy {
namespace {

TEST(Day, ReadsBothErasAndNoDayThatIsNone) {
  EXPECT_EQ(ParseDay("2026-03-14"), absl::CivilDay(2026, 3, 14));
  EXPECT_EQ(ParseDay("2569-03-14"), absl::CivilDay(2026, 3, 14));
  for (const char* text : {"", "2026-3-14", "14/03/2569", "2026-04-31",
                           "2026-13-01", "+026-01-01", "2026-03-14 "}) {
    EXPECT_EQ(ParseDay(text), std::nullopt) << text;
  }
}

TEST(Day, BeginsAtMidnightInThailand) {
  const absl::Time start = StartOf(absl::CivilDay(2026, 1, 1));
  EXPECT_EQ(absl::ToUnixSeconds(start), 1767200400);
  EXPECT_EQ(DayOf(start), absl::CivilDay(2026, 1, 1));
  EXPECT_EQ(DayOf(start - absl::Nanoseconds(1)), absl::CivilDay(2025, 12, 31));
}

TEST(Day, IsWrittenInTheEraOfItsReader) {
  const absl::CivilDay day(2028, 12, 31);
  EXPECT_EQ(DayInThai(day), "31 ธ.ค. 2571");
  EXPECT_EQ(DayInEnglish(day), "31 Dec 2028");
}

TEST(Day, CountsYearsByBirthdays) {
  const absl::CivilDay leap(2016, 2, 29);
  EXPECT_EQ(YearsBetween(leap, absl::CivilDay(2026, 2, 28)), 9);
  EXPECT_EQ(YearsBetween(leap, absl::CivilDay(2026, 3, 1)), 10);
  EXPECT_EQ(YearsBetween(leap, absl::CivilDay(2015, 2, 28)), -2);
}

}  // namespace
}  // namespace saan::policy
