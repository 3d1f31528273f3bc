// Seals the log's segments as the log grows and the days pass, so that "who saw
// this child" can be answered with a proof that nobody was left out; and has
// them archived after.

#ifndef SAAN_GATEWAY_SEALING_H_
#define SAAN_GATEWAY_SEALING_H_

#include <cstdint>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/archive_keeper.h"
#include "gateway/config.h"
#include "gateway/house.h"
#include "gateway/waker.h"
#include "storage/segments.h"

namespace saan {

// Seals all segments that are due. The codes of storage::Segments.
absl::Status SealWhatIsDue(const Env& env, uint64_t most_entries,
                           storage::Segments& segments);

// Does so in a thread of its own, as often as checkpoints are signed. A failure
// is told to the operator, and nothing is sealed any more: auditors see that by
// themselves.
class Sealing {
 public:
  // All but `config` must outlive it.
  Sealing(const Env& env, storage::Segments& segments, ArchiveKeeper& keeper,
          const gateway::Config& config);
  ~Sealing();
  Sealing(const Sealing&) = delete;
  Sealing& operator=(const Sealing&) = delete;

 private:
  void Run();

  const Env& env_;
  storage::Segments& segments_;
  ArchiveKeeper& keeper_;
  const uint64_t most_entries_;
  const absl::Duration pause_;
  Waker ending_;
  std::thread thread_;  // Last: it uses all the others.
};

}  // namespace saan

#endif  // SAAN_GATEWAY_SEALING_H_
