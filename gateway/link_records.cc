// LinkRecords: a person says that two records are of one child. Where nobody
// decides alone, that is the first answer of a review.

#include "gateway/identity.h"
#include "gateway/identity_decisions.h"
#include "gateway/reviews.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Asks a second person, with the first one's answer given.
absl::Status AskSecond(const House& house, v1::Review review, Call* call,
                       v1::Review* shown) {
  OpenReview(house, &review, call);
  // The record lists what is open for it.
  const std::string& record_id = review.record().record_id();
  absl::StatusOr<v1::RecordRow> record =
      storage::GetRow<v1::RecordRow>(house.ahead, storage::kRecords, record_id);
  if (!record.ok()) return record.status();
  record->add_review_ids(review.review_id());
  call->changes.puts.push_back({storage::Key(storage::kRecords, record_id),
                                record->SerializeAsString()});
  *shown = ShownReview(house, *call, NewRow(std::move(review)));
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::LinkRecordsRequest& request,
                  Call* call, v1::LinkRecordsResponse* response) {
  absl::Status reason = CheckReason(request.reason());
  if (!reason.ok()) return reason;
  call->filing = std::make_unique<FilingHold>(house.filing);
  absl::StatusOr<PairAsked> pair = TwoChildrenAsked(
      house, *call, request.record_id_a(), request.record_id_b());
  if (!pair.ok()) return pair.status();
  const auto& [a, b] = *pair;
  if (house.identities.AreKeptApart(a.child_id(), b.child_id())) {
    return Refuse(v1::ERROR_REASON_KEPT_APART);
  }
  absl::StatusOr<v1::Evidence> evidence =
      house.identities.WeighPair(a.record_id(), b.record_id());
  if (!evidence.ok()) return evidence.status();
  absl::StatusOr<bool> two =
      NeedsTwoPersons(house, house.ahead, a, b, *evidence);
  if (!two.ok()) return two.status();
  if (*two) {
    v1::Review review;
    *review.mutable_record() = a;
    *review.mutable_candidate() = b;
    *review.mutable_evidence() = *std::move(evidence);
    review.set_reason(v1::REVIEW_REASON_LINK_REQUEST);
    review.set_needs_two_persons(true);
    *review.add_answers() =
        AnswerBy(*call, v1::REVIEW_ANSWER_SAME, request.reason());
    return AskSecond(house, std::move(review), call,
                     response->mutable_review());
  }
  v1::IdentityDecision decision;
  decision.set_reason(request.reason());
  *decision.mutable_evidence() = *std::move(evidence);
  absl::Status joined =
      Join(house, a.child_id(), b.child_id(), call, &decision);
  if (!joined.ok()) return joined;
  absl::StatusOr<v1::IdentityDecision> shown =
      ShownDecision(house, *call, std::move(decision));
  if (!shown.ok()) return shown.status();
  *response->mutable_decision() = *std::move(shown);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::LinkRecords(grpc::ServerContext* context,
                                   const v1::LinkRecordsRequest* request,
                                   v1::LinkRecordsResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/LinkRecords", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
