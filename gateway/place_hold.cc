// PlaceHold: it holds from the next call on; a second person confirms it, or it
// ends after kConfirmHours.

#include <utility>

#include "gateway/directions.h"
#include "gateway/names.h"
#include "gateway/policy/day.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr int kConfirmHours = 72;
absl::Status CheckHold(const v1::Hold& hold, absl::Time now) {
  if (!v1::HoldKind_IsValid(hold.kind()) ||
      hold.kind() == v1::HOLD_KIND_UNSPECIFIED) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "hold.kind");
  }
  if (hold.agency() != "*" && !IsName(hold.agency())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "hold.agency");
  }
  if (hold.reason().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "hold.reason");
  }
  if (hold.reason().size() > kMaxDirectionText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "hold.reason");
  }
  if (!policy::ParseDay(hold.review_by()).has_value()) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "hold.review_by");
  }
  if (!hold.has_valid_until() || TimeOf(hold.valid_until()) <= now) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "hold.valid_until");
  }
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::PlaceHoldRequest& request,
                  Call* call, v1::PlaceHoldResponse* response) {
  const v1::Hold& asked = request.hold();
  if (absl::Status checked = CheckHold(asked, call->now); !checked.ok()) {
    return checked;
  }
  const absl::StatusOr<v1::ChildRow> child =
      ChildNamed(house, asked.child_id(), call);
  if (!child.ok()) return child.status();
  const absl::StatusOr<std::string> person = PersonOf(house, *call);
  if (!person.ok()) return person.status();
  v1::Hold hold;
  hold.set_hold_id(NewHandle(house.env));
  hold.set_child_id(asked.child_id());
  hold.set_kind(asked.kind());
  hold.set_agency(asked.agency());
  if (!request.actor().empty()) {
    hold.set_actor_ref(ActorRef(house, asked.agency(), request.actor()));
  }
  hold.set_reason(asked.reason());
  hold.set_review_by(asked.review_by());
  *hold.mutable_valid_until() = asked.valid_until();
  hold.set_placed_by(*person);
  *hold.mutable_placed_time() = TimestampOf(call->now);
  *hold.mutable_confirm_by_time() =
      TimestampOf(call->now + absl::Hours(kConfirmHours));
  absl::Status changed = ChangeSharing(house, hold.child_id(), call,
                                       [&](v1::ChildSharingRow* row) {
                                         *row->add_holds() = hold;
                                         return absl::OkStatus();
                                       });
  if (!changed.ok()) return changed;
  IndexDirection(storage::kHolds, hold.hold_id(), hold.child_id(), call);
  hold.set_etag(EtagOf(hold, house));
  *response->mutable_hold() = std::move(hold);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::PlaceHold(grpc::ServerContext* context,
                                const v1::PlaceHoldRequest* request,
                                v1::PlaceHoldResponse* response) {
  return Serve(frame_, *context, {"SharingService/PlaceHold", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
