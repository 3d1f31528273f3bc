// Files beside the database that must outlive a power cut.

#ifndef SAAN_STORAGE_SYNCED_FILE_H_
#define SAAN_STORAGE_SYNCED_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace saan::storage {

// UNAVAILABLE: what the system says of `path` after a call that failed (errno),
// and what to do.
absl::Status DiskError(const std::string& path);

// The whole file. NOT_FOUND when there is none.
absl::StatusOr<std::string> ReadWhole(const std::string& path);

// `bytes` as the whole content of `path`, readable by its owner alone, and on
// disk; that the folder has the file may be forgotten until SyncFolder.
absl::Status WriteSynced(const std::string& path, absl::string_view bytes);

// What was written to `path` before, by whatever means, is on disk.
absl::Status SyncFile(const std::string& path);

// What was created, renamed or removed in `folder` is on disk.
absl::Status SyncFolder(const std::string& folder);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SYNCED_FILE_H_
