// ListSilences: children of whom too long nothing was heard, for the agency
// that is to act.

#include "gateway/events.h"
#include "gateway/facts.h"
#include "gateway/follow_up.h"
#include "gateway/paging.h"
#include "gateway/signals.h"
#include "gateway/silence_view.h"
#include "storage/tables.h"

namespace saan {
namespace {

// A position is eight bytes of time, the child's handle, and the detector.
constexpr size_t kHandleBytes = 26;

absl::Status Body(const House& house, const v1::ListSilencesRequest& request,
                  Call* call, v1::ListSilencesResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, SilenceOrder(call->caller.agency),
                    asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& position : page->positions) {
    const std::string id =
        SilenceId(position.substr(storage::kTimeBytes, kHandleBytes),
                  position.substr(storage::kTimeBytes + kHandleBytes));
    absl::StatusOr<v1::SilenceRow> row =
        storage::GetRow<v1::SilenceRow>(house.store, storage::kFollowUp, id);
    if (absl::IsNotFound(row.status())) continue;  // Heard since.
    if (!row.ok()) return row.status();
    if (!request.detector().empty() && request.detector() != row->detector()) {
      continue;
    }
    if (!request.with_snoozed() &&
        row->snoozed_until_unix_seconds() > absl::ToUnixSeconds(call->now)) {
      continue;
    }
    const absl::StatusOr<bool> is_held =
        IsHeldFrom(house, *call, row->child_id());
    if (!is_held.ok()) return is_held.status();
    if (*is_held) continue;
    absl::Status named = NameChild(house, row->child_id(), call);
    if (!named.ok()) return named;
    *response->add_silences() = SilenceOf(*row);
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status FollowUp::ListSilences(grpc::ServerContext* context,
                                    const v1::ListSilencesRequest* request,
                                    v1::ListSilencesResponse* response) {
  return Serve(frame_, *context,
               {"FollowUpService/ListSilences", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
