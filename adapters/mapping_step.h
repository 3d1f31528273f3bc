// The steps of the mapping language, forwards: a native text to values.

#ifndef SAAN_ADAPTERS_MAPPING_STEP_H_
#define SAAN_ADAPTERS_MAPPING_STEP_H_

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "adapters/mapping_output.h"
#include "adapters/mapping_plan.h"

namespace saan::adapters {

// Valid for one call.
struct StepInput {
  const std::string& text;
  std::string at;      // Age: the text of the day that it was told.
  std::string issuer;  // OtherIdentifier: the text of the issuer.
  std::optional<absl::CivilDay> observed;  // The day of observed_time.
};

StepOutput RunStep(const FieldPlan& field, const StepInput& input);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_STEP_H_
