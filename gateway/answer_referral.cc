// AnswerReferral: the sender answers what the receiver asked.

#include "gateway/coordination.h"
#include "gateway/referrals.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::AnswerReferralRequest& request,
                  Call* call, v1::AnswerReferralResponse* response) {
  if (request.answer().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "answer");
  }
  if (absl::Status checked = CheckText(request.answer(), "answer");
      !checked.ok()) {
    return checked;
  }
  return MoveReferral(
      house,
      {request.referral_id(), request.etag(), care::ReferralMove::kAnswer},
      [&](v1::CareReferral* referral) {
        referral->set_answer(request.answer());
      },
      call, response->mutable_referral());
}

}  // namespace

grpc::Status Coordination::AnswerReferral(
    grpc::ServerContext* context, const v1::AnswerReferralRequest* request,
    v1::AnswerReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/AnswerReferral", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
