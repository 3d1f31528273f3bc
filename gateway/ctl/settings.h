// Which gateway to speak to, as whom and why: flags beat the environment, the
// environment beats the context file.

#ifndef SAAN_GATEWAY_CTL_SETTINGS_H_
#define SAAN_GATEWAY_CTL_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/ctl/contexts.h"
#include "saan/v1/context.pb.h"

namespace saan::ctl {

// The global flags as they were written; empty when not given.
struct Flags {
  std::string context;
  std::string address;
  std::string ca;
  std::string cert;
  std::string key;
  std::string server_name;
  std::string purpose;
  std::string role;
  std::string actor;
  std::string case_ref;
  std::string timeout;
  std::string lang = "th";
  std::string output = "table";
};

struct Settings {
  std::string context_name;  // Empty when no context is in use.
  std::string address;       // host:port.
  std::string ca_file;
  std::string certificate_file;
  std::string private_key_file;
  std::string server_name;                   // Empty: the host of the address.
  v1::CallContext call;                      // Goes out with every call.
  absl::Duration timeout = kDefaultTimeout;  // Of one call.

  static constexpr absl::Duration kDefaultTimeout = absl::Seconds(30);
};

// Settles each setting by itself. INVALID_ARGUMENT names the flag, variable or
// field that cannot be used and what would do; FAILED_PRECONDITION lists the
// flags that are still missing.
absl::StatusOr<Settings> Resolve(const Flags& flags,
                                 const Environment& environment,
                                 const Contexts& contexts);

// Host and port of "host:port" or "[v6]:port".
struct HostPort {
  std::string host;
  std::string port;
};
// INVALID_ARGUMENT when `address` is not of that form.
absl::StatusOr<HostPort> ParseAddress(absl::string_view address);

// The name that the gateway's certificate must bear.
std::string ExpectedName(const Settings& settings);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_SETTINGS_H_
