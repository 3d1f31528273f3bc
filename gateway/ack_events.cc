// AckEvents: events have arrived and need not be told again.

#include "gateway/coordination.h"
#include "gateway/events.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr int kMaxEvents = 1000;

absl::Status Body(const House& house, const v1::AckEventsRequest& request,
                  Call* call, v1::AckEventsResponse* response) {
  if (request.event_ids().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "event_ids");
  }
  if (request.event_ids_size() > kMaxEvents) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "event_ids");
  }
  for (const std::string& event_id : request.event_ids()) {
    const uint64_t position = PositionOfEvent(event_id);
    if (position == 0) {
      return Refuse(v1::ERROR_REASON_FIELD_INVALID, "event_ids");
    }
    const std::string key = EventKey(call->caller.agency, position);
    const absl::StatusOr<v1::EventRow> row = storage::GetRow<v1::EventRow>(
        house.ahead, key[0], absl::string_view(key).substr(1));
    // Another agency's, or one that is told no more: nothing to take.
    if (absl::IsNotFound(row.status())) continue;
    if (!row.ok()) return row.status();
    if (row->acked_unix_nanos() != 0) continue;
    v1::EventRow after = *row;
    after.set_acked_unix_nanos(absl::ToUnixNanos(call->now));
    after.set_acked_by(call->entry.actor_ref());
    storage::PutRow(key[0], absl::string_view(key).substr(1), after, &*row,
                    &call->changes);
    response->set_acked_count(response->acked_count() + 1);
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::AckEvents(grpc::ServerContext* context,
                                     const v1::AckEventsRequest* request,
                                     v1::AckEventsResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/AckEvents", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
