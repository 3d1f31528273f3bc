#include "gateway/ctl/when.h"

#include <gtest/gtest.h>

namespace saan::ctl {
namespace {

absl::Time At(int year, int month, int day, int hour, int minute, int second) {
  return absl::FromCivil(
      absl::CivilSecond(year, month, day, hour, minute, second), Bangkok());
}

const absl::Time kNoon = At(2026, 8, 1, 12, 0, 0);

TEST(FormatMoment, SpeaksTheBuddhistEraToThaiReaders) {
  EXPECT_EQ(FormatMoment(At(2023, 10, 3, 8, 5, 9), Lang::kThai),
            "3 ต.ค. 2566 08:05:09");
  EXPECT_EQ(FormatMoment(At(2023, 10, 3, 8, 5, 9), Lang::kEnglish),
            "3 Oct 2023 08:05:09");
}

TEST(FormatMoment, IsLocalToBangkok) {
  EXPECT_EQ(FormatMoment(absl::FromUnixSeconds(1704041999), Lang::kThai),
            "31 ธ.ค. 2566 23:59:59");
  EXPECT_EQ(FormatMoment(absl::FromUnixSeconds(1704042000), Lang::kThai),
            "1 ม.ค. 2567 00:00:00");
}

TEST(FormatMoment, IsEmptyForAMomentNotSet) {
  EXPECT_EQ(FormatMoment(google::protobuf::Timestamp(), Lang::kThai), "");
}

TEST(ToTimestamp, ComesBackTheSame) {
  const absl::Time time = kNoon + absl::Nanoseconds(123456789);
  EXPECT_EQ(ToTime(ToTimestamp(time)), time);
  const absl::Time early = absl::UnixEpoch() - absl::Nanoseconds(1);
  EXPECT_EQ(ToTime(ToTimestamp(early)), early);
  EXPECT_GE(ToTimestamp(early).nanos(), 0);
}

TEST(ParseSpan, ReadsUnits) {
  EXPECT_EQ(*ParseSpan("500ms"), absl::Milliseconds(500));
  EXPECT_EQ(*ParseSpan("30"), absl::Seconds(30));
  EXPECT_EQ(*ParseSpan("30s"), absl::Seconds(30));
  EXPECT_EQ(*ParseSpan("5m"), absl::Minutes(5));
  EXPECT_EQ(*ParseSpan("7d"), absl::Hours(7 * 24));
}

TEST(ParseSpan, RefusesWhatIsNone) {
  for (const char* text : {"", "s", "0s", "-5m", "1.5h", "5w", "h5",
                           "99999999999999999d", "4000d"}) {
    EXPECT_EQ(ParseSpan(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST(ParseMoment, ReadsBothErasInBangkokTime) {
  const absl::Time day = At(2023, 10, 3, 0, 0, 0);
  for (const char* text :
       {"2566-10-03", "2023-10-03", "2566-10-03T00:00", "2023-10-03 00:00:00",
        "2023-10-02T17:00:00Z", "2566-10-03T00:00:00+07:00"}) {
    const absl::StatusOr<absl::Time> time = ParseMoment(text, kNoon);
    ASSERT_TRUE(time.ok()) << text;
    EXPECT_EQ(*time, day) << text;
  }
}

TEST(ParseMoment, JudgesLeapDaysByTheCommonEra) {
  EXPECT_TRUE(ParseMoment("2567-02-29", kNoon).ok());   // 2024.
  EXPECT_FALSE(ParseMoment("2566-02-29", kNoon).ok());  // 2023.
  EXPECT_FALSE(ParseMoment("2568-02-29", kNoon).ok());  // 2025.
}

TEST(ParseMoment, TakesASpanAsThatLongAgo) {
  EXPECT_EQ(*ParseMoment("24h", kNoon), kNoon - absl::Hours(24));
}

TEST(ParseMoment, RefusesWhatIsNone) {
  for (const char* text : {"", "yesterday", "2566-13-01", "03/10/2566"}) {
    EXPECT_FALSE(ParseMoment(text, kNoon).ok()) << text;
  }
}

}  // namespace
}  // namespace saan::ctl
