// ListEvents: the caller's outbox. An event is listed under the same rules
// under which it is told.

#include <set>

#include "gateway/coordination.h"
#include "gateway/events.h"
#include "gateway/paging.h"
#include "gateway/rows.h"
#include "gateway/telling.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status AddDeliveries(const House& house, const std::string& agency,
                           const std::string& event_id,
                           v1::OutboxEvent* listed) {
  const std::string prefix = DeliveriesKey(agency, PositionOfEvent(event_id));
  return ScanRowsUnder<v1::DeliveryRow>(
      house.store, prefix, [&](const v1::DeliveryRow& row) {
        v1::EventDelivery& delivery = *listed->add_deliveries();
        delivery.set_system(row.system());
        delivery.set_role(row.role());
        *delivery.mutable_deliver_time() =
            TimestampOf(absl::FromUnixNanos(row.delivered_unix_nanos()));
        return true;
      });
}

absl::Status Body(const House& house, const v1::ListEventsRequest& request,
                  Call* call, v1::ListEventsResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  const std::string& agency = call->caller.agency;
  absl::StatusOr<IndexPage> page = ReadIndexPage(house.store, EventsKey(agency),
                                                 asked->position, asked->size);
  if (!page.ok()) return page.status();
  Telling telling(house, *call);
  std::set<std::string> children;
  for (const std::string& position : page->positions) {
    const std::string key = EventsKey(agency) + position;
    absl::StatusOr<v1::EventRow> row = storage::GetRow<v1::EventRow>(
        house.store, key[0], absl::string_view(key).substr(1));
    if (!row.ok()) return row.status();
    if (request.only_waiting() && row->acked_unix_nanos() != 0) continue;
    const absl::StatusOr<bool> may_tell = telling.MayTell(*row);
    if (!may_tell.ok()) return may_tell.status();
    if (!*may_tell) continue;
    v1::OutboxEvent& listed = *response->add_events();
    *listed.mutable_event() = row->event();
    if (row->acked_unix_nanos() != 0) {
      *listed.mutable_ack_time() =
          TimestampOf(absl::FromUnixNanos(row->acked_unix_nanos()));
    }
    absl::Status added =
        AddDeliveries(house, agency, row->event().event_id(), &listed);
    if (!added.ok()) return added;
    if (!row->event().child_id().empty()) {
      children.insert(row->event().child_id());
    }
  }
  for (const std::string& child_id : children) {
    absl::Status named = NameChild(house, child_id, call);
    if (!named.ok()) return named;
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::ListEvents(grpc::ServerContext* context,
                                      const v1::ListEventsRequest* request,
                                      v1::ListEventsResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/ListEvents", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
