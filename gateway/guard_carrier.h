// A loop and the connections it carries.

#ifndef SAAN_GATEWAY_GUARD_CARRIER_H_
#define SAAN_GATEWAY_GUARD_CARRIER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/guard.h"
#include "gateway/guard_connection.h"
#include "gateway/guard_linger.h"
#include "gateway/guard_loop.h"
#include "gateway/guard_peers.h"

namespace saan {

// Thread-safe.
class Carrier : public Connection::Owner {
 public:
  // `options` and `peers` must outlive it.
  static absl::StatusOr<std::unique_ptr<Carrier>> Create(
      const GuardOptions& options, Peers* peers);
  ~Carrier() { Stop(); }

  // `refused` hears of connections that are cut for a reason.
  void Start(std::function<void(const Refusal&)> refused);
  // Ends all connections and joins the thread.
  void Stop();

  void Take(Arrival arrival);
  // Ends the connections of this certificate.
  void Close(std::string certificate_sha256);
  // Ends the connections whose chain does not hold against `store` any more.
  void VerifyAgain(std::shared_ptr<X509_STORE> store);

 private:
  Carrier(const GuardOptions& options, Peers* peers, std::unique_ptr<Loop> loop)
      : options_(options), peers_(peers), loop_(std::move(loop)) {}

  void OnTurnOver(Connection* connection) override;
  void OnEnd(Connection* connection, const absl::Status& why) override;
  // Ends those for which `is_ending` holds.
  void EndIf(const std::function<bool(const Connection&)>& is_ending,
             const absl::Status& why);
  void EachSecond();

  const GuardOptions& options_;
  Peers* const peers_;
  std::unique_ptr<Loop> loop_;

  // The loop's thread only.
  std::function<void(const Refusal&)> refused_;
  Lingering lingering_{loop_.get()};
  absl::flat_hash_map<uint64_t, std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Connection>> ended_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_CARRIER_H_
