// ReviewBrokenGlass: what the review found, by another person than the one who
// broke it.

#include "gateway/directions.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house,
                  const v1::ReviewBrokenGlassRequest& request, Call* call,
                  v1::ReviewBrokenGlassResponse* response) {
  if (!v1::BreakGlassOutcome_IsValid(request.outcome()) ||
      request.outcome() == v1::BREAK_GLASS_OUTCOME_UNSPECIFIED) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "outcome");
  }
  if (request.note().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "note");
  }
  if (request.note().size() > kMaxDirectionText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "note");
  }
  const absl::StatusOr<std::string> person = PersonOf(house, *call);
  if (!person.ok()) return person.status();
  const absl::StatusOr<std::string> child_id = ChildOfDirection(
      house, storage::kBrokenGlass, request.break_glass_id(), "break_glass_id");
  if (!child_id.ok()) return child_id.status();
  const absl::StatusOr<v1::ChildRow> child = ChildNamed(house, *child_id, call);
  if (!child.ok()) return child.status();
  return ChangeSharing(house, *child_id, call, [&](v1::ChildSharingRow* row) {
    const absl::StatusOr<v1::BreakGlass*> found =
        FindIn(row->mutable_broken_glass(), &v1::BreakGlass::break_glass_id,
               request.break_glass_id(), "break_glass_id");
    if (!found.ok()) return found.status();
    v1::BreakGlass& glass = **found;
    absl::Status same = CheckEtag(request.etag(), EtagOf(glass, house));
    if (!same.ok()) return same;
    if (*person == glass.actor_ref()) {
      return Refuse(v1::ERROR_REASON_SECOND_PERSON_NEEDED, "context.actor");
    }
    if (glass.outcome() != v1::BREAK_GLASS_OUTCOME_UNSPECIFIED) {
      return Refuse(v1::ERROR_REASON_WRONG_STATE, "break_glass_id");
    }
    glass.set_outcome(request.outcome());
    glass.set_review_note(request.note());
    glass.set_reviewed_by(*person);
    *glass.mutable_reviewed_time() = TimestampOf(call->now);
    *response->mutable_broken_glass() = glass;
    response->mutable_broken_glass()->set_etag(EtagOf(glass, house));
    return absl::OkStatus();
  });
}

}  // namespace

grpc::Status Sharing::ReviewBrokenGlass(
    grpc::ServerContext* context, const v1::ReviewBrokenGlassRequest* request,
    v1::ReviewBrokenGlassResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/ReviewBrokenGlass", Door::kAdmin}, *request,
               response, &Body);
}

}  // namespace saan
