#include "storage/last_signed.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/synced_file.h"

namespace saan::storage {

absl::StatusOr<std::unique_ptr<LastSigned>> LastSigned::Open(std::string path) {
  const std::string lock_path = path + ".lock";
  const int lock =
      ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return DiskError(lock_path);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const bool is_held = errno == EWOULDBLOCK;
    absl::Status status =
        is_held ? absl::FailedPreconditionError(absl::StrCat(
                      path,
                      ": another gateway signs with this file: stop it, "
                      "or give this one a log of its own"))
                : DiskError(lock_path);
    ::close(lock);
    return status;
  }
  return std::unique_ptr<LastSigned>(new LastSigned(std::move(path), lock));
}

LastSigned::~LastSigned() { ::close(lock_); }

absl::StatusOr<std::string> LastSigned::Read() const {
  return ReadWhole(path_);
}

absl::Status LastSigned::Replace(absl::string_view before,
                                 absl::string_view after) {
  const absl::StatusOr<std::string> now = Read();
  if (!now.ok() && !absl::IsNotFound(now.status())) return now.status();
  if (now.value_or("") != before) {
    return absl::FailedPreconditionError(absl::StrCat(
        path_,
        ": another gateway has signed in the meantime: two of them "
        "write one log. Stop both and find out which is right"));
  }
  const std::string partial = path_ + ".partial";
  absl::Status status = WriteSynced(partial, after);
  if (!status.ok()) return status;
  if (::rename(partial.c_str(), path_.c_str()) != 0) return DiskError(path_);
  // Without this a rename may be forgotten in a power cut.
  return SyncFolder(std::filesystem::absolute(path_).parent_path().string());
}

}  // namespace saan::storage
