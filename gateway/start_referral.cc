// StartReferral: the receiver has begun to help.

#include "gateway/coordination.h"
#include "gateway/referrals.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::StartReferralRequest& request,
                  Call* call, v1::StartReferralResponse* response) {
  return MoveReferral(
      house,
      {request.referral_id(), request.etag(), care::ReferralMove::kStart},
      [](v1::CareReferral*) {}, call, response->mutable_referral());
}

}  // namespace

grpc::Status Coordination::StartReferral(
    grpc::ServerContext* context, const v1::StartReferralRequest* request,
    v1::StartReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/StartReferral", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
