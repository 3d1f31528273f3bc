// ListBrokenGlass: overseers see all; an agency sees those that open its
// records, and those of its own people.

#include <algorithm>

#include "gateway/directions.h"
#include "gateway/facts.h"
#include "gateway/oversight.h"
#include "gateway/paging.h"
#include "gateway/sharing.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr size_t kDueBytes = 8;

bool MaySee(const House& house, const Call& call, const v1::BreakGlass& glass) {
  return Oversees(house, call) || glass.agency() == call.caller.agency ||
         std::find(glass.holders().begin(), glass.holders().end(),
                   call.caller.agency) != glass.holders().end();
}

absl::StatusOr<v1::BreakGlass> GlassOf(const House& house,
                                       const std::string& id) {
  const absl::StatusOr<std::string> child_id =
      house.store.Get(storage::Key(storage::kBrokenGlass, id));
  if (!child_id.ok()) return child_id.status();
  absl::StatusOr<v1::ChildSharingRow> sharing =
      SharingUnder(house.store, *child_id);
  if (!sharing.ok()) return sharing.status();
  const absl::StatusOr<v1::BreakGlass*> found =
      FindIn(sharing->mutable_broken_glass(), &v1::BreakGlass::break_glass_id,
             id, "break_glass_id");
  if (!found.ok()) return found.status();
  return **found;
}

absl::Status Body(const House& house, const v1::ListBrokenGlassRequest& request,
                  Call* call, v1::ListBrokenGlassResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, std::string(1, storage::kBrokenGlassOrder),
                    asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& position : page->positions) {
    absl::StatusOr<v1::BreakGlass> glass =
        GlassOf(house, position.substr(kDueBytes));
    if (!glass.ok()) return glass.status();
    const bool is_open =
        glass->outcome() == v1::BREAK_GLASS_OUTCOME_UNSPECIFIED;
    if (!MaySee(house, *call, *glass) || (request.is_open_only() && !is_open)) {
      continue;
    }
    glass->set_etag(EtagOf(*glass, house));
    if (!Oversees(house, *call)) glass->clear_holders();
    *response->add_broken_glass() = *std::move(glass);
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::ListBrokenGlass(grpc::ServerContext* context,
                                      const v1::ListBrokenGlassRequest* request,
                                      v1::ListBrokenGlassResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/ListBrokenGlass", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
