#include "gateway/guard_peers.h"

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace saan {

absl::StatusOr<uint64_t> Peers::Add(int grpc_fd, const Peer& peer) {
  absl::MutexLock lock(&mutex_);
  if (entries_.size() >= max_connections_) {
    return absl::ResourceExhaustedError("guard: too many connections");
  }
  int& count = count_by_uri_[peer.uri];
  if (count >= max_per_identity_) {
    return absl::ResourceExhaustedError(
        "guard: too many connections of one system");
  }
  ++count;
  const uint64_t id = ++last_id_;
  entries_.emplace(id, Entry{grpc_fd, peer});
  id_by_fd_[grpc_fd] = id;
  return id;
}

void Peers::Remove(uint64_t id) {
  absl::MutexLock lock(&mutex_);
  const auto entry = entries_.find(id);
  if (entry == entries_.end()) return;
  const auto by_fd = id_by_fd_.find(entry->second.grpc_fd);
  if (by_fd != id_by_fd_.end() && by_fd->second == id) id_by_fd_.erase(by_fd);
  const auto count = count_by_uri_.find(entry->second.peer.uri);
  if (--count->second == 0) count_by_uri_.erase(count);
  entries_.erase(entry);
}

void Peers::Disown(absl::string_view certificate_sha256) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [id, entry] : entries_) {
    if (entry.peer.certificate_sha256 != certificate_sha256) continue;
    const auto by_fd = id_by_fd_.find(entry.grpc_fd);
    if (by_fd != id_by_fd_.end() && by_fd->second == id) id_by_fd_.erase(by_fd);
  }
}

std::optional<Peer> Peers::Find(absl::string_view grpc_peer) const {
  int fd = 0;
  if (!absl::ConsumePrefix(&grpc_peer, "fd:") ||
      !absl::SimpleAtoi(grpc_peer, &fd)) {
    return std::nullopt;
  }
  absl::ReaderMutexLock lock(&mutex_);
  const auto by_fd = id_by_fd_.find(fd);
  if (by_fd == id_by_fd_.end()) return std::nullopt;
  return entries_.at(by_fd->second).peer;
}

}  // namespace saan
