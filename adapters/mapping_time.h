// The steps that read dates, times and ages.

#ifndef SAAN_ADAPTERS_MAPPING_TIME_H_
#define SAAN_ADAPTERS_MAPPING_TIME_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "adapters/mapping_output.h"
#include "adapters/mapping_plan.h"

namespace saan::adapters {

// `observed` is the day of the record; two-digit years and ages hang on it.
StepOutput ReadDate(const FieldPlan& field, const std::string& text,
                    std::optional<absl::CivilDay> observed);
// As ReadDate, but for RFC 3339.
StepOutput ReadTimestamp(const FieldPlan& field, const std::string& text,
                         std::optional<absl::CivilDay> observed);
StepOutput ReadUnixTime(const std::string& text);
// An age in years, or in words, told on `day`.
StepOutput ReadAge(const std::string& text, std::optional<absl::CivilDay> day);

// The day that a date or an RFC 3339 time names; nothing when it names none.
std::optional<absl::CivilDay> DayNamed(absl::string_view text,
                                       std::optional<absl::CivilDay> observed);

// Asia/Bangkok, which has no summer time.
absl::TimeZone Bangkok();

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_TIME_H_
