// ReopenReferral: the sender needs more of it, or tries again.

#include "gateway/coordination.h"
#include "gateway/referrals.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ReopenReferralRequest& request,
                  Call* call, v1::ReopenReferralResponse* response) {
  if (absl::Status checked = CheckText(request.message(), "message");
      !checked.ok()) {
    return checked;
  }
  return MoveReferral(
      house,
      {request.referral_id(), request.etag(), care::ReferralMove::kReopen},
      [&](v1::CareReferral* referral) {
        if (!request.message().empty())
          referral->set_message(request.message());
        referral->clear_decline_reason();
        referral->clear_outcome();
        referral->clear_outcome_note();
      },
      call, response->mutable_referral());
}

}  // namespace

grpc::Status Coordination::ReopenReferral(
    grpc::ServerContext* context, const v1::ReopenReferralRequest* request,
    v1::ReopenReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/ReopenReferral", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
