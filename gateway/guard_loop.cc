#include "gateway/guard_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace saan {
namespace {

constexpr int kMaxEventsInHand = 64;
constexpr std::chrono::seconds kTick(1);

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = other.Release();
  }
  return *this;
}

void Descriptor::Close() {
  if (is_open()) close(Release());
}

absl::StatusOr<std::unique_ptr<Loop>> Loop::Create() {
  Descriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  Descriptor wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!epoll.is_open() || !wake.is_open()) {
    return absl::UnavailableError("guard: no descriptor is left");
  }
  std::unique_ptr<Loop> loop(new Loop(std::move(epoll), std::move(wake)));
  if (!loop->Watch(loop->wake_.get(), EPOLLIN, nullptr)) {
    return absl::UnavailableError("guard: epoll takes no descriptor");
  }
  return loop;
}

void Loop::Start(Duties duties) {
  thread_ = std::thread([this, duties = std::move(duties)] { Run(duties); });
}

void Loop::Stop() {
  if (!thread_.joinable()) return;
  Post([this] { is_stopping_ = true; });
  thread_.join();
}

void Loop::Post(absl::AnyInvocable<void()> task) {
  absl::MutexLock lock(&mutex_);
  tasks_.push_back(std::move(task));
  if (tasks_.size() > 1) return;
  const uint64_t one = 1;
  // An eventfd takes eight bytes or, when it is full, is readable already.
  [[maybe_unused]] const ssize_t done = write(wake_.get(), &one, sizeof(one));
}

bool Loop::Watch(int fd, uint32_t events, Watcher* watcher) {
  epoll_event event = {};
  event.events = events;
  event.data.ptr = watcher;
  return epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Loop::Change(int fd, uint32_t events, Watcher* watcher) {
  epoll_event event = {};
  event.events = events;
  event.data.ptr = watcher;
  epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event);
}

void Loop::Forget(int fd) {
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

void Loop::Run(const Duties& duties) {
  std::array<epoll_event, kMaxEventsInHand> events;
  auto next_tick = std::chrono::steady_clock::now() + kTick;
  while (!is_stopping_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        next_tick - std::chrono::steady_clock::now());
    const int count =
        epoll_wait(epoll_.get(), events.data(), kMaxEventsInHand,
                   static_cast<int>(std::max<int64_t>(0, left.count())));
    for (int i = 0; i < count; ++i) {
      if (events[i].data.ptr == nullptr) {
        RunTasks();
      } else {
        static_cast<Watcher*>(events[i].data.ptr)->Ready(events[i].events);
      }
    }
    if (std::chrono::steady_clock::now() >= next_tick) {
      duties.each_second();
      next_tick = std::chrono::steady_clock::now() + kTick;
    }
    duties.settled();
  }
}

void Loop::RunTasks() {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t done =
      read(wake_.get(), &count, sizeof(count));
  std::vector<absl::AnyInvocable<void()>> tasks;
  {
    absl::MutexLock lock(&mutex_);
    tasks.swap(tasks_);
  }
  for (absl::AnyInvocable<void()>& task : tasks) task();
}

}  // namespace saan
