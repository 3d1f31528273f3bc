// Whether the house's clock may be believed where that cannot be undone.

#ifndef SAAN_GATEWAY_CLOCK_TRUST_H_
#define SAAN_GATEWAY_CLOCK_TRUST_H_

#include <optional>

#include "absl/time/time.h"

namespace saan {

// For a day after the clock ran ahead of the machine's steady clock by more
// than an hour, it may not. Not thread-safe.
class ClockTrust {
 public:
  // `steady` is a time that nobody can set. Says whether `now` is believed.
  bool Believes(absl::Time now, absl::Duration steady);

 private:
  std::optional<absl::Duration> ahead_;  // Of the steady clock, when last seen.
  std::optional<absl::Duration> doubted_until_;  // By the steady clock.
};

}  // namespace saan

#endif  // SAAN_GATEWAY_CLOCK_TRUST_H_
