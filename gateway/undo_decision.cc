// UndoDecision: all is filed again as it was before a decision.

#include <map>

#include "gateway/children.h"
#include "gateway/identity.h"
#include "gateway/identity_decisions.h"
#include "gateway/names.h"
#include "gateway/regrouping.h"
#include "gateway/reviews.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Records that go back, by the child they are in and the one they came from.
using Moves =
    std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

std::map<std::string, std::string> ChildOfRecord(
    const google::protobuf::RepeatedPtrField<v1::ChildRecords>& children) {
  std::map<std::string, std::string> child_of;
  for (const v1::ChildRecords& child : children) {
    for (const std::string& record_id : child.record_ids()) {
      child_of[record_id] = child.child_id();
    }
  }
  return child_of;
}

// LATER_DECISION when a record has been moved since.
absl::StatusOr<Moves> MovesBack(const House& house,
                                const v1::IdentityDecision& decision) {
  const std::map<std::string, std::string> before =
      ChildOfRecord(decision.before());
  Moves moves;
  for (const v1::ChildRecords& child : decision.after()) {
    for (const std::string& record_id : child.record_ids()) {
      const auto from = before.find(record_id);
      if (from == before.end() || from->second == child.child_id()) continue;
      absl::StatusOr<v1::RecordRow> row = storage::GetRow<v1::RecordRow>(
          house.ahead, storage::kRecords, record_id);
      if (!row.ok()) return row.status();
      if (row->child_id() != child.child_id()) {
        return Refuse(v1::ERROR_REASON_LATER_DECISION, "decision_id");
      }
      moves[{child.child_id(), from->second}].push_back(record_id);
    }
  }
  return moves;
}

// KEPT_APART when another decision keeps apart what would be together again.
absl::Status CheckApart(const House& house,
                        const v1::IdentityDecision& decision,
                        const Moves& moves) {
  for (const auto& [way, record_ids] : moves) {
    absl::StatusOr<v1::ChildRow> back = storage::GetRow<v1::ChildRow>(
        house.ahead, storage::kChildren, way.second);
    if (!back.ok()) return back.status();
    for (const std::string& a : record_ids) {
      for (const std::string& b : back->record_ids()) {
        const absl::StatusOr<v1::KeptApartRow> row =
            storage::GetRow<v1::KeptApartRow>(house.ahead, storage::kKeptApart,
                                              absl::StrCat(a, b));
        if (absl::IsNotFound(row.status())) continue;
        if (!row.ok()) return row.status();
        if (row->decision_id() != decision.decision_id()) {
          return Refuse(v1::ERROR_REASON_KEPT_APART);
        }
      }
    }
  }
  return absl::OkStatus();
}

// NOT_FOUND, as well for a decision about records that the caller may not
// decide on; LATER_DECISION when it was undone.
absl::StatusOr<v1::IdentityDecision> DecisionAsked(const House& house,
                                                   const Call& call,
                                                   const std::string& id) {
  if (!IsHandle(id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "decision_id");
  }
  absl::StatusOr<v1::IdentityDecision> decision = GetDecision(house.ahead, id);
  if (absl::IsNotFound(decision.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "decision_id");
  }
  if (!decision.ok()) return decision.status();
  for (const v1::ChildRecords& child : decision->after()) {
    if (child.record_ids().empty()) continue;
    absl::StatusOr<v1::ChildRow> allowed =
        ChildToDecideOn(house, call, child.child_id());
    if (!allowed.ok()) {
      return ReasonOf(allowed.status()) == v1::ERROR_REASON_NO_ACCESS
                 ? Refuse(v1::ERROR_REASON_NOT_FOUND, "decision_id")
                 : allowed.status();
    }
  }
  if (!decision->undone_by().empty()) {
    return Refuse(v1::ERROR_REASON_LATER_DECISION, "decision_id");
  }
  if (decision->kind() == v1::IDENTITY_DECISION_KIND_UNDONE) {
    return Refuse(v1::ERROR_REASON_WRONG_STATE, "decision_id");
  }
  return decision;
}

// Asks about a record that came meanwhile, where it may be of the child `to`
// that has `parted` again.
absl::Status AskAboutArrival(const House& house, const std::string& arrival,
                             const std::string& to,
                             const std::vector<std::string>& parted, Call* call,
                             v1::UndoDecisionResponse* response) {
  absl::StatusOr<v1::RecordRow> row =
      storage::GetRow<v1::RecordRow>(house.ahead, storage::kRecords, arrival);
  if (!row.ok()) return row.status();
  for (const std::string& record_id : parted) {
    absl::StatusOr<v1::Evidence> evidence =
        house.identities.WeighPair(arrival, record_id);
    if (!evidence.ok()) return evidence.status();
    if (evidence->verdict() == v1::VERDICT_DIFFERENT) continue;
    v1::Review review;
    review.mutable_record()->set_record_id(arrival);
    review.mutable_candidate()->set_record_id(record_id);
    absl::Status refreshed = RefreshHandles(house.ahead, &review);
    if (!refreshed.ok()) return refreshed;
    review.mutable_candidate()->set_child_id(to);
    *review.mutable_evidence() = *std::move(evidence);
    review.set_reason(v1::REVIEW_REASON_UNDONE);
    review.set_needs_two_persons(IsIdentifierConflict(review.evidence()) ||
                                 IsProtected(row->record()));
    OpenReview(house, &review, call);
    row->add_review_ids(review.review_id());
    call->changes.puts.push_back(
        {storage::Key(storage::kRecords, arrival), row->SerializeAsString()});
    *response->add_reviews() = std::move(review);
    return absl::OkStatus();  // One question a record.
  }
  return absl::OkStatus();
}

absl::Status AskAboutArrivals(const House& house,
                              const v1::IdentityDecision& decision,
                              const Moves& moves, Call* call,
                              v1::UndoDecisionResponse* response) {
  const std::map<std::string, std::string> known =
      ChildOfRecord(decision.after());
  for (const auto& [way, parted] : moves) {
    absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
        house.ahead, storage::kChildren, way.first);
    if (!child.ok()) return child.status();
    for (const std::string& record_id : child->record_ids()) {
      if (known.count(record_id) > 0) continue;
      absl::Status asked =
          AskAboutArrival(house, record_id, way.second, parted, call, response);
      if (!asked.ok()) return asked;
    }
  }
  return absl::OkStatus();
}

void MarkUndone(const v1::IdentityDecision& decision, const std::string& by,
                Call* call) {
  v1::IdentityDecisionRow before;
  *before.mutable_decision() = decision;
  v1::IdentityDecisionRow after = before;
  after.mutable_decision()->set_undone_by(by);
  storage::PutRow(storage::kIdentityDecisions, decision.decision_id(), after,
                  &before, &call->changes);
}

// Who saw two children as one while the decision held.
absl::Status TellWhoSaw(const House& house,
                        const v1::IdentityDecision& decision,
                        const Moves& moves, Call* call,
                        v1::UndoDecisionResponse* response) {
  if (decision.kind() != v1::IDENTITY_DECISION_KIND_LINKED) {
    return absl::OkStatus();
  }
  for (const auto& [way, record_ids] : moves) {
    absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
        house.ahead, storage::kChildren, way.first);
    if (!child.ok()) return child.status();
    absl::StatusOr<Exposures> exposures =
        FindExposures(house, *child, record_ids, decision.log_size());
    if (!exposures.ok()) return exposures.status();
    if (exposures->is_history_erased) response->set_is_history_erased(true);
    TellExposures(*exposures, call, response);
  }
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::UndoDecisionRequest& request,
                  Call* call, v1::UndoDecisionResponse* response) {
  absl::Status reason = CheckReason(request.reason());
  if (!reason.ok()) return reason;
  call->filing = std::make_unique<FilingHold>(house.filing);
  absl::StatusOr<v1::IdentityDecision> decision =
      DecisionAsked(house, *call, request.decision_id());
  if (!decision.ok()) return decision.status();
  absl::StatusOr<Moves> moves = MovesBack(house, *decision);
  if (!moves.ok()) return moves.status();
  absl::Status apart = CheckApart(house, *decision, *moves);
  if (!apart.ok()) return apart;
  absl::Status told = TellWhoSaw(house, *decision, *moves, call, response);
  if (!told.ok()) return told;

  Regrouping regrouping(house, call);
  for (const v1::ChildRecords& child : decision->after()) {
    absl::StatusOr<const v1::ChildRow*> known =
        regrouping.Child(child.child_id());
    if (!known.ok()) return known.status();
  }
  for (const auto& [way, record_ids] : *moves) {
    absl::Status moved = regrouping.Move(way.first, record_ids, way.second);
    if (!moved.ok()) return moved;
  }
  for (const v1::RecordPair& pair : decision->pairs()) {
    regrouping.LetTogether(pair);
  }
  v1::IdentityDecision undoing;
  undoing.set_kind(v1::IDENTITY_DECISION_KIND_UNDONE);
  undoing.set_undoes(decision->decision_id());
  undoing.set_reason(request.reason());
  absl::Status finished = regrouping.Finish(&undoing);
  if (!finished.ok()) return finished;
  absl::Status asked =
      AskAboutArrivals(house, *decision, *moves, call, response);
  if (!asked.ok()) return asked;
  MarkUndone(*decision, undoing.decision_id(), call);
  *response->mutable_decision() = std::move(undoing);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::UndoDecision(grpc::ServerContext* context,
                                    const v1::UndoDecisionRequest* request,
                                    v1::UndoDecisionResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/UndoDecision", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
