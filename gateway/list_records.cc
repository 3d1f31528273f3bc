// ListRecords: the caller's own records, oldest first.

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/etag.h"
#include "gateway/exchange.h"
#include "gateway/paging.h"
#include "gateway/review_answers.h"
#include "storage/tables.h"

namespace saan {
namespace {

// A position is eight bytes of time and the record's handle.

absl::StatusOr<v1::RecordState> StateOf(const House& house,
                                        const v1::RecordRow& row) {
  for (const std::string& review_id : row.review_ids()) {
    absl::StatusOr<v1::ReviewRow> review = storage::GetRow<v1::ReviewRow>(
        house.store, storage::kReviews, review_id);
    if (!review.ok()) return review.status();
    // A sample is looked at to measure us, not because of the record.
    if (!IsDecided(review->review().state()) &&
        review->review().reason() != v1::REVIEW_REASON_SAMPLE) {
      return v1::RECORD_STATE_IN_REVIEW;
    }
  }
  return v1::RECORD_STATE_FILED;
}

void Summarise(const v1::RecordRow& row, v1::RecordState state,
               v1::RecordSummary* summary) {
  const v1::Record& record = row.record();
  summary->set_record_id(record.record_id());
  summary->set_child_id(row.child_id());
  summary->set_form(record.form());
  summary->set_native_id(record.native_id());
  summary->set_state(state);
  *summary->mutable_received_time() = record.received_time();
  summary->set_etag(EtagOf(row.version()));
}

absl::Status Body(const House& house, const v1::ListRecordsRequest& request,
                  Call* call, v1::ListRecordsResponse* response) {
  if (request.system() != call->caller.system) {
    return Refuse(v1::ERROR_REASON_SYSTEM_UNKNOWN, "system");
  }
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  const std::string prefix =
      storage::Key(storage::kOwnRecords,
                   absl::StrCat(request.system(), std::string(1, '\0')));
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, prefix, asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& place : page->positions) {
    absl::StatusOr<v1::RecordRow> row = storage::GetRow<v1::RecordRow>(
        house.store, storage::kRecords, place.substr(storage::kTimeBytes));
    if (!row.ok()) return row.status();
    // A system id belongs to one agency; the row is the last word.
    if (row->record().agency() != call->caller.agency) continue;
    absl::StatusOr<v1::RecordState> state = StateOf(house, *row);
    if (!state.ok()) return state.status();
    if (request.state() != v1::RECORD_STATE_UNSPECIFIED &&
        request.state() != *state) {
      continue;
    }
    Summarise(*row, *state, response->add_records());
    call->entry.add_record_ids(row->record().record_id());
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Exchange::ListRecords(grpc::ServerContext* context,
                                   const v1::ListRecordsRequest* request,
                                   v1::ListRecordsResponse* response) {
  return Serve(frame_, *context,
               {"ExchangeService/ListRecords", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
