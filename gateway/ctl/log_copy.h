// A copy of the log in a folder, as `saan audit export` makes it.

#ifndef SAAN_GATEWAY_CTL_LOG_COPY_H_
#define SAAN_GATEWAY_CTL_LOG_COPY_H_

#include <string>

#include "absl/status/statusor.h"
#include "storage/tiles.h"

namespace saan::ctl {

// Its checkpoint. INVALID_ARGUMENT names the file that cannot be read.
absl::StatusOr<std::string> ReadCheckpointOf(const std::string& folder);

// One of its files. NOT_FOUND or DATA_LOSS name it.
absl::StatusOr<std::string> ReadTileOf(const std::string& folder,
                                       const storage::TileName& name);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_LOG_COPY_H_
