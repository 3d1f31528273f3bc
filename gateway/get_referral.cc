// GetReferral: a referral as a party may see it. The receiver's first look is
// the proof of receipt: it stands in the referral with the decision that the
// log has of it.

#include "gateway/coordination.h"
#include "gateway/events.h"
#include "gateway/referrals.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::GetReferralRequest& request,
                  Call* call, v1::GetReferralResponse* response) {
  absl::StatusOr<PartyReferral> found =
      FindReferral(house, request.referral_id(), *call);
  if (!found.ok()) return found.status();
  const bool is_first_look =
      care::After(found->row.referral().status(), care::ReferralMove::kReceive,
                  found->party)
          .has_value();
  if (is_first_look) {
    return MoveReferral(
        house, {request.referral_id(), "", care::ReferralMove::kReceive},
        [](v1::CareReferral*) {}, call, response->mutable_referral());
  }
  absl::Status named = NameChild(house, found->row.referral().child_id(), call);
  if (!named.ok()) return named;
  *response->mutable_referral() = ViewOf(found->row, found->party);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::GetReferral(grpc::ServerContext* context,
                                       const v1::GetReferralRequest* request,
                                       v1::GetReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/GetReferral", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
