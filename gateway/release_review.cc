// ReleaseReview: a person gives a claimed review back.

#include "gateway/identity.h"
#include "gateway/reviews.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ReleaseReviewRequest& request,
                  Call* call, v1::ReleaseReviewResponse* response) {
  absl::StatusOr<v1::ReviewRow> before =
      GetReviewRow(house, house.store, request.review_id(), *call);
  if (!before.ok()) return before.status();
  v1::ReviewRow after = *before;
  v1::Review& review = *after.mutable_review();
  if (IsDecided(review.state())) {
    return Refuse(v1::ERROR_REASON_REVIEW_DECIDED);
  }
  if (IsClaimedByOther(review, call->entry.actor_ref(), call->now)) {
    return Refuse(v1::ERROR_REASON_REVIEW_CLAIMED);
  }
  review.clear_claim();
  PutReview(after, *before, call);
  after.set_version(before->version() + 1);
  *response->mutable_review() = ShownReview(house, *call, after);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::ReleaseReview(grpc::ServerContext* context,
                                     const v1::ReleaseReviewRequest* request,
                                     v1::ReleaseReviewResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/ReleaseReview", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
