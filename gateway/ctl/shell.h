// What every verb stands on: the flags, the outside world, and the ways to
// answer. One Shell runs one command.

#ifndef SAAN_GATEWAY_CTL_SHELL_H_
#define SAAN_GATEWAY_CTL_SHELL_H_

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/ctl/connection.h"
#include "gateway/ctl/contexts.h"
#include "gateway/ctl/failure.h"
#include "gateway/ctl/output.h"
#include "gateway/ctl/settings.h"
#include "saan/v1/sharing.pb.h"

namespace CLI {
class App;
}

namespace saan::ctl {

// The outside: main.cc fills it, and alone reads clock and randomness.
struct World {
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  bool is_err_terminal = false;
  Environment environment;
  std::function<absl::Time()> now;
  std::function<std::string()> random_uuid;
};

class Shell {
 public:
  explicit Shell(World world) : world(std::move(world)) {}

  const World world;
  Flags flags;  // Filled by the parser before a verb runs.

  Lang lang() const;
  Format format() const;
  std::ostream& out() const { return *world.out; }

  // Flags, environment and context file, settled.
  absl::StatusOr<Settings> Resolve() const;

  // Runs `work` with a connection and gives its exit code. `purpose` stands in
  // where no purpose was given; PURPOSE_UNSPECIFIED leaves it to the gateway
  // to refuse. Prints what is wrong when there can be no connection.
  int WithConnection(v1::Purpose purpose,
                     absl::FunctionRef<int(Connection&)> work) const;

  // Prints the failure on stderr and gives its exit code.
  int Fail(const Failure& failure) const;
  int Fail(const absl::Status& local) const;
  // For a call: where the gateway could not be reached, looks for the reason
  // in address, TLS and certificates, and tells that instead.
  int Fail(Connection& connection, const grpc::Status& status) const;

  // Talk on stderr.
  void Say(const Words& words) const;

  // A list on stdout in the format asked for.
  Listing MakeListing(std::vector<Column> columns) const;

  // What the program does once the command line has been read.
  std::function<int()> chosen;
};

// One verb of the command line; its options are its members.
class Verb {
 public:
  virtual ~Verb() = default;

  // Declares subcommands and options below `app`. The verb and `shell` outlive
  // `app`.
  virtual void Declare(CLI::App* app, Shell* shell) = 0;
};

// Makes `run` the program's work when `subcommand` is given.
void OnChosen(CLI::App* subcommand, Shell* shell, std::function<int()> run);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_SHELL_H_
