// BreakGlass: for the calling person, one child, some minutes. The owners of
// the records are told at once, and a review is due in kReviewHours.

#include <set>
#include <utility>

#include "gateway/children.h"
#include "gateway/directions.h"
#include "gateway/events.h"
#include "gateway/facts.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr int kUsualGlassMinutes = 15;
constexpr int kMostGlassMinutes = 60;
constexpr int kReviewHours = 72;
constexpr size_t kLeastReasonText = 20;  // Bytes: about seven Thai letters.

absl::Status CheckRequest(const v1::BreakGlassRequest& request) {
  if (request.reason().size() < kLeastReasonText) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "reason");
  }
  if (request.reason().size() > kMaxDirectionText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "reason");
  }
  if (request.minutes() < 0 || request.minutes() > kMostGlassMinutes) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "minutes");
  }
  if (request.context().case_reference().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "context.case_reference");
  }
  return absl::OkStatus();
}

void TellOwners(const v1::BreakGlass& glass, Call* call) {
  for (const std::string& holder : glass.holders()) {
    v1::Event event;
    event.set_kind(v1::EVENT_KIND_BREAK_GLASS_USED);
    event.set_child_id(glass.child_id());
    event.set_subject_id(glass.break_glass_id());
    event.set_from_agency(glass.agency());
    *event.mutable_due_time() = glass.review_due_time();
    AddEvent(std::move(event), holder, call);
  }
}

absl::Status Body(const House& house, const v1::BreakGlassRequest& request,
                  Call* call, v1::BreakGlassResponse* response) {
  if (absl::Status checked = CheckRequest(request); !checked.ok()) {
    return checked;
  }
  const absl::StatusOr<std::string> person = PersonOf(house, *call);
  if (!person.ok()) return person.status();
  const absl::StatusOr<v1::ChildRow> child =
      ChildNamed(house, request.child_id(), call);
  if (!child.ok()) return child.status();
  absl::StatusOr<std::set<std::string>> holders =
      HoldersOf(house.store, *child);
  if (!holders.ok()) return holders.status();
  holders->erase(call->caller.agency);
  v1::BreakGlass glass;
  glass.set_break_glass_id(NewHandle(house.env));
  glass.set_child_id(request.child_id());
  glass.set_agency(call->caller.agency);
  glass.set_actor_ref(*person);
  glass.set_purpose(call->context.purpose());
  glass.set_reason(request.reason());
  glass.set_case_reference(call->context.case_reference());
  const int minutes =
      request.minutes() == 0 ? kUsualGlassMinutes : request.minutes();
  *glass.mutable_begin_time() = TimestampOf(call->now);
  *glass.mutable_end_time() = TimestampOf(call->now + absl::Minutes(minutes));
  const absl::Time due = call->now + absl::Hours(kReviewHours);
  *glass.mutable_review_due_time() = TimestampOf(due);
  for (const std::string& holder : *holders) glass.add_holders(holder);
  absl::Status changed = ChangeSharing(house, glass.child_id(), call,
                                       [&](v1::ChildSharingRow* row) {
                                         *row->add_broken_glass() = glass;
                                         return absl::OkStatus();
                                       });
  if (!changed.ok()) return changed;
  const std::string& id = glass.break_glass_id();
  IndexDirection(storage::kBrokenGlass, id, glass.child_id(), call);
  call->changes.puts.push_back(
      {storage::Key(storage::kBrokenGlassOrder,
                    storage::BigEndian64(absl::ToUnixSeconds(due)) + id),
       ""});
  TellOwners(glass, call);
  // Whose records it opens is for the overseers and the owners to know.
  glass.clear_holders();
  *response->mutable_broken_glass() = std::move(glass);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::BreakGlass(grpc::ServerContext* context,
                                 const v1::BreakGlassRequest* request,
                                 v1::BreakGlassResponse* response) {
  return Serve(frame_, *context, {"SharingService/BreakGlass", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
