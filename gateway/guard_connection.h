// One connection that came in: TLS on the client's side, a socketpair on
// gRPC's, and one bounded buffer each way. Bytes are read from one side only
// when the other has taken all that was read before; so a slow reader stops
// its own traffic and costs no memory.

#ifndef SAAN_GATEWAY_GUARD_CONNECTION_H_
#define SAAN_GATEWAY_GUARD_CONNECTION_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gateway/guard.h"
#include "gateway/guard_frames.h"
#include "gateway/guard_loop.h"
#include "gateway/guard_tls.h"

namespace saan {

// Each way: two TLS records.
inline constexpr size_t kBufferBytes = 32 * 1024;
// What one connection may carry before the others of its loop have a turn.
inline constexpr size_t kTurnBytes = 4 * kBufferBytes;
// From the handshake to the end of the HTTP/2 preface.
inline constexpr std::chrono::seconds kMaxPrefaceTime(5);
// For one buffer to go out, about 1 KiB/s: a slower client holds answers
// with children's data in memory for no good reason.
inline constexpr std::chrono::seconds kMaxBufferTime(30);

// What a connection is made of.
struct Arrival {
  uint64_t id = 0;  // Of Peers.
  Peer peer;
  Descriptor client;
  std::unique_ptr<TlsSession> tls;  // Over `client`.
  Descriptor grpc;                  // Our end of the socketpair.
};

// All on its loop's thread.
class Connection {
 public:
  class Owner {
   public:
    // There is more to carry, but others wait.
    virtual void OnTurnOver(Connection* connection) = 0;
    // Nothing more will come of it. `why` is OK when either side closed.
    // The owner keeps it until the loop has settled.
    virtual void OnEnd(Connection* connection, const absl::Status& why) = 0;

   protected:
    ~Owner() = default;
  };

  Connection(Arrival arrival, Loop* loop, Owner* owner);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Starts to carry, or goes on with it.
  void Start();
  void Carry();
  // Ends when a deadline is over or the certificate has expired.
  void EachSecond(absl::Time now);
  // Tells the client that it ends, when there is room for it, and the owner.
  void End(const absl::Status& why);
  // For the time after the end.
  Descriptor TakeClient() { return std::move(arrival_.client); }

  uint64_t id() const { return arrival_.id; }
  const Peer& peer() const { return arrival_.peer; }
  bool IsStillTrusted(X509_STORE* store, absl::Time now) const {
    return arrival_.tls->IsStillTrusted(store, now);
  }

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Buffer {
    std::array<char, kBufferBytes> bytes;
    size_t begin = 0;
    size_t end = 0;
    bool empty() const { return begin == end; }
    absl::string_view view() const { return {&bytes[begin], end - begin}; }
  };

  struct Side : Watcher {
    explicit Side(Connection* connection) : connection(connection) {}
    void Ready(uint32_t events) override;
    Connection* const connection;
    uint32_t wanted = 0;
  };

  void OnClient(uint32_t events);
  void OnGrpc(uint32_t events);
  void CarryUp();
  void CarryDown();
  // Give how many bytes came; 0 also when the connection has ended.
  size_t FillUp();
  size_t FillDown();
  // True when the buffer is empty now.
  bool FlushUp();
  bool FlushDown();
  void WatchWhatIsNeeded();
  void Want(Side* side, int fd, uint32_t events);
  void SayGoaway(const absl::Status& why);

  Arrival arrival_;
  Loop* const loop_;
  Owner* const owner_;
  FrameGuard frames_;
  const Time began_;

  Buffer up_;    // Client to gRPC.
  Buffer down_;  // gRPC to client.
  Time down_filled_;
  Side client_side_{this};
  Side grpc_side_{this};
  bool client_read_wants_write_ = false;
  bool grpc_takes_no_more_ = false;
  bool grpc_hung_up_ = false;  // Not watched any more, but read to its end.
  bool client_is_between_frames_ = false;
  bool has_ended_ = false;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_CONNECTION_H_
