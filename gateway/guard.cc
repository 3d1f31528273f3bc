#include "gateway/guard.h"

#include <grpcpp/server.h>
#include <grpcpp/server_posix.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "gateway/guard_carrier.h"
#include "gateway/guard_door.h"
#include "gateway/guard_peers.h"

namespace saan {
namespace {

// Threads that carry established connections; the door has one more.
constexpr size_t kCarriers = 2;

class FrontDoor final : public Guard {
 public:
  static absl::StatusOr<std::unique_ptr<Guard>> Open(GuardOptions options);
  ~FrontDoor() override { Shutdown(); }

  int port() const override { return door_->port(); }
  void Serve(grpc::Server* server,
             std::function<void(const Refusal&)> refused) override;
  std::optional<Peer> PeerOf(absl::string_view grpc_peer) const override {
    return peers_.Find(grpc_peer);
  }
  void Close(absl::string_view certificate_sha256) override;
  void Shutdown() override;

 private:
  explicit FrontDoor(GuardOptions options)
      : options_(std::move(options)),
        peers_(options_.max_connections,
               options_.max_connections_per_identity) {}

  absl::Status Pass(Peer peer, Descriptor client,
                    std::unique_ptr<TlsSession> tls);

  const GuardOptions options_;
  Peers peers_;
  std::array<std::unique_ptr<Carrier>, kCarriers> carriers_;
  std::unique_ptr<GuardDoor> door_;
  absl::Mutex shutdown_mutex_;

  // The door's thread only.
  grpc::Server* server_ = nullptr;
  size_t next_carrier_ = 0;
};

absl::StatusOr<std::unique_ptr<Guard>> FrontDoor::Open(GuardOptions options) {
  std::unique_ptr<FrontDoor> guard(new FrontDoor(std::move(options)));
  absl::StatusOr<std::unique_ptr<GuardDoor>> door =
      GuardDoor::Create(guard->options_);
  if (!door.ok()) return door.status();
  guard->door_ = *std::move(door);
  for (std::unique_ptr<Carrier>& carrier : guard->carriers_) {
    absl::StatusOr<std::unique_ptr<Carrier>> made =
        Carrier::Create(guard->options_, &guard->peers_);
    if (!made.ok()) return made.status();
    carrier = *std::move(made);
  }
  // OpenSSL writes to sockets without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  return guard;
}

void FrontDoor::Serve(grpc::Server* server,
                      std::function<void(const Refusal&)> refused) {
  server_ = server;
  for (const std::unique_ptr<Carrier>& carrier : carriers_) {
    carrier->Start(refused);
  }
  GuardDoor::Calls calls;
  calls.passed = [this](Peer peer, Descriptor client,
                        std::unique_ptr<TlsSession> tls) {
    return Pass(std::move(peer), std::move(client), std::move(tls));
  };
  calls.refused = std::move(refused);
  calls.verify_again = [this](const std::shared_ptr<X509_STORE>& store) {
    for (const std::unique_ptr<Carrier>& carrier : carriers_) {
      carrier->VerifyAgain(store);
    }
  };
  door_->Start(std::move(calls));
}

absl::Status FrontDoor::Pass(Peer peer, Descriptor client,
                             std::unique_ptr<TlsSession> tls) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
                 pair) != 0) {
    return absl::ResourceExhaustedError("guard: no descriptor is left");
  }
  Descriptor ours(pair[0]);
  Descriptor theirs(pair[1]);
  absl::StatusOr<uint64_t> id = peers_.Add(theirs.get(), peer);
  if (!id.ok()) return id.status();
  grpc::AddInsecureChannelFromFd(server_, theirs.Release());
  next_carrier_ = (next_carrier_ + 1) % kCarriers;
  carriers_[next_carrier_]->Take({*id, std::move(peer), std::move(client),
                                  std::move(tls), std::move(ours)});
  return absl::OkStatus();
}

void FrontDoor::Close(absl::string_view certificate_sha256) {
  peers_.Disown(certificate_sha256);
  for (const std::unique_ptr<Carrier>& carrier : carriers_) {
    carrier->Close(std::string(certificate_sha256));
  }
}

void FrontDoor::Shutdown() {
  absl::MutexLock lock(&shutdown_mutex_);
  // The door first: what it passes still needs a carrier.
  if (door_ != nullptr) door_->Stop();
  for (const std::unique_ptr<Carrier>& carrier : carriers_) {
    if (carrier != nullptr) carrier->Stop();
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Guard>> Guard::Open(GuardOptions options) {
  return FrontDoor::Open(std::move(options));
}

}  // namespace saan
