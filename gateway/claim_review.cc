// ClaimReview: a person takes a review for a while.

#include <algorithm>

#include "gateway/etag.h"
#include "gateway/identity.h"
#include "gateway/reviews.h"
#include "gateway/timestamps.h"

namespace saan {
namespace {

constexpr int kUsualClaimMinutes = 30;
constexpr int kMostClaimMinutes = 480;

absl::Status Body(const House& house, const v1::ClaimReviewRequest& request,
                  Call* call, v1::ClaimReviewResponse* response) {
  if (request.minutes() < 0) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "minutes");
  }
  const int minutes = request.minutes() == 0
                          ? kUsualClaimMinutes
                          : std::min(request.minutes(), kMostClaimMinutes);
  absl::StatusOr<v1::ReviewRow> before =
      GetReviewRow(house, house.store, request.review_id(), *call);
  if (!before.ok()) return before.status();
  absl::Status same = CheckEtag(request.etag(), EtagOf(before->version()));
  if (!same.ok()) return same;
  v1::ReviewRow after = *before;
  v1::Review& review = *after.mutable_review();
  const std::string& actor_ref = call->entry.actor_ref();
  if (IsDecided(review.state())) {
    return Refuse(v1::ERROR_REASON_REVIEW_DECIDED);
  }
  if (IsClaimedByOther(review, actor_ref, call->now)) {
    return Refuse(v1::ERROR_REASON_REVIEW_CLAIMED);
  }
  if (HasAnswered(review, actor_ref)) {
    return Refuse(v1::ERROR_REASON_SECOND_PERSON_NEEDED);
  }
  review.mutable_claim()->set_agency(call->caller.agency);
  review.mutable_claim()->set_actor_ref(actor_ref);
  *review.mutable_claim()->mutable_until_time() =
      TimestampOf(call->now + absl::Minutes(minutes));
  PutReview(after, *before, call);
  after.set_version(before->version() + 1);
  *response->mutable_review() = ShownReview(house, *call, after);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::ClaimReview(grpc::ServerContext* context,
                                   const v1::ClaimReviewRequest* request,
                                   v1::ClaimReviewResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/ClaimReview", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
