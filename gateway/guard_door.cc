#include "gateway/guard_door.h"

#include <sys/epoll.h>

namespace saan {

absl::StatusOr<std::unique_ptr<GuardDoor>> GuardDoor::Create(
    const GuardOptions& options) {
  absl::StatusOr<std::unique_ptr<Tls>> tls = Tls::Open(options);
  if (!tls.ok()) return tls.status();
  absl::StatusOr<Listener> listener = Listener::Open(options.listen);
  if (!listener.ok()) return listener.status();
  absl::StatusOr<std::unique_ptr<Loop>> loop = Loop::Create();
  if (!loop.ok()) return loop.status();
  return std::unique_ptr<GuardDoor>(new GuardDoor(
      options, *std::move(tls), *std::move(listener), *std::move(loop)));
}

void GuardDoor::Start(Calls calls) {
  calls_ = std::move(calls);
  loop_->Watch(listener_.fd(), EPOLLIN, this);
  loop_->Start({[this] { EachSecond(); },
                [this] {
                  ended_.clear();
                  lingering_.Settle();
                }});
}

void GuardDoor::Ready(uint32_t) {
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    Listener::Accepted accepted = listener_.Accept();
    switch (accepted.outcome) {
      case Listener::Outcome::kNone:
        return;
      case Listener::Outcome::kExhausted:
        // epoll would repeat this at once; EachSecond listens again.
        loop_->Change(listener_.fd(), 0, this);
        return;
      case Listener::Outcome::kDropped:
        calls_.refused({"LIMIT", ""});
        break;
      case Listener::Outcome::kAccepted:
        Begin(std::move(accepted.client));
    }
  }
}

void GuardDoor::Begin(Descriptor client) {
  if (handshakes_.size() >= kMaxHandshakes) {
    Refuse(&handshakes_.front(), {"LIMIT", ""});
  }
  std::unique_ptr<TlsSession> tls = tls_->NewSession(client.get());
  const auto handshake = handshakes_.emplace(handshakes_.end(), this,
                                             std::move(client), std::move(tls));
  handshake->self = handshake;
  handshake->wanted = EPOLLIN;
  if (!loop_->Watch(handshake->client.get(), EPOLLIN, &*handshake)) {
    handshakes_.erase(handshake);
  }
}

void GuardDoor::Handshake::Ready(uint32_t) {
  if (!has_ended) door->GoOn(this);
}

void GuardDoor::GoOn(Handshake* handshake) {
  uint32_t wanted = EPOLLIN;
  switch (handshake->tls->Handshake()) {
    case TlsSession::Step::kDone:
      return Pass(handshake);
    case TlsSession::Step::kWantsRead:
      break;
    case TlsSession::Step::kWantsWrite:
      wanted = EPOLLOUT;
      break;
    case TlsSession::Step::kClosed:
      // A look at the port, such as a health check's, is no handshake.
      if (!handshake->tls->has_heard()) return End(handshake);
      [[fallthrough]];
    case TlsSession::Step::kFailed:
      return Refuse(handshake, handshake->tls->WhyRefused());
  }
  if (wanted != handshake->wanted) {
    handshake->wanted = wanted;
    loop_->Change(handshake->client.get(), wanted, handshake);
  }
}

void GuardDoor::Pass(Handshake* handshake) {
  absl::StatusOr<Peer> peer = handshake->tls->VerifiedPeer();
  if (!peer.ok()) {
    handshake->tls->Close();
    return Refuse(handshake, handshake->tls->WhyRefused());
  }
  const std::string sha256 = peer->certificate_sha256;
  loop_->Forget(handshake->client.get());
  const absl::Status passed =
      calls_.passed(*std::move(peer), std::move(handshake->client),
                    std::move(handshake->tls));
  if (!passed.ok()) calls_.refused({"LIMIT", sha256});
  End(handshake);
}

void GuardDoor::Refuse(Handshake* handshake, const Refusal& refusal) {
  loop_->Forget(handshake->client.get());
  lingering_.Add(std::move(handshake->client));
  calls_.refused(refusal);
  End(handshake);
}

void GuardDoor::End(Handshake* handshake) {
  handshake->has_ended = true;
  if (handshake->client.is_open()) loop_->Forget(handshake->client.get());
  ended_.splice(ended_.end(), handshakes_, handshake->self);
}

void GuardDoor::EachSecond() {
  const auto now = std::chrono::steady_clock::now();
  while (!handshakes_.empty() && handshakes_.front().until <= now) {
    Refuse(&handshakes_.front(), {"LIMIT", ""});
  }
  lingering_.EachSecond();
  loop_->Change(listener_.fd(), EPOLLIN, this);
  RefreshTls();
}

void GuardDoor::RefreshTls() {
  const absl::StatusOr<bool> is_new = tls_->Refresh();
  if (!is_new.ok() && options_.warn) options_.warn(is_new.status());
  const bool is_time = ++seconds_ % kVerifyAgainSeconds == 0;
  if (is_time || is_new.value_or(false)) calls_.verify_again(tls_->store());
}

}  // namespace saan
