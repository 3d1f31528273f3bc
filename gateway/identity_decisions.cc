#include "gateway/identity_decisions.h"

#include <algorithm>
#include <set>
#include <utility>

#include "gateway/children.h"
#include "gateway/names.h"
#include "gateway/regrouping.h"
#include "gateway/reviews.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status KeepGroupsApart(
    const std::vector<std::vector<std::string>>& groups,
    Regrouping* regrouping) {
  for (size_t i = 0; i < groups.size(); ++i) {
    for (size_t j = i + 1; j < groups.size(); ++j) {
      for (const std::string& a : groups[i]) {
        for (const std::string& b : groups[j]) {
          absl::Status kept = regrouping->KeepApart(a, b);
          if (!kept.ok()) return kept;
        }
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::RecordHandle> RecordAsked(const House& house,
                                             const std::string& record_id) {
  if (!IsHandle(record_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "record_id");
  }
  absl::StatusOr<v1::RecordRow> row =
      storage::GetRow<v1::RecordRow>(house.ahead, storage::kRecords, record_id);
  if (absl::IsNotFound(row.status())) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  if (!row.ok()) return row.status();
  return HandleOf(*row);
}

absl::StatusOr<PairAsked> TwoChildrenAsked(const House& house, const Call& call,
                                           const std::string& record_id_a,
                                           const std::string& record_id_b) {
  absl::StatusOr<v1::RecordHandle> a = RecordAsked(house, record_id_a);
  if (!a.ok()) return a.status();
  absl::StatusOr<v1::RecordHandle> b = RecordAsked(house, record_id_b);
  if (!b.ok()) return b.status();
  const absl::StatusOr<bool> may = MayAnswer(house, call, *a, *b);
  if (!may.ok()) return may.status();
  if (!*may) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  if (a->child_id() == b->child_id()) {
    return Refuse(v1::ERROR_REASON_SAME_CHILD);
  }
  return PairAsked{*std::move(a), *std::move(b)};
}

absl::StatusOr<v1::ChildRow> ChildToDecideOn(const House& house,
                                             const Call& call,
                                             const std::string& child_id) {
  if (!IsHandle(child_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
  }
  absl::StatusOr<v1::ChildRow> child = ResolveChild(house.ahead, child_id);
  if (absl::IsNotFound(child.status())) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  if (!child.ok()) return child.status();
  absl::StatusOr<std::set<std::string>> holders =
      HoldersOf(house.ahead, *child);
  if (!holders.ok()) return holders.status();
  if (!MayDecideOn(house, call, *holders)) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  for (const std::string& record_id : child->record_ids()) {
    const absl::StatusOr<bool> may = MayKnowOfRecord(house, call, record_id);
    if (!may.ok()) return may.status();
    if (!*may) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  return child;
}

absl::Status CheckReason(const std::string& reason) {
  if (reason.empty()) return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "reason");
  if (!IsReasonCode(reason)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "reason");
  }
  return absl::OkStatus();
}

absl::Status Join(const House& house, const std::string& child_id_a,
                  const std::string& child_id_b, Call* call,
                  v1::IdentityDecision* decision) {
  if (child_id_a == child_id_b) return Refuse(v1::ERROR_REASON_SAME_CHILD);
  if (house.identities.AreKeptApart(child_id_a, child_id_b)) {
    return Refuse(v1::ERROR_REASON_KEPT_APART);
  }
  Regrouping regrouping(house, call);
  absl::StatusOr<const v1::ChildRow*> a = regrouping.Child(child_id_a);
  if (!a.ok()) return a.status();
  absl::StatusOr<const v1::ChildRow*> b = regrouping.Child(child_id_b);
  if (!b.ok()) return b.status();
  const bool keeps_a = (*a)->record_ids_size() >= (*b)->record_ids_size();
  const v1::ChildRow& from = keeps_a ? **b : **a;
  const std::vector<std::string> moved(from.record_ids().begin(),
                                       from.record_ids().end());
  absl::Status done = regrouping.Move(from.child_id(), moved,
                                      keeps_a ? child_id_a : child_id_b);
  if (!done.ok()) return done;
  decision->set_kind(v1::IDENTITY_DECISION_KIND_LINKED);
  return regrouping.Finish(decision);
}

absl::Status DecideApart(const House& house, const v1::RecordHandle& a,
                         const v1::RecordHandle& b, const std::string& reason,
                         Call* call, v1::IdentityDecision* decision) {
  decision->set_kind(v1::IDENTITY_DECISION_KIND_KEPT_APART);
  decision->set_reason(reason);
  Regrouping regrouping(house, call);
  for (const v1::RecordHandle* handle : {&a, &b}) {
    absl::StatusOr<const v1::ChildRow*> child =
        regrouping.Child(handle->child_id());
    if (!child.ok()) return child.status();
  }
  absl::Status kept = regrouping.KeepApart(a.record_id(), b.record_id());
  if (!kept.ok()) return kept;
  return regrouping.Finish(decision);
}

absl::StatusOr<Exposures> Part(
    const House& house, const v1::ChildRow& child,
    const std::vector<std::vector<std::string>>& groups, Call* call,
    v1::IdentityDecision* decision) {
  std::vector<std::string> parted;
  Regrouping regrouping(house, call);
  for (size_t i = 1; i < groups.size(); ++i) {
    absl::StatusOr<std::string> to =
        regrouping.FormerIdOf(child.child_id(), groups[i]);
    if (!to.ok()) return to.status();
    absl::Status moved = regrouping.Move(child.child_id(), groups[i], *to);
    if (!moved.ok()) return moved;
    parted.insert(parted.end(), groups[i].begin(), groups[i].end());
  }
  absl::Status kept = KeepGroupsApart(groups, &regrouping);
  if (!kept.ok()) return kept;
  absl::StatusOr<Exposures> exposures = FindExposures(house, child, parted, 0);
  if (!exposures.ok()) return exposures.status();
  absl::Status finished = regrouping.Finish(decision);
  if (!finished.ok()) return finished;
  return exposures;
}

absl::StatusOr<Exposures> TakeOut(const House& house, const v1::ChildRow& child,
                                  const std::string& record_id, Call* call,
                                  v1::IdentityDecision* decision) {
  std::vector<std::string> others;
  for (const std::string& other : child.record_ids()) {
    if (other != record_id) others.push_back(other);
  }
  if (others.empty()) {
    return Refuse(v1::ERROR_REASON_WRONG_STATE, "record_id");
  }
  decision->set_kind(v1::IDENTITY_DECISION_KIND_UNLINKED);
  return Part(house, child, {others, {record_id}}, call, decision);
}

absl::StatusOr<v1::IdentityDecision> ShownDecision(
    const House& house, const Call& call, v1::IdentityDecision decision) {
  if (call.context.role() == v1::ROLE_ADMINISTRATOR) return decision;
  std::set<std::string> known;
  const auto keep = [&](v1::ChildRecords* child) -> absl::Status {
    google::protobuf::RepeatedPtrField<std::string> shown;
    for (const std::string& record_id : child->record_ids()) {
      const absl::StatusOr<bool> may = MayKnowOfRecord(house, call, record_id);
      if (!may.ok()) return may.status();
      if (!*may) continue;
      known.insert(record_id);
      *shown.Add() = record_id;
    }
    *child->mutable_record_ids() = std::move(shown);
    return absl::OkStatus();
  };
  for (auto* side : {decision.mutable_before(), decision.mutable_after()}) {
    for (v1::ChildRecords& child : *side) {
      absl::Status kept = keep(&child);
      if (!kept.ok()) return kept;
    }
  }
  auto& pairs = *decision.mutable_pairs();
  pairs.erase(std::remove_if(pairs.begin(), pairs.end(),
                             [&](const v1::RecordPair& pair) {
                               return !decision.before().empty() &&
                                      (known.count(pair.record_id_a()) == 0 ||
                                       known.count(pair.record_id_b()) == 0);
                             }),
              pairs.end());
  decision.clear_evidence();
  return decision;
}

}  // namespace saan
