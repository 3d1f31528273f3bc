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
  std::string uri;                 // The single URI SAN.
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
  // Each connection takes three descriptors.
  int max_connections = 256;
  int max_connections_per_identity = 64;
  std::function<absl::Time()> now;
  // Hears that a changed file cannot be used, and why. May be empty.
  std::function<void(const absl::Status&)> warn;
};

// Give this to GRPC_ARG_MAX_CONCURRENT_STREAMS of the server: the guard cuts
// a client that holds more calls open, so the client has to know.
inline constexpr int kGuardMaxStreams = 100;

// A connection that was refused or cut, for the audit log: why, never a name.
struct Refusal {
  // CERTIFICATE_MISSING, CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID,
  // CERTIFICATE_UNKNOWN_AUTHORITY, CERTIFICATE_REVOKED, CERTIFICATE_POLICY,
  // REVOCATION_UNKNOWN (no list, or one that has expired), PROTOCOL, LIMIT.
  std::string reason;
  std::string certificate_sha256;  // Empty when none was shown.
};

// Owns the listener and its threads. Thread-safe.
//
// To end: Shutdown of the gRPC server with a deadline (calls end, their
// answers still go out through the guard), Shutdown of the guard, then
// destroy the guard, then the server.
class Guard {
 public:
  // Binds and listens; connections are taken once Serve is called.
  // INVALID_ARGUMENT names the file that cannot be used; UNAVAILABLE when the
  // address is taken. Ignores SIGPIPE for the whole process. The four files
  // are read again when they change, within a second; replace them by rename.
  // Files that cannot be used leave the former ones in force (a revocation
  // list until it expires; then all are refused).
  static absl::StatusOr<std::unique_ptr<Guard>> Open(GuardOptions options);
  virtual ~Guard() = default;

  // The port that was bound.
  virtual int port() const = 0;

  // Starts to hand connections to `server`, which has been started and must
  // outlive the guard. Once only. `refused` hears of each handshake that
  // failed and each connection that was cut, on any thread; it must not
  // block. A connection that said nothing at all is not told.
  virtual void Serve(grpc::Server* server,
                     std::function<void(const Refusal&)> refused) = 0;

  // The peer behind a ServerContext::peer() of "fd:N"; nothing for a
  // connection that is gone.
  virtual std::optional<Peer> PeerOf(absl::string_view grpc_peer) const = 0;

  // Closes all connections of this certificate now (revoked, suspended). On
  // return PeerOf gives nothing for them. A handshake that is just ending may
  // still come in after it: each call has to ask who its peer is.
  virtual void Close(absl::string_view certificate_sha256) = 0;

  // Takes no more connections, closes those there are, joins the threads.
  // May be called again. Not from `refused`.
  virtual void Shutdown() = 0;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_H_
