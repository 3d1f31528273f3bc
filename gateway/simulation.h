// Decisions of the log, made again by another edition of the rules.

#ifndef SAAN_GATEWAY_SIMULATION_H_
#define SAAN_GATEWAY_SIMULATION_H_

#include "absl/status/status.h"
#include "gateway/call.h"
#include "saan/v1/governance.pb.h"

namespace saan {

// Decisions that one answer replays, the newest first.
inline constexpr uint64_t kMaxReplayed = 20'000;

// Walks the log back to `since` and makes each decision it names by the edition
// it was made by and by `after`. Calls that were refused made no decision that
// is kept.
absl::Status Simulate(const House& house, const Call& call,
                      const policy::Rules& after, absl::Time since,
                      v1::SimulateEpochResponse* response);

}  // namespace saan

#endif  // SAAN_GATEWAY_SIMULATION_H_
