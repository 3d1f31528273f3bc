// The listening socket. It never stops to accept: a spare descriptor is kept,
// and given up for a moment when there is no other, to take a connection and
// close it. gRPC 1.51 stops for ever in that case (CVE-2023-4785).

#ifndef SAAN_GATEWAY_GUARD_LISTENER_H_
#define SAAN_GATEWAY_GUARD_LISTENER_H_

#include <string>

#include "absl/status/statusor.h"
#include "gateway/guard_loop.h"

namespace saan {

class Listener {
 public:
  // What Accept came to. kNone: nobody is waiting. kDropped: somebody was,
  // and was turned away for want of a descriptor. kExhausted: not even that
  // was possible; try again later.
  enum class Outcome { kAccepted, kDropped, kExhausted, kNone };
  struct Accepted {
    Outcome outcome;
    Descriptor client;  // Non-blocking.
  };

  // `address` is "host:port" or "[host]:port", by number or by name.
  // INVALID_ARGUMENT when it is no address, UNAVAILABLE when it is taken.
  static absl::StatusOr<Listener> Open(const std::string& address);

  Accepted Accept();
  int fd() const { return listener_.get(); }
  int port() const { return port_; }

 private:
  Listener(Descriptor listener, Descriptor spare, int port)
      : listener_(std::move(listener)), spare_(std::move(spare)), port_(port) {}

  Descriptor listener_;
  Descriptor spare_;
  int port_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_LISTENER_H_
