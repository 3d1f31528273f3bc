// SnoozeSilence: the agency that is to act puts it off, and says why.

#include "gateway/events.h"
#include "gateway/follow_up.h"
#include "gateway/names.h"
#include "gateway/signals.h"
#include "gateway/silence_view.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr absl::Duration kLongestSnooze = absl::Hours(24 * 90);

absl::Status Body(const House& house, const v1::SnoozeSilenceRequest& request,
                  Call* call, v1::SnoozeSilenceResponse* response) {
  if (!IsHandle(request.child_id())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
  }
  if (!IsReasonCode(request.reason())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "reason");
  }
  const absl::Time until = TimeOf(request.snooze_time());
  if (until <= call->now || until > call->now + kLongestSnooze) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "snooze_time");
  }
  const std::string id = SilenceId(request.child_id(), request.detector());
  absl::StatusOr<v1::SilenceRow> before =
      storage::GetRow<v1::SilenceRow>(house.ahead, storage::kFollowUp, id);
  if (absl::IsNotFound(before.status()) ||
      (before.ok() && before->agency() != call->caller.agency)) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  if (!before.ok()) return before.status();
  v1::SilenceRow after = *before;
  after.set_snoozed_until_unix_seconds(request.snooze_time().seconds());
  after.set_snooze_reason(request.reason());
  after.set_snoozed_by(call->entry.actor_ref());
  storage::PutRow(storage::kFollowUp, id, after, &*before, &call->changes);
  call->entry.set_reason(request.reason());
  absl::Status named = NameChild(house, request.child_id(), call);
  if (!named.ok()) return named;
  *response->mutable_silence() = SilenceOf(after);
  return absl::OkStatus();
}

}  // namespace

grpc::Status FollowUp::SnoozeSilence(grpc::ServerContext* context,
                                     const v1::SnoozeSilenceRequest* request,
                                     v1::SnoozeSilenceResponse* response) {
  return Serve(frame_, *context,
               {"FollowUpService/SnoozeSilence", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
