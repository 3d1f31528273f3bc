#include "gateway/regrouping.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/reviews.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

using storage::Key;
using Ids = google::protobuf::RepeatedPtrField<std::string>;

bool Contains(const Ids& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

void Remove(const std::string& id, Ids* ids) {
  ids->erase(std::remove(ids->begin(), ids->end(), id), ids->end());
}

v1::ChildRecords RecordsOf(const v1::ChildRow& child) {
  v1::ChildRecords records;
  records.set_child_id(child.child_id());
  *records.mutable_record_ids() = child.record_ids();
  return records;
}

std::string PairKey(const std::string& a, const std::string& b) {
  return Key(storage::kKeptApart, absl::StrCat(a, b));
}

}  // namespace

absl::StatusOr<v1::IdentityDecision> GetDecision(const storage::Reader& reader,
                                                 const std::string& id) {
  absl::StatusOr<v1::IdentityDecisionRow> row =
      storage::GetRow<v1::IdentityDecisionRow>(reader,
                                               storage::kIdentityDecisions, id);
  if (!row.ok()) return row.status();
  return std::move(*row->mutable_decision());
}

absl::StatusOr<Regrouping::Changed*> Regrouping::Find(
    const std::string& child_id, bool may_be_new) {
  const auto found = children_.find(child_id);
  if (found != children_.end()) return &found->second;
  absl::StatusOr<v1::ChildRow> row =
      storage::GetRow<v1::ChildRow>(house_.ahead, storage::kChildren, child_id);
  Changed changed;
  if (row.ok()) {
    changed.before = *row;
    changed.after = *std::move(row);
  } else if (absl::IsNotFound(row.status()) && may_be_new) {
    changed.after.set_child_id(child_id);
    changed.after.set_audit_ref(house_.env.random(16));
  } else {
    return row.status();
  }
  return &children_.emplace(child_id, std::move(changed)).first->second;
}

absl::StatusOr<const v1::ChildRow*> Regrouping::Child(
    const std::string& child_id) {
  absl::StatusOr<Changed*> changed = Find(child_id, false);
  if (!changed.ok()) return changed.status();
  return &(*changed)->after;
}

absl::Status Regrouping::Move(const std::string& from,
                              const std::vector<std::string>& record_ids,
                              const std::string& to) {
  absl::StatusOr<Changed*> source = Find(from, false);
  if (!source.ok()) return source.status();
  absl::StatusOr<Changed*> target = Find(to, true);
  if (!target.ok()) return target.status();
  v1::ChildRow& kept = (*source)->after;
  v1::ChildRow& grown = (*target)->after;
  if (grown.record_ids_size() + record_ids.size() > kMaxRecordsOfChild) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "record_ids");
  }
  for (const std::string& record_id : record_ids) {
    Remove(record_id, kept.mutable_record_ids());
    grown.add_record_ids(record_id);
    moved_[record_id] = to;
  }
  if (!grown.joined_to().empty()) Revive(*source, *target);
  if (kept.record_ids().empty()) JoinInto(*source, *target);
  return absl::OkStatus();
}

// `from` has no records left: its id leads to `to`, and so do those that led to
// it.
void Regrouping::JoinInto(Changed* from, Changed* to) {
  from->after.set_joined_to(to->after.child_id());
  v1::JoinedChild* joined = to->after.add_joined();
  joined->set_child_id(from->after.child_id());
  joined->set_audit_ref(from->after.audit_ref());
  // All that it had, also by way of others, as far as it comes along now.
  for (const std::string& id : from->before.record_ids()) {
    if (Contains(to->after.record_ids(), id)) joined->add_record_ids(id);
  }
  for (v1::JoinedChild& earlier : *from->after.mutable_joined()) {
    *to->after.add_joined() = std::move(earlier);
  }
  from->after.clear_joined();
}

// `to` has records again: it is a child of its own, and takes along those that
// had been joined to it.
void Regrouping::Revive(Changed* from, Changed* to) {
  to->after.clear_joined_to();
  v1::ChildRow& source = from->after;
  google::protobuf::RepeatedPtrField<v1::JoinedChild> stay;
  for (v1::JoinedChild& joined : *source.mutable_joined()) {
    if (joined.child_id() == to->after.child_id()) continue;
    const bool comes_along =
        !joined.record_ids().empty() &&
        std::all_of(joined.record_ids().begin(), joined.record_ids().end(),
                    [&](const std::string& id) {
                      return Contains(to->after.record_ids(), id);
                    });
    *(comes_along ? to->after.add_joined() : stay.Add()) = std::move(joined);
  }
  *source.mutable_joined() = std::move(stay);
}

absl::StatusOr<std::string> Regrouping::FormerIdOf(
    const std::string& from, const std::vector<std::string>& record_ids) {
  absl::StatusOr<Changed*> source = Find(from, false);
  if (!source.ok()) return source.status();
  const std::set<std::string> asked(record_ids.begin(), record_ids.end());
  const v1::ChildRow& child = (*source)->after;
  for (const v1::JoinedChild& joined : child.joined()) {
    std::set<std::string> brought;
    for (const std::string& id : joined.record_ids()) {
      if (Contains(child.record_ids(), id)) brought.insert(id);
    }
    if (brought == asked) return joined.child_id();
  }
  return NewHandle(house_.env);
}

absl::Status Regrouping::KeepApart(const std::string& record_id_a,
                                   const std::string& record_id_b) {
  const std::string key = PairKey(record_id_a, record_id_b);
  const absl::StatusOr<std::string> known = house_.ahead.Get(key);
  if (known.ok()) return absl::OkStatus();  // By an earlier decision.
  if (!absl::IsNotFound(known.status())) return known.status();
  if (apart_.size() >= kMaxPairsOfDecision) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "groups");
  }
  v1::RecordPair pair;
  pair.set_record_id_a(record_id_a);
  pair.set_record_id_b(record_id_b);
  apart_.push_back(std::move(pair));
  return absl::OkStatus();
}

void Regrouping::LetTogether(const v1::RecordPair& pair) {
  together_.push_back(pair);
}

absl::Status Regrouping::PutRecords() {
  for (const auto& [record_id, child_id] : moved_) {
    absl::StatusOr<v1::RecordRow> row = storage::GetRow<v1::RecordRow>(
        house_.ahead, storage::kRecords, record_id);
    if (!row.ok()) return row.status();
    row->set_child_id(child_id);
    records_[record_id] = *std::move(row);
    absl::StatusOr<v1::TraitsRow> traits = storage::GetRow<v1::TraitsRow>(
        house_.ahead, storage::kTraits, record_id);
    if (!traits.ok()) return traits.status();
    traits->set_child_id(child_id);
    call_->changes.puts.push_back(
        {Key(storage::kTraits, record_id), traits->SerializeAsString()});
  }
  return absl::OkStatus();
}

absl::Status Regrouping::CloseReviewsOf(const v1::ChildRow& child) {
  for (const std::string& record_id : child.record_ids()) {
    auto found = records_.find(record_id);
    if (found == records_.end()) {
      absl::StatusOr<v1::RecordRow> row = storage::GetRow<v1::RecordRow>(
          house_.ahead, storage::kRecords, record_id);
      if (!row.ok()) return row.status();
      if (row->review_ids().empty()) continue;
      found = records_.emplace(record_id, *std::move(row)).first;
    }
    const Ids open = found->second.review_ids();
    for (const std::string& review_id : open) {
      absl::StatusOr<v1::ReviewRow> row = storage::GetRow<v1::ReviewRow>(
          house_.ahead, storage::kReviews, review_id);
      if (!row.ok()) return row.status();
      if (!Contains(child.record_ids(),
                    row->review().candidate().record_id())) {
        continue;
      }
      // Of a sample the answer is wanted, wherever the two are filed.
      if (row->review().reason() == v1::REVIEW_REASON_SAMPLE) continue;
      Remove(review_id, found->second.mutable_review_ids());
      if (IsDecided(row->review().state())) continue;
      const v1::ReviewRow before = *row;
      CloseReview(v1::REVIEW_STATE_OBSOLETE, call_->now, row->mutable_review());
      PutReview(*row, before, call_);
    }
  }
  return absl::OkStatus();
}

absl::Status Regrouping::CloseReviews() {
  std::set<std::string> grown;
  for (const auto& [record_id, child_id] : moved_) grown.insert(child_id);
  for (const std::string& child_id : grown) {
    absl::Status closed = CloseReviewsOf(children_[child_id].after);
    if (!closed.ok()) return closed;
  }
  return absl::OkStatus();
}

void Regrouping::PutPairs(const v1::IdentityDecision& decision) {
  v1::KeptApartRow row;
  row.set_decision_id(decision.decision_id());
  const auto put = [&](const v1::RecordPair& pair,
                       const std::optional<std::string>& value) {
    call_->changes.puts.push_back(
        {PairKey(pair.record_id_a(), pair.record_id_b()), value});
    call_->changes.puts.push_back(
        {PairKey(pair.record_id_b(), pair.record_id_a()), value});
  };
  for (const v1::RecordPair& pair : apart_) put(pair, row.SerializeAsString());
  for (const v1::RecordPair& pair : together_) put(pair, std::nullopt);
}

void Regrouping::PutDecision(const v1::IdentityDecision& decision) {
  v1::IdentityDecisionRow row;
  *row.mutable_decision() = decision;
  storage::PutRow<v1::IdentityDecisionRow>(storage::kIdentityDecisions,
                                           decision.decision_id(), row, nullptr,
                                           &call_->changes);
  for (const v1::ChildRecords& child : decision.after()) {
    call_->changes.puts.push_back(
        {Key(storage::kDecisionOrder,
             absl::StrCat(child.child_id(),
                          storage::BigEndian64(absl::ToUnixNanos(call_->now)),
                          decision.decision_id())),
         std::string()});
  }
}

void Regrouping::ChangeMemory(const v1::IdentityDecision& decision) {
  call_->placed = [&identities = house_.identities,
                   before = std::move(call_->placed), moved = moved_,
                   apart = apart_, together = together_] {
    if (before) before();
    for (const auto& [record_id, child_id] : moved) {
      identities.Move(record_id, child_id);
    }
    for (const v1::RecordPair& pair : apart) {
      identities.KeepApart(pair.record_id_a(), pair.record_id_b());
    }
    for (const v1::RecordPair& pair : together) {
      identities.LetTogether(pair.record_id_a(), pair.record_id_b());
    }
  };
}

absl::Status Regrouping::Finish(v1::IdentityDecision* decision) {
  decision->set_decision_id(NewHandle(house_.env));
  decision->set_agency(call_->caller.agency);
  decision->set_actor_ref(call_->entry.actor_ref());
  *decision->mutable_decide_time() = TimestampOf(call_->now);
  decision->set_log_size(house_.log.Head().size());
  for (auto& [child_id, changed] : children_) {
    v1::ChildRecords was = RecordsOf(changed.before);
    was.set_child_id(child_id);
    *decision->add_before() = std::move(was);
    *decision->add_after() = RecordsOf(changed.after);
    call_->entry.add_subject_refs(changed.after.audit_ref());
    const bool is_new = changed.before.child_id().empty();
    changed.after.set_version(changed.before.version() + 1);
    storage::PutRow(storage::kChildren, child_id, changed.after,
                    is_new ? nullptr : &changed.before, &call_->changes);
  }
  call_->entry.set_subject_count(static_cast<uint32_t>(children_.size()));
  for (const v1::RecordPair& pair : apart_) *decision->add_pairs() = pair;
  for (const v1::RecordPair& pair : together_) *decision->add_pairs() = pair;
  if (absl::Status put = PutRecords(); !put.ok()) return put;
  if (absl::Status closed = CloseReviews(); !closed.ok()) return closed;
  for (const auto& [record_id, row] : records_) {
    call_->changes.puts.push_back(
        {Key(storage::kRecords, record_id), row.SerializeAsString()});
  }
  for (const auto& [record_id, child_id] : moved_) {
    call_->entry.add_record_ids(record_id);
  }
  PutPairs(*decision);
  PutDecision(*decision);
  ChangeMemory(*decision);
  return absl::OkStatus();
}

}  // namespace saan
