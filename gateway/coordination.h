// The door through which agencies act together. One method, one file.

#ifndef SAAN_GATEWAY_COORDINATION_H_
#define SAAN_GATEWAY_COORDINATION_H_

#include "gateway/serve.h"
#include "gateway/telling.h"
#include "saan/v1/coordination.grpc.pb.h"

namespace saan {

// Thread-safe. The frame must outlive it.
class Coordination final
    : public v1::CoordinationService::WithCallbackMethod_Watch<
          v1::CoordinationService::Service> {
 public:
  explicit Coordination(const Frame& frame) : frame_(frame) {}

  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(
      grpc::CallbackServerContext*, const v1::WatchRequest*) override;
  grpc::Status AckEvents(grpc::ServerContext*, const v1::AckEventsRequest*,
                         v1::AckEventsResponse*) override;
  grpc::Status ListEvents(grpc::ServerContext*, const v1::ListEventsRequest*,
                          v1::ListEventsResponse*) override;
  grpc::Status CreateReferral(grpc::ServerContext*,
                              const v1::CreateReferralRequest*,
                              v1::CreateReferralResponse*) override;
  grpc::Status AcceptReferral(grpc::ServerContext*,
                              const v1::AcceptReferralRequest*,
                              v1::AcceptReferralResponse*) override;
  grpc::Status DeclineReferral(grpc::ServerContext*,
                               const v1::DeclineReferralRequest*,
                               v1::DeclineReferralResponse*) override;
  grpc::Status AskReferral(grpc::ServerContext*, const v1::AskReferralRequest*,
                           v1::AskReferralResponse*) override;
  grpc::Status AnswerReferral(grpc::ServerContext*,
                              const v1::AnswerReferralRequest*,
                              v1::AnswerReferralResponse*) override;
  grpc::Status StartReferral(grpc::ServerContext*,
                             const v1::StartReferralRequest*,
                             v1::StartReferralResponse*) override;
  grpc::Status CompleteReferral(grpc::ServerContext*,
                                const v1::CompleteReferralRequest*,
                                v1::CompleteReferralResponse*) override;
  grpc::Status ReopenReferral(grpc::ServerContext*,
                              const v1::ReopenReferralRequest*,
                              v1::ReopenReferralResponse*) override;
  grpc::Status CancelReferral(grpc::ServerContext*,
                              const v1::CancelReferralRequest*,
                              v1::CancelReferralResponse*) override;
  grpc::Status GetReferral(grpc::ServerContext*, const v1::GetReferralRequest*,
                           v1::GetReferralResponse*) override;
  grpc::Status ListReferrals(grpc::ServerContext*,
                             const v1::ListReferralsRequest*,
                             v1::ListReferralsResponse*) override;
  grpc::Status CheckBenefit(grpc::ServerContext*,
                            const v1::CheckBenefitRequest*,
                            v1::CheckBenefitResponse*) override;
  grpc::Status MoveCase(grpc::ServerContext*, const v1::MoveCaseRequest*,
                        v1::MoveCaseResponse*) override;
  grpc::Status GetCaseView(grpc::ServerContext*, const v1::GetCaseViewRequest*,
                           v1::GetCaseViewResponse*) override;
  grpc::Status AssignResponsibility(grpc::ServerContext*,
                                    const v1::AssignResponsibilityRequest*,
                                    v1::AssignResponsibilityResponse*) override;
  grpc::Status EndResponsibility(grpc::ServerContext*,
                                 const v1::EndResponsibilityRequest*,
                                 v1::EndResponsibilityResponse*) override;
  grpc::Status ListResponsibilities(grpc::ServerContext*,
                                    const v1::ListResponsibilitiesRequest*,
                                    v1::ListResponsibilitiesResponse*) override;
  grpc::Status AskKnown(grpc::ServerContext*, const v1::AskKnownRequest*,
                        v1::AskKnownResponse*) override;

 private:
  const Frame& frame_;
  Audiences audiences_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_COORDINATION_H_
