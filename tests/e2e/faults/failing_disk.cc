// A disk that fails when told to. Preloaded into the real gateway (LD_PRELOAD),
// it stands before libc's syncs and writes of files below a "store" folder;
// what the file named by SAAN_DISK_FAULT holds decides:
//
//   (no file)     the disk works
//   EIO, EROFS    a sync fails with that error, and nothing is synced
//   ENOSPC        a write fails with that error, and nothing is written
//   HANG          a sync waits until the file is gone
//   KILL n        the process is killed before the nth write, sync or renaming
//                 from then on, of any file that the gateway keeps
//   TEAR n        the same, but half of a write is done

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

enum class Fault { kNone, kIo, kReadOnly, kFull, kHang, kKill, kTear };

// What the file says; `step` is the number behind KILL and TEAR.
Fault FaultNow(int* step = nullptr) {
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
  const bool kills = std::strncmp(word, "KILL ", 5) == 0;
  if (!kills && std::strncmp(word, "TEAR ", 5) != 0) return Fault::kNone;
  if (step != nullptr) *step = std::atoi(word + 5);
  return kills ? Fault::kKill : Fault::kTear;
}

std::string PathOf(int fd) {
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  char path[4096];
  const ssize_t size = ::readlink(link.c_str(), path, sizeof(path));
  return size <= 0 ? "" : std::string(path, static_cast<size_t>(size));
}

bool IsOfStore(int fd) {
  return PathOf(fd).find("/store/") != std::string::npos;
}

// All that is in the folder of the file of the fault, but for what the gateway
// says to its operator. The folder is told by its name: paths may be written in
// several ways.
bool IsKept(const std::string& path) {
  std::string folder = std::getenv("SAAN_DISK_FAULT");
  folder.resize(folder.rfind('/'));
  folder = folder.substr(folder.rfind('/')) + "/";
  const size_t at = path.find(folder);
  return at != std::string::npos && path.substr(at) != folder + "log";
}

// True where the present step, of `path`, is the one at which the process ends.
bool EndsAt(const std::string& path, Fault* fault) {
  static std::atomic<int> steps = 0;
  int last = 0;
  *fault = FaultNow(&last);
  if (*fault != Fault::kKill && *fault != Fault::kTear) return false;
  return IsKept(path) && ++steps == last;
}

[[noreturn]] void End() {
  ::kill(::getpid(), SIGKILL);
  ::pause();
  std::abort();
}

void EndBefore(const std::string& path) {
  Fault fault;
  if (EndsAt(path, &fault)) End();
}

// `write_half` writes the first half.
template <typename Write>
void EndBeforeOrInWrite(int fd, const Write& write_half) {
  Fault fault;
  if (!EndsAt(PathOf(fd), &fault)) return;
  if (fault == Fault::kTear) write_half();
  End();
}

template <typename Function>
Function Real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// 0 when the sync may go on.
int FailSync(int fd) {
  EndBefore(PathOf(fd));
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
  EndBeforeOrInWrite(fd, [&] { real(fd, bytes, size / 2); });
  if (!FailsWrite(fd)) return real(fd, bytes, size);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  static const auto real =
      Real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  EndBeforeOrInWrite(fd, [&] { real(fd, bytes, size / 2, at); });
  if (!FailsWrite(fd)) return real(fd, bytes, size, at);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  return pwrite64(fd, bytes, size, at);
}

int rename(const char* from, const char* to) {
  static const auto real = Real<int (*)(const char*, const char*)>("rename");
  EndBefore(to);
  return real(from, to);
}

}  // extern "C"
