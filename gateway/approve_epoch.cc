// ApproveEpoch: by another person than the one who proposed.

#include "gateway/directions.h"
#include "gateway/epochs.h"
#include "gateway/sharing.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ApproveEpochRequest& request,
                  Call* call, v1::ApproveEpochResponse* response) {
  const absl::StatusOr<v1::DraftRow> before =
      DraftOf(house, request.draft_id());
  if (!before.ok()) return before.status();
  if (absl::Status same = CheckEtag(request.etag(), DraftView(*before).etag());
      !same.ok()) {
    return same;
  }
  const absl::StatusOr<std::string> person = PersonOf(house, *call);
  if (!person.ok()) return person.status();
  if (*person == before->proposed_by()) {
    return Refuse(v1::ERROR_REASON_SECOND_PERSON_NEEDED, "context.actor");
  }
  if (!before->approved_by().empty()) {
    return Refuse(v1::ERROR_REASON_WRONG_STATE, "draft_id");
  }
  v1::DraftRow after = *before;
  after.set_approved_by(*person);
  after.set_approved_unix_seconds(absl::ToUnixSeconds(call->now));
  after.set_version(before->version() + 1);
  storage::PutRow(storage::kDrafts, after.draft_id(), after, &*before,
                  &call->changes);
  *response->mutable_draft() = DraftView(after);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::ApproveEpoch(grpc::ServerContext* context,
                                   const v1::ApproveEpochRequest* request,
                                   v1::ApproveEpochResponse* response) {
  return Serve(frame_, *context, {"SharingService/ApproveEpoch", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
