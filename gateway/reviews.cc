#include "gateway/reviews.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/comparable.h"
#include "gateway/etag.h"
#include "gateway/facts.h"
#include "gateway/names.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

std::string OrderKey(const v1::Review& review) {
  return storage::Key(
      storage::kReviewOrder,
      absl::StrCat(
          storage::BigEndian64(absl::ToUnixNanos(TimeOf(review.create_time()))),
          review.review_id()));
}

bool IsAdministrator(const Call& call) {
  return call.context.role() == v1::ROLE_ADMINISTRATOR;
}

absl::StatusOr<bool> HasProtectedRecord(const storage::Reader& reader,
                                        const std::string& child_id) {
  absl::StatusOr<v1::ChildRow> child =
      storage::GetRow<v1::ChildRow>(reader, storage::kChildren, child_id);
  if (!child.ok()) return child.status();
  for (const std::string& record_id : child->record_ids()) {
    absl::StatusOr<v1::RecordRow> row =
        storage::GetRow<v1::RecordRow>(reader, storage::kRecords, record_id);
    if (!row.ok()) return row.status();
    if (IsProtected(row->record())) return true;
  }
  return false;
}

}  // namespace

v1::RecordHandle HandleOf(const v1::RecordRow& row) {
  v1::RecordHandle handle;
  handle.set_record_id(row.record().record_id());
  handle.set_agency(row.record().agency());
  handle.set_system(row.record().system());
  handle.set_child_id(row.child_id());
  return handle;
}

v1::AnswerGiven AnswerBy(const Call& call, v1::ReviewAnswer answer,
                         const std::string& reason) {
  v1::AnswerGiven given;
  given.set_agency(call.caller.agency);
  given.set_actor_ref(call.entry.actor_ref());
  given.set_answer(answer);
  given.set_reason(reason);
  *given.mutable_answer_time() = TimestampOf(call.now);
  return given;
}

v1::ReviewRow NewRow(v1::Review review) {
  v1::ReviewRow row;
  *row.mutable_review() = std::move(review);
  row.set_version(1);
  return row;
}

void OpenReview(const House& house, v1::Review* review, Call* call) {
  review->set_review_id(NewHandle(house.env));
  review->set_state(StateAfter(*review));
  *review->mutable_create_time() = TimestampOf(call->now);
  storage::PutRow<v1::ReviewRow>(storage::kReviews, review->review_id(),
                                 NewRow(*review), nullptr, &call->changes);
  call->changes.puts.push_back({OrderKey(*review), std::string()});
}

void CloseReview(v1::ReviewState state, absl::Time now, v1::Review* review) {
  review->set_state(state);
  *review->mutable_decide_time() = TimestampOf(now);
  review->clear_claim();
  review->clear_reopen_time();
}

void PutReview(v1::ReviewRow after, const v1::ReviewRow& before, Call* call) {
  after.set_version(before.version() + 1);
  const v1::Review& review = after.review();
  storage::PutRow(storage::kReviews, review.review_id(), after, &before,
                  &call->changes);
  if (IsDecided(review.state())) {
    call->changes.puts.push_back({OrderKey(review), std::nullopt});
  }
}

absl::Status UnlistReview(const House& house, const v1::Review& review,
                          Call* call) {
  const std::string key =
      storage::Key(storage::kRecords, review.record().record_id());
  // The decision itself may have changed the record's row.
  std::optional<std::string> bytes;
  for (const storage::Put& put : call->changes.puts) {
    if (put.key == key) bytes = put.value;
  }
  if (!bytes.has_value()) {
    absl::StatusOr<std::string> kept = house.ahead.Get(key);
    if (!kept.ok()) return kept.status();
    bytes = *std::move(kept);
  }
  v1::RecordRow row;
  if (!row.ParseFromString(*bytes)) {
    return absl::DataLossError("a record does not parse");
  }
  auto& ids = *row.mutable_review_ids();
  const auto gone = std::remove(ids.begin(), ids.end(), review.review_id());
  if (gone == ids.end()) return absl::OkStatus();
  ids.erase(gone, ids.end());
  call->changes.puts.push_back({key, row.SerializeAsString()});
  return absl::OkStatus();
}

absl::Status RefreshHandles(const storage::Reader& reader, v1::Review* review) {
  for (v1::RecordHandle* handle :
       {review->mutable_record(), review->mutable_candidate()}) {
    absl::StatusOr<v1::RecordRow> row = storage::GetRow<v1::RecordRow>(
        reader, storage::kRecords, handle->record_id());
    if (!row.ok()) return row.status();
    *handle = HandleOf(*row);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> MayAnswer(const House& house, const Call& call,
                               const v1::RecordHandle& record,
                               const v1::RecordHandle& candidate) {
  if (!MayDecideOn(house, call, {record.agency(), candidate.agency()})) {
    return false;
  }
  for (const v1::RecordHandle* handle : {&record, &candidate}) {
    absl::StatusOr<bool> may =
        MayKnowOfRecord(house, call, handle->record_id());
    if (!may.ok() || !*may) return may;
  }
  return true;
}

bool MayKnowOf(const House& house, const Call& call,
               const std::string& holder) {
  return IsAdministrator(call) || holder == call.caller.agency ||
         call.rules->Decide(call.Ask(v1::ACTION_MATCH), holder)
             .allows_anything();
}

absl::StatusOr<bool> MayKnowOfRecord(const House& house, const Call& call,
                                     const std::string& record_id) {
  const absl::StatusOr<v1::RecordRow> row = storage::GetRow<v1::RecordRow>(
      house.ahead, storage::kRecords, record_id);
  if (!row.ok()) return row.status();
  const std::string& holder = row->record().agency();
  if (IsAdministrator(call) || holder == call.caller.agency) return true;
  if (!MayKnowOf(house, call, holder)) return false;
  const absl::StatusOr<bool> is_held =
      IsHeldFrom(house, call, row->child_id());
  if (!is_held.ok()) return is_held.status();
  return !*is_held;
}

bool MayDecideOn(const House& house, const Call& call,
                 const std::set<std::string>& holders) {
  if (IsAdministrator(call)) return true;
  if (holders.count(call.caller.agency) == 0) return false;
  return std::all_of(holders.begin(), holders.end(),
                     [&](const std::string& holder) {
                       return MayKnowOf(house, call, holder);
                     });
}

absl::StatusOr<v1::ReviewRow> GetReviewRow(const House& house,
                                           const storage::Reader& reader,
                                           const std::string& review_id,
                                           const Call& call) {
  if (!IsHandle(review_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "review_id");
  }
  absl::StatusOr<v1::ReviewRow> row =
      storage::GetRow<v1::ReviewRow>(reader, storage::kReviews, review_id);
  if (absl::IsNotFound(row.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "review_id");
  }
  if (!row.ok()) return row.status();
  v1::Review& review = *row->mutable_review();
  const absl::StatusOr<bool> may =
      MayAnswer(house, call, review.record(), review.candidate());
  if (!may.ok()) return may.status();
  if (!*may) return Refuse(v1::ERROR_REASON_NOT_FOUND, "review_id");
  return row;
}

absl::StatusOr<bool> NeedsTwoPersons(const House& house,
                                     const storage::Reader& reader,
                                     const v1::RecordHandle& record,
                                     const v1::RecordHandle& candidate,
                                     const v1::Evidence& evidence) {
  if (IsIdentifierConflict(evidence)) return true;
  for (const std::string& child_id :
       std::set<std::string>{record.child_id(), candidate.child_id()}) {
    absl::StatusOr<bool> is_protected = HasProtectedRecord(reader, child_id);
    if (!is_protected.ok() || *is_protected) return is_protected;
  }
  return false;
}

int HideComparisons(const House& house, const Call& call,
                    const std::string& holder, v1::Evidence* evidence) {
  if (IsAdministrator(call) || holder == call.caller.agency) return 0;
  const policy::Decision decision =
      call.rules->Decide(call.Ask(v1::ACTION_READ), holder);
  auto& comparisons = *evidence->mutable_comparisons();
  const int before = comparisons.size();
  comparisons.erase(std::remove_if(comparisons.begin(), comparisons.end(),
                                   [&](const v1::Comparison& comparison) {
                                     return !IsTold(decision,
                                                    comparison.field());
                                   }),
                    comparisons.end());
  const int hidden = before - comparisons.size();
  if (hidden > 0) {
    // Sums and rules would tell what was taken out.
    evidence->clear_weight_bits();
    evidence->clear_prior_bits();
    evidence->clear_kin_bits();
    evidence->clear_rule();
  }
  return hidden;
}

v1::Review ShownReview(const House& house, const Call& call,
                       const v1::ReviewRow& row) {
  v1::Review shown = row.review();
  const std::string& actor_ref = call.entry.actor_ref();
  shown.set_state(StateAt(shown, call.now));
  shown.set_etag(EtagOf(row.version()));
  if (shown.has_claim() && TimeOf(shown.claim().until_time()) <= call.now) {
    shown.clear_claim();
  }
  const std::string& other = shown.record().agency() == call.caller.agency
                                 ? shown.candidate().agency()
                                 : shown.record().agency();
  HideComparisons(house, call, other, shown.mutable_evidence());
  if (IsDecided(shown.state())) return shown;
  const bool has_answered = HasAnswered(shown, actor_ref);
  auto& answers = *shown.mutable_answers();
  answers.erase(std::remove_if(answers.begin(), answers.end(),
                               [&](const v1::AnswerGiven& given) {
                                 return given.actor_ref() != actor_ref;
                               }),
                answers.end());
  if (house.review_practice.is_blind && !has_answered) {
    shown.set_is_blind(true);
    shown.clear_evidence();
    shown.clear_reason();  // A sample must not be told from the others.
  }
  return shown;
}

}  // namespace saan
