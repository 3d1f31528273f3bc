#include "gateway/policy/day.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace saan::policy {
namespace {

constexpr int kFirstBuddhistYear = 2400;
constexpr int kBuddhistOffset = 543;
// Years 1 to 9999, by google/protobuf/timestamp.proto.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

constexpr const char* kMonthsTh[] = {"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.",
                                     "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.",
                                     "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."};
constexpr const char* kMonthsEn[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

absl::TimeZone Thailand() { return absl::FixedTimeZone(7 * 60 * 60); }

std::optional<absl::CivilDay> ParseDay(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  int year = 0;
  int month = 0;
  int day = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) {
      return std::nullopt;
    }
  }
  if (!absl::SimpleAtoi(text.substr(0, 4), &year) ||
      !absl::SimpleAtoi(text.substr(5, 2), &month) ||
      !absl::SimpleAtoi(text.substr(8, 2), &day)) {
    return std::nullopt;
  }
  if (year >= kFirstBuddhistYear) year -= kBuddhistOffset;
  const absl::CivilDay parsed(year, month, day);
  // CivilDay turns 31 April into 1 May; that is no day as written.
  if (year < 1 || parsed.month() != month || parsed.day() != day) {
    return std::nullopt;
  }
  return parsed;
}

absl::Time StartOf(absl::CivilDay day) {
  return absl::FromCivil(day, Thailand());
}

absl::CivilDay DayOf(absl::Time time) {
  return absl::ToCivilDay(time, Thailand());
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) +
         absl::Nanoseconds(time.nanos());
}

google::protobuf::Timestamp TimestampFor(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t seconds =
      std::clamp(absl::ToUnixSeconds(time), kFirstSecond, kLastSecond);
  timestamp.set_seconds(seconds);
  const absl::Duration rest = time - absl::FromUnixSeconds(seconds);
  if (rest >= absl::ZeroDuration() && rest < absl::Seconds(1)) {
    timestamp.set_nanos(static_cast<int32_t>(rest / absl::Nanoseconds(1)));
  }
  return timestamp;
}

std::string DayInThai(absl::CivilDay day) {
  return absl::StrCat(day.day(), " ", kMonthsTh[day.month() - 1], " ",
                      day.year() + kBuddhistOffset);
}

std::string DayInEnglish(absl::CivilDay day) {
  return absl::StrCat(day.day(), " ", kMonthsEn[day.month() - 1], " ",
                      day.year());
}

int YearsBetween(absl::CivilDay birth, absl::CivilDay day) {
  int years = static_cast<int>(day.year() - birth.year());
  // Of 29 February CivilDay makes 1 March where the year has none.
  if (absl::CivilDay(day.year(), birth.month(), birth.day()) > day) --years;
  return years;
}

}  // namespace saan::policy
