// ExplainMatch: in bits and words, why two records are held for one child.

#include "gateway/explanation.h"
#include "gateway/identity.h"
#include "gateway/identity_decisions.h"
#include "gateway/reviews.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

// What the matcher said when it filed the record. NOT_FOUND when nothing came
// near enough to be weighed.
absl::StatusOr<v1::FilingRow> Filing(const House& house,
                                     const std::string& record_id) {
  absl::StatusOr<v1::FilingRow> filing =
      storage::GetRow<v1::FilingRow>(house.ahead, storage::kFilings, record_id);
  if (absl::IsNotFound(filing.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "other_record_id");
  }
  return filing;
}

absl::Status Body(const House& house, const v1::ExplainMatchRequest& request,
                  Call* call, v1::ExplainMatchResponse* response) {
  absl::StatusOr<v1::RecordHandle> record =
      RecordAsked(house, request.record_id());
  if (!record.ok()) return record.status();
  absl::StatusOr<bool> may =
      MayKnowOfRecord(house, *call, record->record_id());
  if (!may.ok()) return may.status();
  if (!*may) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  std::string other_id = request.other_record_id();
  absl::Time weighed = call->now;
  if (other_id.empty()) {
    absl::StatusOr<v1::FilingRow> filing = Filing(house, request.record_id());
    if (!filing.ok()) return filing.status();
    other_id = filing->candidate_id();
    weighed = absl::FromUnixNanos(filing->filed_unix_nanos());
    *response->mutable_evidence() = std::move(*filing->mutable_evidence());
  }
  absl::StatusOr<v1::RecordHandle> other = RecordAsked(house, other_id);
  if (!other.ok()) return other.status();
  may = MayAnswer(house, *call, *record, *other);
  if (!may.ok()) return may.status();
  if (!*may) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  if (!request.other_record_id().empty()) {
    absl::StatusOr<v1::Evidence> evidence =
        house.identities.WeighPair(request.record_id(), other_id);
    if (!evidence.ok()) return evidence.status();
    *response->mutable_evidence() = *std::move(evidence);
  }
  v1::Evidence& evidence = *response->mutable_evidence();
  response->set_withheld_comparisons(
      HideComparisons(house, *call, record->agency(), &evidence) +
      HideComparisons(house, *call, other->agency(), &evidence));
  *response->mutable_explanation() =
      Explain(house.identities.model(), evidence);
  response->mutable_pair()->set_record_id_a(record->record_id());
  response->mutable_pair()->set_record_id_b(other_id);
  *response->mutable_weigh_time() = TimestampOf(weighed);
  call->entry.add_record_ids(record->record_id());
  call->entry.add_record_ids(other_id);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::ExplainMatch(grpc::ServerContext* context,
                                    const v1::ExplainMatchRequest* request,
                                    v1::ExplainMatchResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/ExplainMatch", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
