// DeclineReferral: the receiver does not take the referral on, and says why.

#include "gateway/coordination.h"
#include "gateway/referrals.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::DeclineReferralRequest& request,
                  Call* call, v1::DeclineReferralResponse* response) {
  if (request.reason() == v1::DECLINE_REASON_UNSPECIFIED ||
      !v1::DeclineReason_IsValid(request.reason())) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "reason");
  }
  return MoveReferral(
      house,
      {request.referral_id(), request.etag(), care::ReferralMove::kDecline},
      [&](v1::CareReferral* referral) {
        referral->set_decline_reason(request.reason());
      },
      call, response->mutable_referral());
}

}  // namespace

grpc::Status Coordination::DeclineReferral(
    grpc::ServerContext* context, const v1::DeclineReferralRequest* request,
    v1::DeclineReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/DeclineReferral", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
