#include "gateway/workers.h"

#include <utility>

namespace saan {

Workers::Workers(size_t threads, size_t max_queued) : max_queued_(max_queued) {
  for (size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { WorkUntilEnd(); });
  }
}

Workers::~Workers() {
  {
    absl::MutexLock lock(&mutex_);
    is_ending_ = true;
    has_work_.SignalAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

bool Workers::Run(absl::AnyInvocable<void()> work) {
  absl::MutexLock lock(&mutex_);
  if (queue_.size() >= max_queued_) return false;
  queue_.push_back(std::move(work));
  if (idle_ > 0) has_work_.Signal();
  return true;
}

void Workers::WorkUntilEnd() {
  absl::MutexLock lock(&mutex_);
  while (true) {
    while (queue_.empty() && !is_ending_) {
      ++idle_;
      has_work_.Wait(&mutex_);
      --idle_;
    }
    if (queue_.empty()) return;
    absl::AnyInvocable<void()> work = std::move(queue_.front());
    queue_.pop_front();
    mutex_.Unlock();
    work();
    work = nullptr;  // What it holds ends before the lock is taken.
    mutex_.Lock();
  }
}

}  // namespace saan
