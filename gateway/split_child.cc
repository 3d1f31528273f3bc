// SplitChild: one child is several.

#include <set>

#include "gateway/etag.h"
#include "gateway/identity.h"
#include "gateway/identity_decisions.h"

namespace saan {
namespace {

// The groups, when each record of the child is in just one of two or more.
absl::StatusOr<std::vector<std::vector<std::string>>> GroupsOf(
    const v1::SplitChildRequest& request, const v1::ChildRow& child) {
  if (request.groups_size() < 2) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "groups");
  }
  std::set<std::string> left(child.record_ids().begin(),
                             child.record_ids().end());
  std::vector<std::vector<std::string>> groups;
  for (const v1::RecordGroup& group : request.groups()) {
    if (group.record_ids().empty()) {
      return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "groups.record_ids");
    }
    for (const std::string& record_id : group.record_ids()) {
      if (left.erase(record_id) == 0) {
        return Refuse(v1::ERROR_REASON_FIELD_INVALID, "groups.record_ids");
      }
    }
    groups.emplace_back(group.record_ids().begin(), group.record_ids().end());
  }
  if (!left.empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "groups.record_ids");
  }
  return groups;
}

absl::Status Body(const House& house, const v1::SplitChildRequest& request,
                  Call* call, v1::SplitChildResponse* response) {
  absl::Status reason = CheckReason(request.reason());
  if (!reason.ok()) return reason;
  call->filing = std::make_unique<FilingHold>(house.filing);
  absl::StatusOr<v1::ChildRow> child =
      ChildToDecideOn(house, *call, request.child_id());
  if (!child.ok()) return child.status();
  absl::Status same = CheckEtag(request.etag(), EtagOf(child->version()));
  if (!same.ok()) return same;
  absl::StatusOr<std::vector<std::vector<std::string>>> groups =
      GroupsOf(request, *child);
  if (!groups.ok()) return groups.status();
  v1::IdentityDecision decision;
  decision.set_kind(v1::IDENTITY_DECISION_KIND_SPLIT);
  decision.set_reason(request.reason());
  absl::StatusOr<Exposures> exposures =
      Part(house, *child, *groups, call, &decision);
  if (!exposures.ok()) return exposures.status();
  *response->mutable_decision() = std::move(decision);
  response->set_is_history_erased(exposures->is_history_erased);
  TellExposures(*exposures, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::SplitChild(grpc::ServerContext* context,
                                  const v1::SplitChildRequest* request,
                                  v1::SplitChildResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/SplitChild", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
