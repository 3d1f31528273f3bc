#include "gateway/waker.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace saan {
namespace {

// Far enough for anyone, near enough to be added to any time.
constexpr absl::Duration kLongest = absl::Hours(24);

}  // namespace

void Waker::Wake() {
  const std::lock_guard<std::mutex> lock(mutex_);
  is_woken_ = true;
  changed_.notify_one();
}

bool Waker::Await(absl::Duration longest) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock,
                    absl::ToChronoNanoseconds(std::min(longest, kLongest)),
                    [this] { return is_woken_; });
  return std::exchange(is_woken_, false);
}

}  // namespace saan
