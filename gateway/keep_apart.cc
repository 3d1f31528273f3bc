// KeepApart: two records are of two children, whatever a score says.

#include "gateway/identity.h"
#include "gateway/identity_decisions.h"
#include "gateway/regrouping.h"
#include "gateway/reviews.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::KeepApartRequest& request,
                  Call* call, v1::KeepApartResponse* response) {
  absl::Status reason = CheckReason(request.reason());
  if (!reason.ok()) return reason;
  call->filing = std::make_unique<FilingHold>(house.filing);
  const absl::StatusOr<PairAsked> pair = TwoChildrenAsked(
      house, *call, request.record_id_a(), request.record_id_b());
  if (!pair.ok()) return pair.status();
  v1::IdentityDecision decision;
  absl::Status kept =
      DecideApart(house, pair->a, pair->b, request.reason(), call, &decision);
  if (!kept.ok()) return kept;
  absl::StatusOr<v1::IdentityDecision> shown =
      ShownDecision(house, *call, std::move(decision));
  if (!shown.ok()) return shown.status();
  *response->mutable_decision() = *std::move(shown);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::KeepApart(grpc::ServerContext* context,
                                 const v1::KeepApartRequest* request,
                                 v1::KeepApartResponse* response) {
  return Serve(frame_, *context, {"IdentityService/KeepApart", Door::kIdentity},
               *request, response, &Body);
}

}  // namespace saan
