// ListAgencies: who is registered, those of the configuration first.

#include "gateway/admin.h"
#include "gateway/agency_view.h"
#include "gateway/paging.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ListAgenciesRequest& request,
                  Call* call, v1::ListAgenciesResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  if (asked->position.empty()) {
    for (const auto& [unused, row] : house.agencies.first()) {
      *response->add_agencies() = AgencyOf(row);
    }
  }
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, std::string(1, storage::kAgencies),
                    asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& agency : page->positions) {
    absl::StatusOr<v1::AgencyRow> row =
        storage::GetRow<v1::AgencyRow>(house.store, storage::kAgencies, agency);
    if (!row.ok()) return row.status();
    *response->add_agencies() = AgencyOf(*row);
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Admin::ListAgencies(grpc::ServerContext* context,
                                 const v1::ListAgenciesRequest* request,
                                 v1::ListAgenciesResponse* response) {
  return Serve(frame_, *context, {"AdminService/ListAgencies", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
