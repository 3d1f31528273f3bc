// ListDecisions: what people decided about a child, and about those that were
// joined to it.

#include <set>

#include "gateway/children.h"
#include "gateway/identity.h"
#include "gateway/identity_decisions.h"
#include "gateway/paging.h"
#include "gateway/regrouping.h"
#include "storage/tables.h"

namespace saan {
namespace {

// A position is eight bytes of time and the decision's handle: the same
// decision stands under each child that it concerns.
absl::StatusOr<std::set<std::string>> PlacesOf(const House& house,
                                               const v1::ChildRow& child) {
  std::set<std::string> places;
  for (const std::string& id : IdsOf(child)) {
    const std::string prefix = storage::Key(storage::kDecisionOrder, id);
    absl::Status scanned =
        house.store.Scan(prefix, storage::PrefixEnd(prefix),
                         [&](absl::string_view key, absl::string_view) {
                           places.emplace(key.substr(prefix.size()));
                           return true;
                         });
    if (!scanned.ok()) return scanned;
  }
  return places;
}

absl::Status Body(const House& house, const v1::ListDecisionsRequest& request,
                  Call* call, v1::ListDecisionsResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<v1::ChildRow> child =
      ChildToDecideOn(house, *call, request.child_id());
  if (!child.ok()) return child.status();
  absl::StatusOr<std::set<std::string>> places = PlacesOf(house, *child);
  if (!places.ok()) return places.status();
  auto place = places->upper_bound(asked->position);
  std::string last;
  while (place != places->end() && response->decisions_size() < asked->size) {
    absl::StatusOr<v1::IdentityDecision> decision =
        GetDecision(house.store, place->substr(8));
    if (!decision.ok()) return decision.status();
    absl::StatusOr<v1::IdentityDecision> shown =
        ShownDecision(house, *call, *std::move(decision));
    if (!shown.ok()) return shown.status();
    *response->add_decisions() = *std::move(shown);
    last = *place++;
  }
  if (place != places->end()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, last));
  }
  call->entry.add_subject_refs(child->audit_ref());
  call->entry.set_subject_count(1);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::ListDecisions(grpc::ServerContext* context,
                                     const v1::ListDecisionsRequest* request,
                                     v1::ListDecisionsResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/ListDecisions", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
