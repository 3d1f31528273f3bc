// A wall clock that jumps when told to. Preloaded into the real gateway
// (LD_PRELOAD): it is ahead of the machine's by the seconds that the file named
// by SAAN_CLOCK_SHIFT holds, a negative number for behind; the steady clock is
// the machine's.

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace {

// Read anew each time, with calls that never ask for the time themselves.
time_t Shift() {
  const char* const file = std::getenv("SAAN_CLOCK_SHIFT");
  if (file == nullptr) return 0;
  const int fd = ::open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char text[24] = {};
  const ssize_t got = ::read(fd, text, sizeof(text) - 1);
  ::close(fd);
  return got <= 0 ? 0 : static_cast<time_t>(std::strtoll(text, nullptr, 10));
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const int result = static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
  if (result == 0 &&
      (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += Shift();
  }
  return result;
}

int gettimeofday(timeval* now, void* zone) noexcept {
  (void)zone;
  timespec fine = {};
  if (clock_gettime(CLOCK_REALTIME, &fine) != 0) return -1;
  now->tv_sec = fine.tv_sec;
  now->tv_usec = static_cast<suseconds_t>(fine.tv_nsec / 1000);
  return 0;
}

time_t time(time_t* now) noexcept {
  timespec fine = {};
  clock_gettime(CLOCK_REALTIME, &fine);
  if (now != nullptr) *now = fine.tv_sec;
  return fine.tv_sec;
}

}  // extern "C"
