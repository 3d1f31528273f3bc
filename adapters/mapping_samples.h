// The samples of an adapter folder: what an agency can read to see what becomes
// of its records, and what refuses the start when it is no longer so.

#ifndef SAAN_ADAPTERS_MAPPING_SAMPLES_H_
#define SAAN_ADAPTERS_MAPPING_SAMPLES_H_

#include <string>

#include "absl/status/status.h"
#include "adapters/mapping.h"

namespace saan::adapters {

// Maps every folder/samples/NAME.{json,csv} and compares it with
// folder/samples/NAME.expected.textproto (saan.adapters.Expected).
// INVALID_ARGUMENT "file: path: reason" of the first difference; also when a
// form has no sample that it maps.
absl::Status CheckSamples(const Mapping& mapping, const std::string& folder);

// Writes the expected file of every sample anew. INVALID_ARGUMENT as above when
// a sample cannot be cut; PERMISSION_DENIED when a file cannot be written.
absl::Status WriteExpected(const Mapping& mapping, const std::string& folder);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_SAMPLES_H_
