// Days as people count them, from days since 1970-01-01.

#ifndef SAAN_GATEWAY_MATCH_DAY_H_
#define SAAN_GATEWAY_MATCH_DAY_H_

#include <cstdint>

namespace saan::match {

struct Day {
  int year = 1970;
  int month = 1;
  int day = 1;

  friend bool operator==(const Day& a, const Day& b) {
    return a.year == b.year && a.month == b.month && a.day == b.day;
  }
};

// By the Gregorian calendar: eras of 400 years, years that begin in March, so
// that the leap day is the last (H. Hinnant, "chrono-Compatible Low-Level Date
// Algorithms", civil_from_days).
constexpr Day DayOf(int32_t days) {
  const int64_t shifted = int64_t{days} + 719468;
  const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int64_t of_era = shifted - era * 146097;
  const int64_t year_of_era =
      (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int64_t of_year =
      of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t march_month = (5 * of_year + 2) / 153;
  Day day;
  day.day = static_cast<int>(of_year - (153 * march_month + 2) / 5 + 1);
  day.month =
      static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  day.year = static_cast<int>(year_of_era + era * 400 + (day.month <= 2));
  return day;
}

// Years 1 to 9999: YYYYMMDD, four bits a digit.
constexpr uint32_t DecimalOf(const Day& day) {
  uint32_t decimal = 0;
  int rest = day.year * 10000 + day.month * 100 + day.day;
  for (int shift = 0; shift < 32; shift += 4, rest /= 10) {
    decimal |= static_cast<uint32_t>(rest % 10) << shift;
  }
  return decimal;
}

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_DAY_H_
