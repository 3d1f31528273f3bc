// The door for those who govern sharing. One verb, one file: each method is
// defined in a file of its own name.

#ifndef SAAN_GATEWAY_SHARING_H_
#define SAAN_GATEWAY_SHARING_H_

#include "gateway/serve.h"
#include "saan/v1/governance.grpc.pb.h"

namespace saan {

class Sharing final : public v1::SharingService::Service {
 public:
  // `frame` must outlive this.
  explicit Sharing(const Frame& frame) : frame_(frame) {}

  grpc::Status ProposeEpoch(grpc::ServerContext*,
                            const v1::ProposeEpochRequest*,
                            v1::ProposeEpochResponse*) override;
  grpc::Status ApproveEpoch(grpc::ServerContext*,
                            const v1::ApproveEpochRequest*,
                            v1::ApproveEpochResponse*) override;
  grpc::Status PublishEpoch(grpc::ServerContext*,
                            const v1::PublishEpochRequest*,
                            v1::PublishEpochResponse*) override;
  grpc::Status RollBackEpoch(grpc::ServerContext*,
                             const v1::RollBackEpochRequest*,
                             v1::RollBackEpochResponse*) override;
  grpc::Status ListEpochs(grpc::ServerContext*, const v1::ListEpochsRequest*,
                          v1::ListEpochsResponse*) override;
  grpc::Status GetEpoch(grpc::ServerContext*, const v1::GetEpochRequest*,
                        v1::GetEpochResponse*) override;
  grpc::Status DiffEpochs(grpc::ServerContext*, const v1::DiffEpochsRequest*,
                          v1::DiffEpochsResponse*) override;
  grpc::Status SimulateEpoch(grpc::ServerContext*,
                             const v1::SimulateEpochRequest*,
                             v1::SimulateEpochResponse*) override;
  grpc::Status ListAgreements(grpc::ServerContext*,
                              const v1::ListAgreementsRequest*,
                              v1::ListAgreementsResponse*) override;
  grpc::Status GetAgreement(grpc::ServerContext*,
                            const v1::GetAgreementRequest*,
                            v1::GetAgreementResponse*) override;
  grpc::Status RecordConsent(grpc::ServerContext*,
                             const v1::RecordConsentRequest*,
                             v1::RecordConsentResponse*) override;
  grpc::Status WithdrawConsent(grpc::ServerContext*,
                               const v1::WithdrawConsentRequest*,
                               v1::WithdrawConsentResponse*) override;
  grpc::Status ListConsents(grpc::ServerContext*,
                            const v1::ListConsentsRequest*,
                            v1::ListConsentsResponse*) override;
  grpc::Status AcknowledgeErasure(grpc::ServerContext*,
                                  const v1::AcknowledgeErasureRequest*,
                                  v1::AcknowledgeErasureResponse*) override;
  grpc::Status PlaceHold(grpc::ServerContext*, const v1::PlaceHoldRequest*,
                         v1::PlaceHoldResponse*) override;
  grpc::Status ConfirmHold(grpc::ServerContext*, const v1::ConfirmHoldRequest*,
                           v1::ConfirmHoldResponse*) override;
  grpc::Status LiftHold(grpc::ServerContext*, const v1::LiftHoldRequest*,
                        v1::LiftHoldResponse*) override;
  grpc::Status ListHolds(grpc::ServerContext*, const v1::ListHoldsRequest*,
                         v1::ListHoldsResponse*) override;
  grpc::Status BreakGlass(grpc::ServerContext*, const v1::BreakGlassRequest*,
                          v1::BreakGlassResponse*) override;
  grpc::Status ListBrokenGlass(grpc::ServerContext*,
                               const v1::ListBrokenGlassRequest*,
                               v1::ListBrokenGlassResponse*) override;
  grpc::Status ReviewBrokenGlass(grpc::ServerContext*,
                                 const v1::ReviewBrokenGlassRequest*,
                                 v1::ReviewBrokenGlassResponse*) override;
  grpc::Status ExplainDecision(grpc::ServerContext*,
                               const v1::ExplainDecisionRequest*,
                               v1::ExplainDecisionResponse*) override;
  grpc::Status ExplainAccess(grpc::ServerContext*,
                             const v1::ExplainAccessRequest*,
                             v1::ExplainAccessResponse*) override;
  grpc::Status WhoCanSee(grpc::ServerContext*, const v1::WhoCanSeeRequest*,
                         v1::WhoCanSeeResponse*) override;
  grpc::Status WhatCanSee(grpc::ServerContext*, const v1::WhatCanSeeRequest*,
                          v1::WhatCanSeeResponse*) override;

 private:
  const Frame& frame_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_SHARING_H_
