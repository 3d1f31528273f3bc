// ListQuarantine: what could not be mapped, and why; never its contents.

#include "gateway/admin.h"
#include "gateway/paging.h"
#include "gateway/quarantine.h"
#include "storage/tables.h"

namespace saan {
namespace {

// A position is eight bytes of time and the handle.

absl::Status Body(const House& house, const v1::ListQuarantineRequest& request,
                  Call* call, v1::ListQuarantineResponse* response) {
  if (!request.quarantine_id().empty()) {
    absl::StatusOr<v1::QuarantineRow> row =
        GetQuarantined(house, request.quarantine_id());
    if (!row.ok()) return row.status();
    *response->add_records() = QuarantinedOf(*row);
    return absl::OkStatus();
  }
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, std::string(1, storage::kQuarantineOrder),
                    asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& place : page->positions) {
    absl::StatusOr<v1::QuarantineRow> row = storage::GetRow<v1::QuarantineRow>(
        house.store, storage::kQuarantine, place.substr(storage::kTimeBytes));
    if (absl::IsNotFound(row.status())) continue;  // Released meanwhile.
    if (!row.ok()) return row.status();
    if (!request.agency().empty() && request.agency() != row->agency()) {
      continue;
    }
    *response->add_records() = QuarantinedOf(*row);
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Admin::ListQuarantine(grpc::ServerContext* context,
                                   const v1::ListQuarantineRequest* request,
                                   v1::ListQuarantineResponse* response) {
  return Serve(frame_, *context, {"AdminService/ListQuarantine", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
