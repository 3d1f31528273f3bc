// One thread that waits for many descriptors (epoll).

#ifndef SAAN_GATEWAY_GUARD_LOOP_H_
#define SAAN_GATEWAY_GUARD_LOOP_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace saan {

// Owns a file descriptor; -1 is none.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int Release() { return std::exchange(fd_, -1); }
  void Close();

 private:
  int fd_;
};

// Hears when a descriptor is ready. Called on the loop's thread.
class Watcher {
 public:
  // `events` are EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR.
  virtual void Ready(uint32_t events) = 0;

 protected:
  ~Watcher() = default;
};

class Loop {
 public:
  // What the loop's owner does on the loop's thread.
  struct Duties {
    std::function<void()> each_second;
    // No event is in hand: a watcher may be destroyed here and nowhere else.
    std::function<void()> settled;
  };

  static absl::StatusOr<std::unique_ptr<Loop>> Create();
  ~Loop() { Stop(); }

  void Start(Duties duties);
  // Does what was posted before, then ends and joins the thread. May be
  // called twice, or without Start. Not from the loop's own thread.
  void Stop();

  // Runs `task` on the loop's thread, in the order of posting. Any thread.
  // A task posted after Stop is dropped.
  void Post(absl::AnyInvocable<void()> task) ABSL_LOCKS_EXCLUDED(mutex_);

  // The rest: the loop's thread, or before Start. `watcher` must live until
  // its descriptor is forgotten and the loop has settled.
  bool Watch(int fd, uint32_t events, Watcher* watcher);
  void Change(int fd, uint32_t events, Watcher* watcher);
  void Forget(int fd);

 private:
  Loop(Descriptor epoll, Descriptor wake)
      : epoll_(std::move(epoll)), wake_(std::move(wake)) {}
  void Run(const Duties& duties);
  void RunTasks() ABSL_LOCKS_EXCLUDED(mutex_);

  const Descriptor epoll_;
  const Descriptor wake_;     // An eventfd: tasks are there.
  bool is_stopping_ = false;  // The loop's thread only.
  std::thread thread_;

  absl::Mutex mutex_;
  std::vector<absl::AnyInvocable<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_LOOP_H_
