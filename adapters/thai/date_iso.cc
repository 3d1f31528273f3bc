#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "adapters/thai/calendar.h"
#include "adapters/thai/date.h"

namespace saan::thai {
namespace {

// Reads `digits` digits at `at`; -1 when they are not there.
int DigitsAt(absl::string_view text, size_t at, size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (const char c : text.substr(at, digits)) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool CharAt(absl::string_view text, size_t at, absl::string_view any_of) {
  return at < text.size() && absl::StrContains(any_of, text[at]);
}

// Seconds east of UTC of "Z" or "+07:00", which must be all of `zone`.
std::optional<int> ZoneSeconds(absl::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  const int hours = DigitsAt(zone, 1, 2);
  const int minutes = DigitsAt(zone, 4, 2);
  if (zone.size() != 6 || !CharAt(zone, 0, "+-") || zone[3] != ':' ||
      hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
    return std::nullopt;
  }
  const int seconds = (hours * 60 + minutes) * 60;
  return zone[0] == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<absl::CivilDay> DayOf(absl::string_view iso) {
  const int year = DigitsAt(iso, 0, 4);
  const int month = DigitsAt(iso, 5, 2);
  const int day = DigitsAt(iso, 8, 2);
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-' || year < 1 ||
      month < 1 || month > 12 || day < 1 || day > DaysIn(year, month)) {
    return std::nullopt;
  }
  return absl::CivilDay(year, month, day);
}

std::optional<absl::Time> ParseTimestamp(absl::string_view text) {
  // "2015-03-14T17:00:00", a fraction, and the zone.
  const int year = DigitsAt(text, 0, 4);
  const int month = DigitsAt(text, 5, 2);
  const int day = DigitsAt(text, 8, 2);
  const int hour = DigitsAt(text, 11, 2);
  const int minute = DigitsAt(text, 14, 2);
  const int second = DigitsAt(text, 17, 2);
  if (!CharAt(text, 4, "-") || !CharAt(text, 7, "-") ||
      !CharAt(text, 10, "Tt ") || !CharAt(text, 13, ":") ||
      !CharAt(text, 16, ":") || month < 1 || month > 12 || day < 1 ||
      hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 60) {
    return std::nullopt;
  }
  const std::optional<Year> common = FullYear(year, StatedEra::kNone);
  if (!common || day > DaysIn(common->common, month)) return std::nullopt;

  constexpr int kNanosDigits = 9;
  size_t at = 19;
  int64_t nanos = 0;
  if (CharAt(text, at, ".")) {
    const size_t begin = ++at;
    for (; DigitsAt(text, at, 1) >= 0; ++at) {
      if (at - begin < kNanosDigits) nanos = nanos * 10 + DigitsAt(text, at, 1);
    }
    if (at == begin) return std::nullopt;
    for (size_t i = at - begin; i < kNanosDigits; ++i) nanos *= 10;
  }
  const std::optional<int> zone = ZoneSeconds(text.substr(at));
  if (!zone) return std::nullopt;
  const absl::CivilSecond civil(common->common, month, day, hour, minute,
                                second);
  return absl::FromCivil(civil, absl::FixedTimeZone(*zone)) +
         absl::Nanoseconds(nanos);
}

std::string WriteBuddhistDmy(absl::string_view iso) {
  const int year = DigitsAt(iso, 0, 4);
  if (year < 0) return std::string();
  const int buddhist = year + kBuddhistOffset;
  if (iso.size() == 4) return absl::StrFormat("%d", buddhist);
  if (iso.size() == 7) {
    const int month = DigitsAt(iso, 5, 2);
    if (iso[4] != '-' || month < 1 || month > 12) return std::string();
    return absl::StrFormat("%02d/%d", month, buddhist);
  }
  const std::optional<absl::CivilDay> day = DayOf(iso);
  if (!day) return std::string();
  return absl::StrFormat("%02d/%02d/%d", day->day(), day->month(), buddhist);
}

}  // namespace saan::thai
