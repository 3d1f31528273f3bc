// A channel to the gateway over TLS 1.3 with this system's certificate, and
// the calls that go through it.

#ifndef SAAN_GATEWAY_CTL_CONNECTION_H_
#define SAAN_GATEWAY_CTL_CONNECTION_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "gateway/ctl/settings.h"
#include "saan/v1/admin.grpc.pb.h"
#include "saan/v1/auditor.grpc.pb.h"
#include "saan/v1/coordination.grpc.pb.h"
#include "saan/v1/exchange.grpc.pb.h"
#include "saan/v1/follow_up.grpc.pb.h"
#include "saan/v1/governance.grpc.pb.h"
#include "saan/v1/identity.grpc.pb.h"

namespace saan::ctl {

// Reads a file whole. INVALID_ARGUMENT names a file that cannot be read, is
// larger than `max_bytes`, or is empty; `what` says which one it is.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path,
                                          absl::string_view what,
                                          size_t max_bytes);

// A certificate chain, key or authority is smaller than this.
inline constexpr size_t kMaxPemBytes = 1 << 20;

// Thread-safe.
class Connection {
 public:
  // The largest answer taken: a child with all its records.
  static constexpr int kMaxAnswerBytes = 64 << 20;

  // Reads certificates and key; connects at the first call. INVALID_ARGUMENT
  // names the file that cannot be read.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(Settings settings);

  const Settings& settings() const { return settings_; }
  v1::ExchangeService::Stub& exchange() { return *exchange_; }
  v1::AdminService::Stub& admin() { return *admin_; }
  v1::AuditorService::Stub& auditor() { return *auditor_; }
  v1::IdentityService::Stub& identity() { return *identity_; }
  v1::SharingService::Stub& sharing() { return *sharing_; }
  v1::CoordinationService::Stub& coordination() { return *coordination_; }
  v1::FollowUpService::Stub& follow_up() { return *follow_up_; }

  // One call, with the CallContext of the settings and their timeout:
  // Call(c.exchange(), &v1::ExchangeService::Stub::WhoAmI, request, &answer).
  template <typename Stub, typename Request, typename Response>
  grpc::Status Call(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                 const Request&, Response*),
                    Request request, Response* response) {
    *request.mutable_context() = settings_.call;
    grpc::ClientContext context;
    SetTimeout(&context);
    return (stub.*method)(&context, request, response);
  }

 private:
  Connection(Settings settings, std::shared_ptr<grpc::Channel> channel);
  void SetTimeout(grpc::ClientContext* context) const;

  const Settings settings_;
  const std::unique_ptr<v1::ExchangeService::Stub> exchange_;
  const std::unique_ptr<v1::AdminService::Stub> admin_;
  const std::unique_ptr<v1::AuditorService::Stub> auditor_;
  const std::unique_ptr<v1::IdentityService::Stub> identity_;
  const std::unique_ptr<v1::SharingService::Stub> sharing_;
  const std::unique_ptr<v1::CoordinationService::Stub> coordination_;
  const std::unique_ptr<v1::FollowUpService::Stub> follow_up_;
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_CONNECTION_H_
