// ListReviewQueue: what a person may answer, oldest first.

#include "gateway/identity.h"
#include "gateway/paging.h"
#include "gateway/reviews.h"
#include "storage/tables.h"

namespace saan {
namespace {

// A position is eight bytes of time and the handle.
// Reviews that one page looks through; a page may be short, and have a next.
constexpr int kMostReviewsExamined = 5000;

bool IsFree(const Call& call, const v1::ReviewRow& row) {
  const v1::Review& review = row.review();
  const std::string& actor_ref = call.entry.actor_ref();
  return StateAt(review, call.now) != v1::REVIEW_STATE_AWAITS_MORE &&
         !HasAnswered(review, actor_ref) &&
         !IsClaimedByOther(review, actor_ref, call.now);
}

absl::Status Body(const House& house, const v1::ListReviewQueueRequest& request,
                  Call* call, v1::ListReviewQueueResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, std::string(1, storage::kReviewOrder),
                    asked->position, kMostReviewsExamined);
  if (!page.ok()) return page.status();
  for (const std::string& place : page->positions) {
    if (response->reviews_size() == asked->size) {
      page->next = asked->position;
      break;
    }
    asked->position = place;
    absl::StatusOr<v1::ReviewRow> row = storage::GetRow<v1::ReviewRow>(
        house.store, storage::kReviews, place.substr(storage::kTimeBytes));
    if (!row.ok()) return row.status();
    v1::Review& review = *row->mutable_review();
    const absl::StatusOr<bool> may =
        MayAnswer(house, *call, review.record(), review.candidate());
    if (!may.ok()) return may.status();
    if (!*may) continue;
    if (request.is_free() && !IsFree(*call, *row)) continue;
    absl::Status refreshed = RefreshHandles(house.store, &review);
    if (!refreshed.ok()) return refreshed;
    *response->add_reviews() = ShownReview(house, *call, *row);
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::ListReviewQueue(
    grpc::ServerContext* context, const v1::ListReviewQueueRequest* request,
    v1::ListReviewQueueResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/ListReviewQueue", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
