// The thread that takes connections in and shakes hands. Handshakes cost a
// millisecond each and anyone may ask for one; here they cannot delay those
// who are inside.

#ifndef SAAN_GATEWAY_GUARD_DOOR_H_
#define SAAN_GATEWAY_GUARD_DOOR_H_

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/guard.h"
#include "gateway/guard_linger.h"
#include "gateway/guard_listener.h"
#include "gateway/guard_loop.h"
#include "gateway/guard_tls.h"

namespace saan {

// Handshakes at once. When one more comes, the oldest must go: an honest
// client is through in a few round trips, a client that stalls is not.
inline constexpr size_t kMaxHandshakes = 128;
// From the connection to the end of the handshake.
inline constexpr std::chrono::seconds kMaxHandshakeTime(5);
// Connections taken before the handshakes in hand go on.
inline constexpr int kAcceptsPerTurn = 16;
// Live connections are verified again when a file has changed, and this often
// in any case: a revocation list may have expired.
inline constexpr int kVerifyAgainSeconds = 30;

// Thread-safe.
class GuardDoor : public Watcher {
 public:
  // What the door tells, on its thread.
  struct Calls {
    // A handshake that was good. RESOURCE_EXHAUSTED: there is no room.
    std::function<absl::Status(Peer, Descriptor, std::unique_ptr<TlsSession>)>
        passed;
    std::function<void(const Refusal&)> refused;
    // Who is inside must be verified by this.
    std::function<void(std::shared_ptr<X509_STORE>)> verify_again;
  };

  // `options` must outlive it. Codes as Guard::Open.
  static absl::StatusOr<std::unique_ptr<GuardDoor>> Create(
      const GuardOptions& options);
  ~GuardDoor() { loop_->Stop(); }

  int port() const { return listener_.port(); }
  void Start(Calls calls);
  // Joins the thread.
  void Stop() { loop_->Stop(); }

 private:
  struct Handshake : Watcher {
    Handshake(GuardDoor* door, Descriptor client,
              std::unique_ptr<TlsSession> tls)
        : door(door),
          client(std::move(client)),
          tls(std::move(tls)),
          until(std::chrono::steady_clock::now() + kMaxHandshakeTime) {}
    void Ready(uint32_t events) override;

    GuardDoor* const door;
    Descriptor client;
    std::unique_ptr<TlsSession> tls;  // Over `client`.
    const std::chrono::steady_clock::time_point until;
    uint32_t wanted = 0;
    bool has_ended = false;
    std::list<Handshake>::iterator self;
  };

  GuardDoor(const GuardOptions& options, std::unique_ptr<Tls> tls,
            Listener listener, std::unique_ptr<Loop> loop)
      : options_(options),
        tls_(std::move(tls)),
        listener_(std::move(listener)),
        loop_(std::move(loop)) {}

  // Somebody is waiting.
  void Ready(uint32_t events) override;
  void Begin(Descriptor client);
  void GoOn(Handshake* handshake);
  void Pass(Handshake* handshake);
  void Refuse(Handshake* handshake, const Refusal& refusal);
  void End(Handshake* handshake);
  void EachSecond();
  void RefreshTls();

  const GuardOptions& options_;
  const std::unique_ptr<Tls> tls_;
  Listener listener_;
  const std::unique_ptr<Loop> loop_;

  // The loop's thread only.
  Calls calls_;
  Lingering lingering_{loop_.get()};
  std::list<Handshake> handshakes_;  // The oldest first.
  std::list<Handshake> ended_;
  int seconds_ = 0;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_DOOR_H_
