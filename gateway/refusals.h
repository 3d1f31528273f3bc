// Connections that the guard refused, on their way into the log.

#ifndef SAAN_GATEWAY_REFUSALS_H_
#define SAAN_GATEWAY_REFUSALS_H_

#include <deque>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gateway/guard.h"
#include "gateway/house.h"
#include "gateway/waker.h"
#include "storage/ledger.h"

namespace saan {

// Writes refusals into the log from a thread of its own, so that the guard's
// loops never wait for the disk. When refusals come faster than the disk takes
// them, one entry stands for several and counts them. Thread-safe.
class Refusals {
 public:
  // Both must outlive this.
  Refusals(const House& house, storage::Ledger& ledger);
  ~Refusals();  // Writes what is left.

  void Add(const Refusal& refusal) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Counted {
    Refusal refusal;
    uint32_t count = 1;
  };
  // More kinds of refusal than this at once are counted with the last one.
  static constexpr size_t kMaxWaiting = 256;
  // Between two rounds of writing.
  static constexpr absl::Duration kPause = absl::Milliseconds(200);

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  void Write(const Counted& counted);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return is_ending_ || !waiting_.empty();
  }

  const House& house_;
  storage::Ledger& ledger_;
  absl::Mutex mutex_;
  std::deque<Counted> waiting_ ABSL_GUARDED_BY(mutex_);
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  Waker ending_;
  std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace saan

#endif  // SAAN_GATEWAY_REFUSALS_H_
