// The steps of the mapping language, forwards: a native text to values.

#ifndef SAAN_ADAPTERS_MAPPING_STEP_H_
#define SAAN_ADAPTERS_MAPPING_STEP_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "adapters/mapping_finding.h"
#include "adapters/mapping_plan.h"
#include "adapters/mapping_value.h"
#include "saan/v1/child.pb.h"

namespace saan::adapters {

struct StepInput {
  std::string text;
  std::string at;      // Age: the text of the day that it was told.
  std::string issuer;  // OtherIdentifier: the text of the issuer.
  std::optional<absl::CivilDay> observed;  // The day of observed_time.
};

// What a step made of a text. No values and UNSPECIFIED: the text says nothing.
struct StepOutput {
  std::vector<Value> values;
  std::string title;  // PersonName: what stood before the name.
  v1::ParseStatus status = v1::PARSE_STATUS_UNSPECIFIED;
  std::string note;
  std::optional<Finding> notice;
  std::optional<Finding> violation;
  std::string detail;  // Of the violation.
};

StepOutput RunStep(const FieldPlan& field, const StepInput& input);

// The day that a date or an RFC 3339 time names; nothing when it names none.
std::optional<absl::CivilDay> DayNamed(
    absl::string_view text, std::optional<absl::CivilDay> observed);

// Asia/Bangkok, which has no summer time.
absl::TimeZone Bangkok();

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_STEP_H_
