#include "gateway/guard_carrier.h"

#include <utility>

namespace saan {
namespace {

absl::string_view BreachName(const absl::Status& why) {
  switch (why.code()) {
    case absl::StatusCode::kUnauthenticated:
      return "CERTIFICATE_EXPIRED";
    case absl::StatusCode::kPermissionDenied:
      return "CERTIFICATE_REVOKED";
    case absl::StatusCode::kResourceExhausted:
      return "LIMIT";
    default:
      return "PROTOCOL";
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Carrier>> Carrier::Create(
    const GuardOptions& options, Peers* peers) {
  absl::StatusOr<std::unique_ptr<Loop>> loop = Loop::Create();
  if (!loop.ok()) return loop.status();
  return std::unique_ptr<Carrier>(
      new Carrier(options, peers, *std::move(loop)));
}

void Carrier::Start(std::function<void(const Refusal&)> refused) {
  refused_ = std::move(refused);
  loop_->Start({[this] { EachSecond(); },
                [this] {
                  ended_.clear();
                  lingering_.Settle();
                }});
}

void Carrier::Stop() {
  loop_->Post([this] {
    EndIf([](const Connection&) { return true; }, absl::OkStatus());
  });
  loop_->Stop();
}

void Carrier::Take(Arrival arrival) {
  loop_->Post([this, arrival = std::move(arrival)]() mutable {
    const uint64_t id = arrival.id;
    Connection* connection =
        connections_
            .emplace(id, std::make_unique<Connection>(std::move(arrival),
                                                      loop_.get(), this))
            .first->second.get();
    connection->Start();
  });
}

void Carrier::Close(std::string certificate_sha256) {
  loop_->Post([this, sha256 = std::move(certificate_sha256)] {
    EndIf(
        [&sha256](const Connection& connection) {
          return connection.peer().certificate_sha256 == sha256;
        },
        absl::PermissionDeniedError("guard: the certificate was closed"));
  });
}

void Carrier::VerifyAgain(std::shared_ptr<X509_STORE> store) {
  loop_->Post([this, store = std::move(store)] {
    const absl::Time now = options_.now();
    EndIf(
        [&store, now](const Connection& connection) {
          return !connection.IsStillTrusted(store.get(), now);
        },
        absl::PermissionDeniedError("guard: the chain does not hold"));
  });
}

void Carrier::OnTurnOver(Connection* connection) {
  loop_->Post([this, id = connection->id()] {
    const auto found = connections_.find(id);
    if (found != connections_.end()) found->second->Carry();
  });
}

void Carrier::OnEnd(Connection* connection, const absl::Status& why) {
  // The entry goes before the descriptors do: see guard_peers.h.
  peers_->Remove(connection->id());
  lingering_.Add(connection->TakeClient());
  if (!why.ok()) {
    refused_(
        {std::string(BreachName(why)), connection->peer().certificate_sha256});
  }
  const auto found = connections_.find(connection->id());
  ended_.push_back(std::move(found->second));
  connections_.erase(found);
}

void Carrier::EndIf(const std::function<bool(const Connection&)>& is_ending,
                    const absl::Status& why) {
  std::vector<Connection*> ending;
  for (const auto& [id, connection] : connections_) {
    if (is_ending(*connection)) ending.push_back(connection.get());
  }
  for (Connection* connection : ending) connection->End(why);
}

void Carrier::EachSecond() {
  lingering_.EachSecond();
  const absl::Time now = options_.now();
  std::vector<Connection*> all;
  for (const auto& [id, connection] : connections_) {
    all.push_back(connection.get());
  }
  for (Connection* connection : all) connection->EachSecond(now);
}

}  // namespace saan
