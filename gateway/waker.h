// One who waits until woken, or so long by the machine's steady clock. The
// timed waits of Abseil (20220623) go by the wall clock: set back by an hour,
// it would keep a thread asleep for an hour more.

#ifndef SAAN_GATEWAY_WAKER_H_
#define SAAN_GATEWAY_WAKER_H_

#include <condition_variable>
#include <mutex>

#include "absl/time/time.h"

namespace saan {

// Thread-safe.
class Waker {
 public:
  void Wake();
  // Returns once woken since it last returned, or after `longest`; true when
  // woken.
  bool Await(absl::Duration longest);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_woken_ = false;  // Guarded by mutex_.
};

}  // namespace saan

#endif  // SAAN_GATEWAY_WAKER_H_
