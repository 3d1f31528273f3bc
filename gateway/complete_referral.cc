// CompleteReferral: the receiver has finished; the sender learns the outcome.

#include "gateway/coordination.h"
#include "gateway/referrals.h"

namespace saan {
namespace {

absl::Status Body(const House& house,
                  const v1::CompleteReferralRequest& request, Call* call,
                  v1::CompleteReferralResponse* response) {
  if (request.outcome() == v1::REFERRAL_OUTCOME_UNSPECIFIED ||
      !v1::ReferralOutcome_IsValid(request.outcome())) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "outcome");
  }
  if (absl::Status checked = CheckText(request.outcome_note(), "outcome_note");
      !checked.ok()) {
    return checked;
  }
  return MoveReferral(
      house,
      {request.referral_id(), request.etag(), care::ReferralMove::kComplete},
      [&](v1::CareReferral* referral) {
        referral->set_outcome(request.outcome());
        referral->set_outcome_note(request.outcome_note());
      },
      call, response->mutable_referral());
}

}  // namespace

grpc::Status Coordination::CompleteReferral(
    grpc::ServerContext* context, const v1::CompleteReferralRequest* request,
    v1::CompleteReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/CompleteReferral", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
