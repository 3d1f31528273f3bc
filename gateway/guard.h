// The front door: TLS 1.3 with a client certificate of our own policy, HTTP/2
// frame limits, and only then gRPC, over a socketpair in the same process.
// Why: gRPC 1.51 of Debian 12 can be stopped by one client (rapid reset, header
// floods, descriptor exhaustion) and checks revocation on leaves only.

#ifndef SAAN_GATEWAY_GUARD_H_
#define SAAN_GATEWAY_GUARD_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace grpc {
class Server;
}

namespace saan {

// The verified certificate behind a connection.
struct Peer {
  std::string uri;               // The single URI SAN.
  std::string certificate_sha256;  // 32 bytes, over the DER bytes.
  absl::Time not_before;
  absl::Time not_after;
};

struct GuardOptions {
  std::string listen;  // "host:port"; port 0 takes a free one.
  std::string certificate_file;
  std::string private_key_file;
  std::string client_ca_file;
  std::string client_crl_file;  // Empty: no revocation list is used.
  int max_connections = 256;
  int max_connections_per_identity = 64;
  std::function<absl::Time()> now;
};

// A connection that was refused, for the audit log: why, never a name.
struct Refusal {
  std::string reason;              // e.g. "CERTIFICATE_EXPIRED".
  std::string certificate_sha256;  // Empty when none was shown.
};

// Owns the listener and its threads. Thread-safe.
class Guard {
 public:
  // Binds and listens; connections are taken once Serve is called.
  // INVALID_ARGUMENT names the file that cannot be used; UNAVAILABLE when the
  // address is taken.
  static absl::StatusOr<std::unique_ptr<Guard>> Open(GuardOptions options);
  virtual ~Guard() = default;

  // The port that was bound.
  virtual int port() const = 0;

  // Starts to hand connections to `server`, which must outlive the guard.
  // `refused` hears of each handshake that failed; it must not block.
  virtual void Serve(grpc::Server* server,
                     std::function<void(const Refusal&)> refused) = 0;

  // The peer behind a ServerContext::peer() of "fd:N"; nothing for a
  // connection that is gone.
  virtual std::optional<Peer> PeerOf(absl::string_view grpc_peer) const = 0;

  // Closes all connections of this certificate now (revoked, suspended).
  virtual void Close(absl::string_view certificate_sha256) = 0;

  // Takes no more connections, closes those there are, joins the threads.
  virtual void Shutdown() = 0;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_H_
