// How a command fails: an exit code, and words for a person on stderr. Never a
// child's data.

#ifndef SAAN_GATEWAY_CTL_FAILURE_H_
#define SAAN_GATEWAY_CTL_FAILURE_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gateway/ctl/words.h"

namespace grpc {
class Status;
}

namespace saan::ctl {

// The exit codes of `saan`.
enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,    // Done in part: records quarantined or refused.
  kExitUsage = 2,     // The command cannot be understood or carried out.
  kExitNotFound = 3,  // The thing named is not there.
  kExitDenied = 4,    // Not allowed, or not signed in.
  kExitUnreachable =
      5,                // No answer from the gateway, or it has too much to do.
  kExitConflict = 6,    // Changed by others, or in another state.
  kExitUnverified = 7,  // Something did not prove true.
  kExitInterrupted = 130,
};

struct Failure {
  ExitCode exit_code = kExitFailed;
  Words words;
  // Reason code of the gateway's catalogue, e.g. "NO_ACCESS"; may be empty.
  std::string reason;
  // Fields that are wrong and what would do, one line each.
  std::vector<std::string> details;
};

// What a status of a call means: exit code by code and reason, words from the
// LocalizedMessage details where the gateway sent them.
Failure FromCall(const grpc::Status& status);

// A fault of the command itself or of a local file; the message is English and
// names the flag or file.
Failure FromLocal(const absl::Status& status);

// Prints it. Thai readers see both languages, the English one the second.
void PrintFailure(std::ostream& err, Lang lang, const Failure& failure);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_FAILURE_H_
