// A disk that fails when told to. Preloaded into the real gateway (LD_PRELOAD),
// it stands before libc's syncs and writes of files below a "store" folder;
// what the file named by SAAN_DISK_FAULT holds decides:
//
//   (no file)     the disk works
//   EIO, EROFS    a sync fails with that error, and nothing is synced
//   ENOSPC        a write fails with that error, and nothing is written
//   HANG          a sync waits until the file is gone

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

enum class Fault { kNone, kIo, kReadOnly, kFull, kHang };

Fault FaultNow() {
  const char* const file = std::getenv("SAAN_DISK_FAULT");
  if (file == nullptr) return Fault::kNone;
  const int fd = ::open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Fault::kNone;
  char word[16] = {};
  const ssize_t got = ::read(fd, word, sizeof(word) - 1);
  ::close(fd);
  if (got <= 0) return Fault::kNone;
  if (std::strcmp(word, "EIO") == 0) return Fault::kIo;
  if (std::strcmp(word, "EROFS") == 0) return Fault::kReadOnly;
  if (std::strcmp(word, "ENOSPC") == 0) return Fault::kFull;
  if (std::strcmp(word, "HANG") == 0) return Fault::kHang;
  return Fault::kNone;
}

bool IsOfStore(int fd) {
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  char path[4096];
  const ssize_t size = ::readlink(link.c_str(), path, sizeof(path) - 1);
  if (size <= 0) return false;
  path[size] = '\0';
  return std::strstr(path, "/store/") != nullptr;
}

template <typename Function>
Function Real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// 0 when the sync may go on.
int FailSync(int fd) {
  if (!IsOfStore(fd)) return 0;
  while (FaultNow() == Fault::kHang) ::usleep(1000);
  switch (FaultNow()) {
    case Fault::kIo:
      return EIO;
    case Fault::kReadOnly:
      return EROFS;
    default:
      return 0;
  }
}

bool FailsWrite(int fd) { return FaultNow() == Fault::kFull && IsOfStore(fd); }

}  // namespace

extern "C" {

int fdatasync(int fd) {
  static const auto real = Real<int (*)(int)>("fdatasync");
  const int error = FailSync(fd);
  if (error == 0) return real(fd);
  errno = error;
  return -1;
}

int fsync(int fd) {
  static const auto real = Real<int (*)(int)>("fsync");
  const int error = FailSync(fd);
  if (error == 0) return real(fd);
  errno = error;
  return -1;
}

ssize_t write(int fd, const void* bytes, size_t size) {
  static const auto real = Real<ssize_t (*)(int, const void*, size_t)>("write");
  if (!FailsWrite(fd)) return real(fd, bytes, size);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  static const auto real =
      Real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  if (!FailsWrite(fd)) return real(fd, bytes, size, at);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  return pwrite64(fd, bytes, size, at);
}

}  // extern "C"
