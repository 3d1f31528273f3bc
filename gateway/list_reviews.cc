// ListReviews: pairs of records that wait for a person, without their contents.

#include "gateway/admin.h"
#include "gateway/paging.h"
#include "gateway/reviews.h"
#include "storage/tables.h"

namespace saan {
namespace {

// A position is eight bytes of time and the handle.

absl::Status Body(const House& house, const v1::ListReviewsRequest& request,
                  Call* call, v1::ListReviewsResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, std::string(1, storage::kReviewOrder),
                    asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& place : page->positions) {
    absl::StatusOr<v1::ReviewRow> row = storage::GetRow<v1::ReviewRow>(
        house.store, storage::kReviews, place.substr(storage::kTimeBytes));
    if (!row.ok()) return row.status();
    *response->add_reviews() = ShownReview(house, *call, *row);
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Admin::ListReviews(grpc::ServerContext* context,
                                const v1::ListReviewsRequest* request,
                                v1::ListReviewsResponse* response) {
  return Serve(frame_, *context, {"AdminService/ListReviews", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
