#include "adapters/thai/calendar.h"

#include <optional>

#include "absl/time/civil_time.h"

namespace saan::thai {

std::optional<Year> FullYear(int value, StatedEra stated) {
  if (value >= 2400 && value <= 2699 && stated != StatedEra::kCommon) {
    return Year{value - kBuddhistOffset, v1::CALENDAR_ERA_BUDDHIST};
  }
  if (value >= 1850 && value <= 2100 && stated != StatedEra::kBuddhist) {
    return Year{value, v1::CALENDAR_ERA_COMMON};
  }
  return std::nullopt;
}

int DaysIn(int year, int month) {
  const absl::CivilMonth next = absl::CivilMonth(year, month) + 1;
  return (absl::CivilDay(next) - 1).day();
}

}  // namespace saan::thai
