// ListHolds: those of a child, or all that stand.

#include "gateway/children.h"
#include "gateway/directions.h"
#include "gateway/facts.h"
#include "gateway/paging.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status AddHolds(const House& house, const std::string& child_id,
                      const std::string& hold_id, absl::Time stands_at,
                      v1::ListHoldsResponse* response) {
  const absl::StatusOr<v1::ChildSharingRow> sharing =
      SharingUnder(house.store, child_id);
  if (!sharing.ok()) return sharing.status();
  for (const v1::Hold& hold : sharing->holds()) {
    if (!hold_id.empty() &&
        (hold.hold_id() != hold_id || !policy::Stands(hold, stands_at))) {
      continue;
    }
    v1::Hold& shown = *response->add_holds();
    shown = hold;
    shown.set_etag(EtagOf(hold, house));
  }
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::ListHoldsRequest& request,
                  Call* call, v1::ListHoldsResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  if (!request.child_id().empty()) {
    const absl::StatusOr<v1::ChildRow> child =
        ChildNamed(house, request.child_id(), call);
    if (!child.ok()) return child.status();
    for (const std::string& child_id : IdsOf(*child)) {
      absl::Status added = AddHolds(house, child_id, "", call->now, response);
      if (!added.ok()) return added;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, std::string(1, storage::kHolds),
                    asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& hold_id : page->positions) {
    const absl::StatusOr<std::string> child_id =
        house.store.Get(storage::Key(storage::kHolds, hold_id));
    if (!child_id.ok()) return child_id.status();
    absl::Status added =
        AddHolds(house, *child_id, hold_id, call->now, response);
    if (!added.ok()) return added;
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::ListHolds(grpc::ServerContext* context,
                                const v1::ListHoldsRequest* request,
                                v1::ListHoldsResponse* response) {
  return Serve(frame_, *context, {"SharingService/ListHolds", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
