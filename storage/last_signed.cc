#include "storage/last_signed.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace saan::storage {
namespace {

absl::Status DiskError(const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat(path, ": ", std::generic_category().message(errno),
                   ": check the disk and the folder, then start again"));
}

// A descriptor that closes itself.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  const int descriptor_;
};

bool WriteAll(int descriptor, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

absl::Status WriteSynced(const std::string& path, absl::string_view bytes) {
  const File file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.get() < 0 || !WriteAll(file.get(), bytes) ||
      ::fsync(file.get()) != 0) {
    return DiskError(path);
  }
  return absl::OkStatus();
}

// Without this a rename may be forgotten in a power cut.
absl::Status SyncFolder(const std::string& path) {
  const std::string folder =
      std::filesystem::absolute(path).parent_path().string();
  const File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) return DiskError(folder);
  return absl::OkStatus();
}

}  // namespace

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
  const File file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return absl::NotFoundError("there is no such file");
    return DiskError(path_);
  }
  std::string bytes;
  char buffer[4096];
  while (true) {
    const ssize_t read = ::read(file.get(), buffer, sizeof(buffer));
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return DiskError(path_);
    if (read == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(read));
  }
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
  return SyncFolder(path_);
}

}  // namespace saan::storage
