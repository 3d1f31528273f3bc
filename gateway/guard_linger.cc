#include "gateway/guard_linger.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace saan {

Lingering::One::One(Lingering* owner, Descriptor client)
    : owner(owner),
      client(std::move(client)),
      until(std::chrono::steady_clock::now() + kMaxLingerTime) {}

void Lingering::One::Ready(uint32_t) {
  std::array<char, 16384> dropped;
  const ssize_t bytes =
      recv(client.get(), dropped.data(), dropped.size(), MSG_DONTWAIT);
  if (bytes < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (bytes <= 0 || static_cast<size_t>(bytes) >= bytes_left) {
    owner->End(self);
    return;
  }
  bytes_left -= static_cast<size_t>(bytes);
}

void Lingering::Add(Descriptor client) {
  if (live_.size() >= kMaxLingering) return;
  if (shutdown(client.get(), SHUT_WR) != 0) return;
  const auto one = live_.emplace(live_.end(), this, std::move(client));
  one->self = one;
  if (!loop_->Watch(one->client.get(), EPOLLIN, &*one)) live_.erase(one);
}

void Lingering::EachSecond() {
  const auto now = std::chrono::steady_clock::now();
  while (!live_.empty() && live_.front().until <= now) End(live_.begin());
}

void Lingering::End(std::list<One>::iterator one) {
  loop_->Forget(one->client.get());
  ended_.splice(ended_.end(), live_, one);
}

}  // namespace saan
