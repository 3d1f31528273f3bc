// ProposeEpoch: a draft is checked, tested and kept; nothing is in force yet.

#include "gateway/directions.h"
#include "gateway/epochs.h"
#include "gateway/policy/review.h"
#include "gateway/sharing.h"
#include "storage/tables.h"

namespace saan {
namespace {

// What the one who approves should look at.
void AddReview(const Edition& edition, const std::set<std::string>& agencies,
               const Call& call, v1::EpochDraft* draft) {
  for (v1::Finding& finding : policy::FindingsIn(
           edition.written, *edition.rules, call.now, agencies)) {
    *draft->add_findings() = std::move(finding);
  }
  v1::EpochDiff diff = policy::DiffOf(*call.rules, *edition.rules, call.now);
  draft->mutable_changes()->Swap(diff.mutable_rules());
}

absl::Status Body(const House& house, const v1::ProposeEpochRequest& request,
                  Call* call, v1::ProposeEpochResponse* response) {
  if (request.text().size() > kMaxRulesText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "text");
  }
  if (request.note().size() > kMaxNoteText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "note");
  }
  if (request.text().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "text");
  }
  const absl::StatusOr<Edition> edition = EditionOfText(request.text());
  if (!edition.ok()) return edition.status();
  const absl::StatusOr<uint64_t> highest = HighestEpoch(house);
  if (!highest.ok()) return highest.status();
  if (edition->rules->epoch() <= *highest) {
    return Refuse(v1::ERROR_REASON_EPOCH_NOT_NEWER, "text.epoch");
  }
  const absl::StatusOr<std::set<std::string>> agencies =
      RegisteredAgencies(house);
  if (!agencies.ok()) return agencies.status();
  const absl::StatusOr<std::string> person = PersonOf(house, *call);
  if (!person.ok()) return person.status();
  v1::DraftRow row;
  row.set_draft_id(NewHandle(house.env));
  row.set_text(request.text());
  row.set_epoch(edition->rules->epoch());
  row.set_note(request.note());
  row.set_proposed_by(*person);
  row.set_proposed_unix_seconds(absl::ToUnixSeconds(call->now));
  row.set_version(1);
  storage::PutRow(storage::kDrafts, row.draft_id(), row, nullptr,
                  &call->changes);
  *response->mutable_draft() = DraftView(row);
  AddReview(*edition, *agencies, *call, response->mutable_draft());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::ProposeEpoch(grpc::ServerContext* context,
                                   const v1::ProposeEpochRequest* request,
                                   v1::ProposeEpochResponse* response) {
  return Serve(frame_, *context, {"SharingService/ProposeEpoch", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
