// The configuration file, read and checked.

#ifndef SAAN_GATEWAY_CONFIG_H_
#define SAAN_GATEWAY_CONFIG_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/config.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// Reads `file`; paths in it come back absolute. INVALID_ARGUMENT
// "file:line: reason" for unknown fields and what is missing.
absl::StatusOr<gateway::Config> LoadConfig(const std::string& file);

// The agencies that stand by configuration, by id. INVALID_ARGUMENT names the
// certificate that cannot be used.
absl::StatusOr<std::map<std::string, v1::AgencyRow>> FirstAgencies(
    const gateway::Config& config);

// A file's bytes. NOT_FOUND names the file.
absl::StatusOr<std::string> ReadFile(const std::string& file);

}  // namespace saan

#endif  // SAAN_GATEWAY_CONFIG_H_
