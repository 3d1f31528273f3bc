// AskReferral: the receiver needs to know more before it decides.

#include "gateway/coordination.h"
#include "gateway/referrals.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::AskReferralRequest& request,
                  Call* call, v1::AskReferralResponse* response) {
  if (request.question().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "question");
  }
  if (absl::Status checked = CheckText(request.question(), "question");
      !checked.ok()) {
    return checked;
  }
  return MoveReferral(
      house, {request.referral_id(), request.etag(), care::ReferralMove::kAsk},
      [&](v1::CareReferral* referral) {
        referral->set_question(request.question());
      },
      call, response->mutable_referral());
}

}  // namespace

grpc::Status Coordination::AskReferral(grpc::ServerContext* context,
                                       const v1::AskReferralRequest* request,
                                       v1::AskReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/AskReferral", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
