// Lets a connection end so that the client can read our last words.
// Closing a socket with unread input resets it, and a reset takes the TLS
// alert or GOAWAY with it; so we stop writing first and drop what still comes.

#ifndef SAAN_GATEWAY_GUARD_LINGER_H_
#define SAAN_GATEWAY_GUARD_LINGER_H_

#include <chrono>
#include <list>

#include "gateway/guard_loop.h"

namespace saan {

// Connections that end at once, how long one may take, and what it may still
// send. Beyond that it is reset.
inline constexpr size_t kMaxLingering = 64;
inline constexpr std::chrono::seconds kMaxLingerTime(2);
inline constexpr size_t kMaxLingerBytes = 256 * 1024;

// All on the loop's thread.
class Lingering {
 public:
  explicit Lingering(Loop* loop) : loop_(loop) {}

  void Add(Descriptor client);
  void EachSecond();
  // Closes those that have ended.
  void Settle() { ended_.clear(); }

 private:
  struct One : Watcher {
    One(Lingering* owner, Descriptor client);
    void Ready(uint32_t events) override;

    Lingering* const owner;
    const Descriptor client;
    const std::chrono::steady_clock::time_point until;
    size_t bytes_left = kMaxLingerBytes;
    std::list<One>::iterator self;
  };

  void End(std::list<One>::iterator one);

  Loop* const loop_;
  std::list<One> live_;
  std::list<One> ended_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_LINGER_H_
