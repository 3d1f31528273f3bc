// What years and months mean, for the sources that read dates.

#ifndef SAAN_ADAPTERS_THAI_CALENDAR_H_
#define SAAN_ADAPTERS_THAI_CALENDAR_H_

#include <optional>

#include "saan/v1/child.pb.h"

namespace saan::thai {

inline constexpr int kBuddhistOffset = 543;

enum class StatedEra { kNone, kBuddhist, kCommon };

struct Year {
  int common = 0;
  v1::CalendarEra era = v1::CALENDAR_ERA_UNSPECIFIED;
};

// A year of four digits: 2400 to 2699 is Buddhist, 1850 to 2100 common. The
// ranges do not touch, so that a year converted twice, or the wrong way, falls
// outside both; it then is nothing, as is a year outside its stated era.
std::optional<Year> FullYear(int value, StatedEra stated);

// `month` is 1 to 12; `year` is common.
int DaysIn(int year, int month);

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_CALENDAR_H_
