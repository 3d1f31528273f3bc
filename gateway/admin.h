// The door for administrators. One method, one file.

#ifndef SAAN_GATEWAY_ADMIN_H_
#define SAAN_GATEWAY_ADMIN_H_

#include "gateway/serve.h"
#include "saan/v1/admin.grpc.pb.h"

namespace saan {

// Thread-safe. The frame must outlive it.
class Admin final : public v1::AdminService::Service {
 public:
  explicit Admin(const Frame& frame) : frame_(frame) {}

  grpc::Status RegisterAgency(grpc::ServerContext*,
                              const v1::RegisterAgencyRequest*,
                              v1::RegisterAgencyResponse*) override;
  grpc::Status SuspendAgency(grpc::ServerContext*,
                             const v1::SuspendAgencyRequest*,
                             v1::SuspendAgencyResponse*) override;
  grpc::Status ResumeAgency(grpc::ServerContext*,
                            const v1::ResumeAgencyRequest*,
                            v1::ResumeAgencyResponse*) override;
  grpc::Status ListAgencies(grpc::ServerContext*,
                            const v1::ListAgenciesRequest*,
                            v1::ListAgenciesResponse*) override;
  grpc::Status ListQuarantine(grpc::ServerContext*,
                              const v1::ListQuarantineRequest*,
                              v1::ListQuarantineResponse*) override;
  grpc::Status RetryQuarantined(grpc::ServerContext*,
                                const v1::RetryQuarantinedRequest*,
                                v1::RetryQuarantinedResponse*) override;
  grpc::Status DiscardQuarantined(grpc::ServerContext*,
                                  const v1::DiscardQuarantinedRequest*,
                                  v1::DiscardQuarantinedResponse*) override;
  grpc::Status EraseAuditLink(grpc::ServerContext*,
                              const v1::EraseAuditLinkRequest*,
                              v1::EraseAuditLinkResponse*) override;
  grpc::Status ListReviews(grpc::ServerContext*, const v1::ListReviewsRequest*,
                           v1::ListReviewsResponse*) override;

 private:
  const Frame& frame_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_ADMIN_H_
