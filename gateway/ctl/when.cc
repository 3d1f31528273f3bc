#include "gateway/ctl/when.h"

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace saan::ctl {
namespace {

constexpr int kBuddhistOffsetYears = 543;
// No year of the common era that we meet is so late, no Buddhist one so early.
constexpr int kFirstBuddhistYear = 2400;
constexpr int64_t kMaxSpanSeconds = int64_t{10} * 366 * 24 * 3600;

constexpr const char* kMonthsThai[] = {"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.",
                                       "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.",
                                       "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."};
constexpr const char* kMonthsEnglish[] = {"Jan", "Feb", "Mar", "Apr",
                                          "May", "Jun", "Jul", "Aug",
                                          "Sep", "Oct", "Nov", "Dec"};

struct Unit {
  absl::string_view suffix;
  absl::Duration length;
};

}  // namespace

absl::TimeZone Bangkok() { return absl::FixedTimeZone(7 * 60 * 60); }

std::string FormatMoment(absl::Time time, Lang lang) {
  const absl::CivilSecond civil = absl::ToCivilSecond(time, Bangkok());
  const bool thai = lang == Lang::kThai;
  return absl::StrFormat(
      "%d %s %d %02d:%02d:%02d", civil.day(),
      (thai ? kMonthsThai : kMonthsEnglish)[civil.month() - 1],
      civil.year() + (thai ? kBuddhistOffsetYears : 0), civil.hour(),
      civil.minute(), civil.second());
}

std::string FormatMoment(const google::protobuf::Timestamp& time, Lang lang) {
  if (time.seconds() == 0) return "";
  return FormatMoment(ToTime(time), lang);
}

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) +
         absl::Nanoseconds(time.nanos());
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp stamp;
  stamp.set_seconds(absl::ToUnixSeconds(time));
  stamp.set_nanos(static_cast<int32_t>(
      (time - absl::FromUnixSeconds(stamp.seconds())) / absl::Nanoseconds(1)));
  return stamp;
}

absl::StatusOr<absl::Duration> ParseSpan(absl::string_view text) {
  const Unit units[] = {{"ms", absl::Milliseconds(1)},
                        {"s", absl::Seconds(1)},
                        {"m", absl::Minutes(1)},
                        {"h", absl::Hours(1)},
                        {"d", absl::Hours(24)}};
  const absl::Status bad = absl::InvalidArgumentError(
      "not a span of time; write 500ms, 30s, 5m, 24h or 7d");
  absl::Duration unit = absl::Seconds(1);
  for (const Unit& known : units) {
    if (!absl::EndsWith(text, known.suffix)) continue;
    text.remove_suffix(known.suffix.size());
    unit = known.length;
    break;
  }
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number <= 0) return bad;
  if (number > absl::Seconds(kMaxSpanSeconds) / unit) return bad;
  return number * unit;
}

absl::StatusOr<absl::Time> ParseMoment(absl::string_view text, absl::Time now) {
  if (absl::StatusOr<absl::Duration> span = ParseSpan(text); span.ok()) {
    return now - *span;
  }
  // The era is settled before parsing, so that 29 February of a Buddhist year
  // is judged by the right leap years.
  std::string western(text);
  int year = 0;
  if (text.size() >= 5 && text[4] == '-' &&
      absl::SimpleAtoi(text.substr(0, 4), &year) &&
      year >= kFirstBuddhistYear) {
    western = absl::StrCat(year - kBuddhistOffsetYears, text.substr(4));
  }
  for (const char* format :
       {"%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S", absl::RFC3339_full}) {
    absl::Time time;
    std::string ignored;
    if (absl::ParseTime(format, western, Bangkok(), &time, &ignored)) {
      return time;
    }
  }
  return absl::InvalidArgumentError(
      "not a moment; write 2566-10-03, 2566-10-03T08:05, or a span such as "
      "24h");
}

}  // namespace saan::ctl
