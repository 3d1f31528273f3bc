// The file that remembers the last signed checkpoint, outside the database: a
// database can be put back to an older state, and then this file must not be.

#ifndef SAAN_STORAGE_LAST_SIGNED_H_
#define SAAN_STORAGE_LAST_SIGNED_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace saan::storage {

// One process at a time holds it. Not thread-safe.
class LastSigned {
 public:
  // Takes the file, which need not exist, for this process; its folder must.
  // FAILED_PRECONDITION while another process on this machine holds it,
  // UNAVAILABLE when the disk says no.
  static absl::StatusOr<std::unique_ptr<LastSigned>> Open(std::string path);
  ~LastSigned();
  LastSigned(const LastSigned&) = delete;
  LastSigned& operator=(const LastSigned&) = delete;

  // What was written last, byte for byte. NOT_FOUND when there is no file.
  absl::StatusOr<std::string> Read() const;

  // Replaces `before`, or no file where it is empty, by `after`. On OK the new
  // bytes are on disk and will be read after any crash; on error either may be.
  // FAILED_PRECONDITION when the file is not `before` any more: someone else
  // wrote, on this machine or on another that shares the folder. Do not call
  // again after an error: what a failed sync has left, no one knows.
  absl::Status Replace(absl::string_view before, absl::string_view after);

  const std::string& path() const { return path_; }

 private:
  LastSigned(std::string path, int lock)
      : path_(std::move(path)), lock_(lock) {}

  const std::string path_;
  const int lock_;  // A descriptor; the lock goes with it.
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_LAST_SIGNED_H_
