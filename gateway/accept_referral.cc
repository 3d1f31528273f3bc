// AcceptReferral: the receiver takes the referral on. Of two acceptances at
// once one wins, and the other learns what can come next.

#include "gateway/coordination.h"
#include "gateway/referrals.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::AcceptReferralRequest& request,
                  Call* call, v1::AcceptReferralResponse* response) {
  return MoveReferral(
      house,
      {request.referral_id(), request.etag(), care::ReferralMove::kAccept},
      [](v1::CareReferral*) {}, call, response->mutable_referral());
}

}  // namespace

grpc::Status Coordination::AcceptReferral(
    grpc::ServerContext* context, const v1::AcceptReferralRequest* request,
    v1::AcceptReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/AcceptReferral", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
