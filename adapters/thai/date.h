// Dates as Thai agencies write them: Buddhist and common era, two-digit years,
// Thai months and digits, partial and lunar dates, spreadsheet serials.

#ifndef SAAN_ADAPTERS_THAI_DATE_H_
#define SAAN_ADAPTERS_THAI_DATE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "saan/v1/child.pb.h"

namespace saan::thai {

enum class DateKind {
  kDate,       // `date` is set.
  kEmpty,      // Says that nothing is known.
  kAge,        // An age; `age_years` (and `age_months`) are set.
  kLunar,      // A lunar date; kept as written, no Gregorian value.
  kAmbiguous,  // Could be two dates, e.g. "14/03/15".
  kError,      // Impossible, or converted twice.
};

struct ParsedDate {
  DateKind kind = DateKind::kError;
  // For kDate all of date, precision, era, earliest and latest; else nothing.
  // 1 January is DAY_OR_YEAR and spans its year.
  v1::BirthDate date;
  int age_years = 0;
  int age_months = 0;
  // Read after a repair (Thai digits, swapped order).
  bool is_repaired = false;
};

// `latest_possible` resolves two-digit years: a child is 0 to 25 years old
// then. Years: 2400-2699 Buddhist, 1850-2100 common; times of day are cut to
// the day in Asia/Bangkok. A two-digit year is Buddhist, or 20yy beside
// ค.ศ. or an English month; where that makes no child of 0 to 25 years, the
// date is kAmbiguous. So is a date beside a wrong weekday. Zeros of systems
// (1900-01-01, 0001-01-01, unix 0) are kEmpty.
ParsedDate ParseDate(absl::string_view text, absl::CivilDay latest_possible);

// The days on which someone of this age at `on` can have been born: a span of a
// year, or of a month when months are stated. Nothing is set when years are not
// 0 to 130 or months not 0 to 11.
v1::BirthDate BornForAge(int years, int months, absl::CivilDay on);

// "YYYY-MM-DD" to a day; nothing when it is none.
std::optional<absl::CivilDay> DayOf(absl::string_view iso);

// RFC 3339, with a common or Buddhist year; nothing when it is none, or has no
// offset from UTC.
std::optional<absl::Time> ParseTimestamp(absl::string_view text);

// "14/03/2558" of "2015-03-14"; coarser dates "03/2558", "2558"; empty when
// `iso` is none of these.
std::string WriteBuddhistDmy(absl::string_view iso);

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_DATE_H_
