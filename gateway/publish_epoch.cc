// PublishEpoch: an approved draft with the signature over its text is in force
// from the next call on.

#include "gateway/directions.h"
#include "gateway/epochs.h"
#include "gateway/policy/rule_file.h"
#include "gateway/sharing.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::PublishEpochRequest& request,
                  Call* call, v1::PublishEpochResponse* response) {
  const absl::StatusOr<v1::DraftRow> draft = DraftOf(house, request.draft_id());
  if (!draft.ok()) return draft.status();
  if (draft->approved_by().empty()) {
    return Refuse(v1::ERROR_REASON_NOT_APPROVED, "draft_id");
  }
  if (!policy::CheckSignature("draft", draft->text(), request.signature(),
                              house.rules.public_key_pem())
           .ok()) {
    return Refuse(v1::ERROR_REASON_SIGNATURE_INVALID, "signature");
  }
  absl::StatusOr<Edition> edition = EditionOfText(draft->text());
  if (!edition.ok()) return edition.status();
  const absl::StatusOr<uint64_t> highest = HighestEpoch(house);
  if (!highest.ok()) return highest.status();
  if (draft->epoch() <= *highest) {
    return Refuse(v1::ERROR_REASON_EPOCH_NOT_NEWER, "draft_id");
  }
  const absl::StatusOr<std::string> person = PersonOf(house, *call);
  if (!person.ok()) return person.status();
  v1::EpochRow row;
  row.set_epoch(draft->epoch());
  row.set_text(draft->text());
  row.set_signature(request.signature());
  row.set_note(draft->note());
  row.set_proposed_by(draft->proposed_by());
  row.set_approved_by(draft->approved_by());
  row.set_published_by(*person);
  row.set_published_unix_seconds(absl::ToUnixSeconds(call->now));
  storage::PutRow(storage::kEpochs, storage::BigEndian64(row.epoch()), row,
                  nullptr, &call->changes);
  const std::string key = storage::Key(storage::kDrafts, draft->draft_id());
  call->changes.expects.push_back({key, draft->SerializeAsString()});
  call->changes.puts.push_back({key, std::nullopt});
  PutInForce(house, std::move(edition->rules), call);
  *response->mutable_epoch() = EpochView(row, row.epoch());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::PublishEpoch(grpc::ServerContext* context,
                                   const v1::PublishEpochRequest* request,
                                   v1::PublishEpochResponse* response) {
  return Serve(frame_, *context, {"SharingService/PublishEpoch", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
