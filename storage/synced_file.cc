#include "storage/synced_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace saan::storage {
namespace {

constexpr size_t kReadBytes = 64 << 10;

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

}  // namespace

absl::Status DiskError(const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat(path, ": ", std::generic_category().message(errno),
                   ": check the disk and the folder, then start again"));
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return absl::NotFoundError("there is no such file");
    return DiskError(path);
  }
  std::string bytes;
  std::string buffer(kReadBytes, '\0');
  while (true) {
    const ssize_t read = ::read(file.get(), buffer.data(), buffer.size());
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return DiskError(path);
    if (read == 0) return bytes;
    bytes.append(buffer, 0, static_cast<size_t>(read));
  }
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

absl::Status SyncFile(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) return DiskError(path);
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::string& folder) {
  const File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) return DiskError(folder);
  return absl::OkStatus();
}

}  // namespace saan::storage
