// CancelReferral: the sender needs it no more.

#include "gateway/coordination.h"
#include "gateway/referrals.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::CancelReferralRequest& request,
                  Call* call, v1::CancelReferralResponse* response) {
  return MoveReferral(
      house,
      {request.referral_id(), request.etag(), care::ReferralMove::kCancel},
      [](v1::CareReferral*) {}, call, response->mutable_referral());
}

}  // namespace

grpc::Status Coordination::CancelReferral(
    grpc::ServerContext* context, const v1::CancelReferralRequest* request,
    v1::CancelReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/CancelReferral", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
