// Looks for what is wrong between this system and the gateway, below the level
// of calls: files, certificates, address, TCP, TLS.

#ifndef SAAN_GATEWAY_CTL_PROBE_H_
#define SAAN_GATEWAY_CTL_PROBE_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gateway/ctl/failure.h"
#include "gateway/ctl/settings.h"
#include "gateway/ctl/words.h"

namespace saan::ctl {

// One thing looked at.
struct Finding {
  enum class Level { kGood, kWarning, kBad };

  std::string check;  // E.g. "own_key"; the same for good and bad.
  Level level = Level::kGood;
  ExitCode exit_code = kExitOk;  // Of `saan doctor` when this is the worst.
  Words what;
  Words remedy;  // Empty when nothing need be done.
};

Finding Good(std::string check, Words what);
Finding Warning(std::string check, Words what, Words remedy);
Finding Bad(std::string check, ExitCode exit_code, Words what, Words remedy);

// Looks at this system's certificate and key files at the time `now`: can they
// be read, are they valid, do they belong together, may others read the key.
std::vector<Finding> ProbeOwnFiles(const Settings& settings, absl::Time now);

// Resolves, connects, shakes hands and waits for the gateway's first HTTP/2
// frame, which comes only when it took our certificate. Stops at the first
// thing that is wrong. Takes at most about twice kProbeTimeout.
std::vector<Finding> ProbeTransport(const Settings& settings, absl::Time now);
inline constexpr absl::Duration kProbeTimeout = absl::Seconds(5);

// Both; the second only when the first found nothing bad.
std::vector<Finding> Probe(const Settings& settings, absl::Time now);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_PROBE_H_
