// The steps of the mapping language, backwards: a value to its native text.

#ifndef SAAN_ADAPTERS_MAPPING_UNSTEP_H_
#define SAAN_ADAPTERS_MAPPING_UNSTEP_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "adapters/mapping_plan.h"
#include "adapters/mapping_value.h"

namespace saan::adapters {

// The native text of a value; empty when the form cannot say it. `told_on` is
// the day to which an age is counted.
std::string UndoStep(const FieldPlan& field, const Value& value,
                     std::optional<absl::CivilDay> told_on);

// True when JSON writes the step's text without quotes.
bool IsWrittenBare(const Field& spec, absl::string_view text);

// True when an Identifier is of a kind that the step makes.
bool IsIdentifierOf(const Field& spec, const google::protobuf::Message& value);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_UNSTEP_H_
