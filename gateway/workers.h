// A few threads that take work in turn. Work may wait for the disk, which
// gRPC's callback threads must not: there are as many of those as processors,
// and they carry every stream.

#ifndef SAAN_GATEWAY_WORKERS_H_
#define SAAN_GATEWAY_WORKERS_H_

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace saan {

// Thread-safe.
class Workers {
 public:
  // Starts `threads` threads. At most `max_queued` pieces of work wait for one.
  Workers(size_t threads, size_t max_queued);
  // Does all that was taken, and joins the threads.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Has `work` done by one of the threads, first come, first served. False, and
  // it is not done, when too much is waiting.
  [[nodiscard]] bool Run(absl::AnyInvocable<void()> work)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void WorkUntilEnd() ABSL_LOCKS_EXCLUDED(mutex_);

  const size_t max_queued_;
  absl::Mutex mutex_;
  absl::CondVar has_work_;
  std::deque<absl::AnyInvocable<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  size_t idle_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_WORKERS_H_
