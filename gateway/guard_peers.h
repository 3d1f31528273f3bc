// Who stands behind each live connection, and how many there may be.
//
// Why a look-up can never meet another connection's identity. gRPC names a
// connection by the number N of its descriptor ("fd:N"), and the kernel gives
// a number again once it is closed. gRPC closes N only in the destructor of
// its transport, which each of its calls holds; so while any call can ask for
// "fd:N", no other connection can have it. If we end first, our entry is gone
// before our end of the socketpair is closed: a late call finds nothing. If
// gRPC closes first, no call is left to ask, and a new connection that gets N
// replaces the entry; the old one's Remove goes by id and does not touch it.

#ifndef SAAN_GATEWAY_GUARD_PEERS_H_
#define SAAN_GATEWAY_GUARD_PEERS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "gateway/guard.h"

namespace saan {

// Thread-safe.
class Peers {
 public:
  Peers(int max_connections, int max_connections_per_identity)
      : max_connections_(max_connections),
        max_per_identity_(max_connections_per_identity) {}

  // Enters a connection whose gRPC side is the descriptor `grpc_fd`, before
  // gRPC hears of it. Gives its id. RESOURCE_EXHAUSTED when there are as many
  // connections as there may be, in all or of this URI.
  absl::StatusOr<uint64_t> Add(int grpc_fd, const Peer& peer);

  // Before the connection's descriptors are closed. Once.
  void Remove(uint64_t id);

  // From now on nobody stands behind the connections of this certificate.
  // They still count until they are removed.
  void Disown(absl::string_view certificate_sha256);

  // By "fd:N".
  std::optional<Peer> Find(absl::string_view grpc_peer) const;

 private:
  struct Entry {
    int grpc_fd;
    Peer peer;
  };

  const size_t max_connections_;
  const int max_per_identity_;
  mutable absl::Mutex mutex_;
  uint64_t last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<uint64_t, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<int, uint64_t> id_by_fd_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, int> count_by_uri_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_PEERS_H_
