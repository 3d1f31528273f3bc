// What a process has taken of the processors.

#ifndef SAAN_TESTS_BENCH_PROCESSOR_H_
#define SAAN_TESTS_BENCH_PROCESSOR_H_

#include <sys/types.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/e2e/running_gateway.h"

namespace saan::bench {

// Processor time of a process so far, user and system, in seconds: fields 14
// and 15 of /proc/PID/stat (proc(5)), in clock ticks.
inline double ProcessorSeconds(pid_t pid) {
  const std::string stat = e2e::ReadAll(absl::StrCat("/proc/", pid, "/stat"));
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return 0;
  unsigned long user = 0;
  unsigned long system = 0;
  std::sscanf(stat.c_str() + name_end + 1,
              " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
              &system);
  return static_cast<double>(user + system) / sysconf(_SC_CLK_TCK);
}

}  // namespace saan::bench

#endif  // SAAN_TESTS_BENCH_PROCESSOR_H_
