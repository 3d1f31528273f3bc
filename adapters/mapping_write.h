// Runs a plan backwards: a record to a native form.

#ifndef SAAN_ADAPTERS_MAPPING_WRITE_H_
#define SAAN_ADAPTERS_MAPPING_WRITE_H_

#include <string>

#include "absl/status/statusor.h"
#include "adapters/mapping_plan.h"
#include "saan/v1/child.pb.h"

namespace saan::adapters {

// Writes what the form can hold of `record`, but for import_only fields.
std::string WriteRecord(const FormPlan& form, const v1::Record& record);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_WRITE_H_
