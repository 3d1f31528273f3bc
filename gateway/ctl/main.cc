// `saan`, the command line. Only here are clock, randomness, environment and
// streams touched; all else is given them.

#include <grpc/support/log.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ext/stdio_filebuf.h>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/ctl/program.h"

namespace {

// UUID of version 4 (RFC 9562 section 5.4).
std::string RandomUuid() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
    std::fputs("saan: no randomness to be had\n", stderr);
    std::abort();
  }
  bytes[6] = 0x40 | (bytes[6] & 0x0F);
  bytes[8] = 0x80 | (bytes[8] & 0x3F);
  const std::string hex = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes), sizeof(bytes)));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

saan::ctl::Environment ReadEnvironment() {
  saan::ctl::Environment environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    const size_t equals = text.find('=');
    if (equals == std::string::npos) continue;
    environment[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return environment;
}

}  // namespace

int main(int argc, char** argv) {
  __gnu_cxx::stdio_filebuf<char> out_buffer(stdout, std::ios::out);
  __gnu_cxx::stdio_filebuf<char> err_buffer(stderr, std::ios::out);
  std::ostream out(&out_buffer);
  std::ostream err(&err_buffer);
  err << std::unitbuf;
  saan::ctl::World world;
  world.out = &out;
  world.err = &err;
  world.is_err_terminal = isatty(STDERR_FILENO) == 1;
  world.environment = ReadEnvironment();
  world.now = [] { return absl::Now(); };
  world.random_uuid = RandomUuid;
  // gRPC's own lines say less than ours; GRPC_VERBOSITY brings them back.
  if (world.environment.count("GRPC_VERBOSITY") == 0) {
    gpr_set_log_function([](gpr_log_func_args*) {});
  }
  saan::ctl::Program program(std::move(world));
  const int exit_code =
      program.Run(std::vector<std::string>(argv + 1, argv + argc));
  // Output that could not be written is not done.
  if (!out.flush()) return saan::ctl::kExitFailed;
  return exit_code;
}
