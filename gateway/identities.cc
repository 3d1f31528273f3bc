#include "gateway/identities.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/tables.h"

namespace saan {
namespace {

uint64_t ReferenceDigest(const std::string& reference) {
  return match::Digest64(reference, 0);
}

void Erase(std::vector<uint32_t>* numbers, uint32_t number) {
  numbers->erase(std::remove(numbers->begin(), numbers->end(), number),
                 numbers->end());
}

// An agency that says "this belongs to my record X" is believed, unless the two
// contradict each other.
void HonourReference(match::Decision* decision) {
  if (decision->verdict == v1::VERDICT_SAME) return;
  if (decision->rule == match::Rule::kNone) {
    *decision = {v1::VERDICT_SAME, match::Rule::kRecordReference};
  } else {
    decision->verdict = v1::VERDICT_REVIEW;
  }
}

// A person's word that these are two children outranks every score.
void KeepApartIn(match::Decision* decision) {
  *decision = {v1::VERDICT_DIFFERENT, match::Rule::kKeptApart};
}

// What of `profile` stands in fields named in `fields`.
std::vector<match::Trait> Only(const match::Model& model,
                               match::ProfileView profile,
                               const std::vector<std::string>& fields) {
  std::vector<match::Trait> only;
  for (const match::Trait trait : profile) {
    const std::string& name = model.fields[trait.field()].name;
    if (std::find(fields.begin(), fields.end(), name) != fields.end()) {
      only.push_back(trait);
    }
  }
  return only;
}

}  // namespace

Identities::Identities(const match::Model& model)
    : model_(model),
      judge_(model),
      population_(model),
      screen_(population_.ScreenFor(judge_.PriorAmong(population_),
                                    judge_.least_probability())) {}

absl::Status Identities::Load(
    const storage::Reader& store,
    absl::FunctionRef<void(uint64_t records)> progress) {
  uint64_t records = 0;
  absl::Status read = storage::ScanRows<v1::TraitsRow>(
      store, storage::kTraits, "",
      [&](absl::string_view record_id, const v1::TraitsRow& row) {
        Put(record_id, row);
        progress(++records);
        return true;
      });
  if (!read.ok()) return read;
  const std::string apart(1, storage::kKeptApart);
  return store.Scan(apart, storage::PrefixEnd(apart),
                    [&](absl::string_view key, absl::string_view) {
                      const absl::string_view pair = key.substr(1);
                      const size_t half = pair.size() / 2;
                      absl::MutexLock lock(&mutex_);
                      apart_[std::string(pair.substr(0, half))].push_back(
                          std::string(pair.substr(half)));
                      return true;
                    });
}

uint32_t Identities::NameNumber(const std::string& name) {
  for (size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] == name) return static_cast<uint32_t>(i);
  }
  names_.push_back(name);
  return static_cast<uint32_t>(names_.size() - 1);
}

uint32_t Identities::ChildNumber(const std::string& child_id) {
  const auto [found, is_new] = by_child_id_.try_emplace(
      child_id, static_cast<uint32_t>(children_.size()));
  if (is_new) children_.push_back({child_id, {}});
  return found->second;
}

void Identities::Remove(uint32_t record) {
  Known& known = known_[record];
  population_.Remove(record);
  Erase(&children_[known.child].records, record);
  Erase(&by_own_reference_[known.own_reference], record);
  for (const uint64_t reference : known.references) {
    Erase(&by_reference_[reference], record);
  }
  known = Known();
}

void Identities::Put(absl::string_view record_id, const v1::TraitsRow& row) {
  absl::MutexLock lock(&mutex_);
  const auto before = by_record_id_.find(record_id);
  if (before != by_record_id_.end()) Remove(before->second);
  const uint32_t agency = NameNumber(row.agency());
  const uint32_t record =
      population_.Add(match::ValuesOf(model_, row.traits()), agency);
  Known known;
  known.record_id = std::string(record_id);
  known.child = ChildNumber(row.child_id());
  known.agency = agency;
  known.system = NameNumber(row.traits().system());
  known.own_reference = ReferenceDigest(row.own_reference());
  by_own_reference_[known.own_reference].push_back(record);
  for (const std::string& reference : row.references()) {
    known.references.push_back(ReferenceDigest(reference));
    by_reference_[known.references.back()].push_back(record);
  }
  children_[known.child].records.push_back(record);
  by_record_id_.insert_or_assign(std::string(record_id), record);
  known_.push_back(std::move(known));
}

uint64_t Identities::size() const {
  absl::MutexLock lock(&mutex_);
  return by_record_id_.size();
}

void Identities::Move(absl::string_view record_id, absl::string_view child_id) {
  absl::MutexLock lock(&mutex_);
  const auto found = by_record_id_.find(record_id);
  if (found == by_record_id_.end()) return;
  Known& known = known_[found->second];
  Erase(&children_[known.child].records, found->second);
  known.child = ChildNumber(std::string(child_id));
  children_[known.child].records.push_back(found->second);
}

void Identities::KeepApart(const std::string& record_id_a,
                           const std::string& record_id_b) {
  absl::MutexLock lock(&mutex_);
  apart_[record_id_a].push_back(record_id_b);
  apart_[record_id_b].push_back(record_id_a);
}

void Identities::LetTogether(const std::string& record_id_a,
                             const std::string& record_id_b) {
  absl::MutexLock lock(&mutex_);
  const auto forget = [&](const std::string& of, const std::string& what)
                          ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
                            const auto found = apart_.find(of);
                            if (found == apart_.end()) return;
                            std::vector<std::string>& others = found->second;
                            const auto one =
                                std::find(others.begin(), others.end(), what);
                            if (one != others.end()) others.erase(one);
                            if (others.empty()) apart_.erase(found);
                          };
  forget(record_id_a, record_id_b);
  forget(record_id_b, record_id_a);
}

bool Identities::ArePairApart(absl::string_view record_id,
                              absl::string_view other_id) const {
  const auto found = apart_.find(record_id);
  return found != apart_.end() &&
         std::find(found->second.begin(), found->second.end(), other_id) !=
             found->second.end();
}

bool Identities::IsKeptApart(absl::string_view record_id,
                             const Child& child) const {
  if (apart_.empty()) return false;
  for (const uint32_t record : child.records) {
    if (ArePairApart(record_id, known_[record].record_id)) return true;
  }
  return false;
}

bool Identities::AreKeptApart(absl::string_view child_id_a,
                              absl::string_view child_id_b) const {
  absl::MutexLock lock(&mutex_);
  const auto a = by_child_id_.find(child_id_a);
  const auto b = by_child_id_.find(child_id_b);
  if (a == by_child_id_.end() || b == by_child_id_.end()) return false;
  for (const uint32_t record : children_[a->second].records) {
    if (IsKeptApart(known_[record].record_id, children_[b->second])) {
      return true;
    }
  }
  return false;
}

std::vector<uint32_t> Identities::CandidateChildren(
    match::ProfileView probe, const v1::TraitsRow* row) const {
  std::vector<uint32_t> children;
  for (const uint32_t record : population_.CandidatesOf(probe)) {
    children.push_back(known_[record].child);
  }
  const auto add = [&](const ByReference& records, uint64_t reference) {
    const auto found = records.find(reference);
    if (found == records.end()) return;
    for (const uint32_t record : found->second) {
      children.push_back(known_[record].child);
    }
  };
  if (row != nullptr) {
    add(by_reference_, ReferenceDigest(row->own_reference()));
    for (const std::string& reference : row->references()) {
      add(by_own_reference_, ReferenceDigest(reference));
    }
  }
  std::vector<uint32_t> once;
  for (const uint32_t child : children) {
    if (std::find(once.begin(), once.end(), child) == once.end()) {
      once.push_back(child);
    }
  }
  return once;
}

bool Identities::Refers(const v1::TraitsRow& row, const Child& child) const {
  const uint64_t own = ReferenceDigest(row.own_reference());
  return std::any_of(
      child.records.begin(), child.records.end(), [&](uint32_t record) {
        const Known& known = known_[record];
        if (std::find(known.references.begin(), known.references.end(), own) !=
            known.references.end()) {
          return true;
        }
        return std::any_of(row.references().begin(), row.references().end(),
                           [&](const std::string& reference) {
                             return ReferenceDigest(reference) ==
                                    known.own_reference;
                           });
      });
}

bool Identities::IsHopeless(match::ProfileView probe, const v1::TraitsRow& row,
                            absl::string_view record_id,
                            const Child& child) const {
  if (child.child_id == row.child_id()) return false;
  if (model_.TrustIn(row.traits().system()) < match::kFullTrust) return false;
  for (const uint32_t record : child.records) {
    const Known& known = known_[record];
    if (known.record_id == record_id) continue;
    const match::ProfileView profile = population_.profile(record);
    if (model_.TrustIn(names_[known.system]) < match::kFullTrust ||
        judge_.MayBeRuled(probe, profile) || screen_.MayMatter(profile)) {
      return false;
    }
  }
  return !Refers(row, child);
}

std::optional<Identities::Candidate> Identities::WeighOne(
    match::ProfileView probe, const v1::TraitsRow* row,
    absl::string_view record_id, uint32_t child,
    const Searchable& searchable) const {
  std::vector<uint32_t> records;
  std::vector<match::ProfileView> seen;          // In step with `records`,
  std::vector<double> trust;                     // as is this.
  std::deque<std::vector<match::Trait>> masked;  // What `seen` may look at.
  const double trust_in_row = row == nullptr
                                  ? match::kFullTrust
                                  : model_.TrustIn(row->traits().system());
  for (const uint32_t record : children_[child].records) {
    const Known& known = known_[record];
    if (known.record_id == record_id) continue;
    const std::vector<std::string>* fields =
        searchable ? searchable(names_[known.agency]) : nullptr;
    const match::ProfileView profile = population_.profile(record);
    seen.push_back(fields == nullptr
                       ? profile
                       : masked.emplace_back(Only(model_, profile, *fields)));
    trust.push_back(
        std::min(trust_in_row, model_.TrustIn(names_[known.system])));
    records.push_back(record);
  }
  const std::optional<match::Judgement> judgement =
      judge_.JudgeChild(&population_, probe, seen, trust);
  if (!judgement) return std::nullopt;
  Candidate one = {child, records[judgement->best], *judgement};
  match::Decision& decision = one.judgement.decision;
  if (row != nullptr && Refers(*row, children_[child])) {
    HonourReference(&decision);
  }
  if (IsKeptApart(record_id, children_[child])) KeepApartIn(&decision);
  return one;
}

// Names of twins are mixed up and set right: where a child is the same by a
// name that it bore before, and another child that may be meant bears that name
// now, a person decides; unless the agency itself says so by its own number.
void Identities::AskOfNamesakes(std::vector<Candidate>* candidates) const {
  const bool is_borne = std::any_of(
      candidates->begin(), candidates->end(), [&](const Candidate& candidate) {
        return candidate.judgement.decision.verdict != v1::VERDICT_DIFFERENT &&
               judge_.IsNamesake(candidate.judgement.levels);
      });
  if (!is_borne) return;
  for (Candidate& candidate : *candidates) {
    match::Decision& decision = candidate.judgement.decision;
    if (decision.verdict == v1::VERDICT_SAME &&
        decision.rule != match::Rule::kAgencyIdentifier &&
        judge_.IsByFormerName(candidate.judgement.levels)) {
      decision = {v1::VERDICT_REVIEW, match::Rule::kNameOfAnother};
    }
  }
}

bool Identities::Outranks(const Candidate& a, const Candidate& b) const {
  const match::Judgement &of_a = a.judgement, &of_b = b.judgement;
  if (of_a.decision.verdict != of_b.decision.verdict) {
    return of_a.decision.verdict < of_b.decision.verdict;
  }
  if (of_a.weight.bits != of_b.weight.bits) {
    return of_a.weight.bits > of_b.weight.bits;
  }
  return children_[a.child].child_id < children_[b.child].child_id;
}

WeighedChild Identities::Told(const Candidate& candidate) const {
  const Known& known = known_[candidate.record];
  return {children_[candidate.child].child_id,
          candidate.judgement.decision.verdict,
          candidate.judgement.weight.bits,
          known.record_id,
          names_[known.agency],
          names_[known.system],
          v1::Evidence()};
}

std::vector<Identities::Candidate> Identities::WeighAll(
    const match::FieldValues& values, const v1::TraitsRow* row,
    absl::string_view record_id, const Searchable& searchable) const {
  const match::ProfileView probe = population_.Probe(values);
  const std::vector<uint32_t> children = CandidateChildren(probe, row);
  std::vector<Candidate> candidates;
  const auto weigh = [&](uint32_t child) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const std::optional<Candidate> one =
        WeighOne(probe, row, record_id, child, searchable);
    if (one) candidates.push_back(*one);
  };
  if (row == nullptr) {
    for (const uint32_t child : children) weigh(child);
  } else {
    screen_.SetPopulation(judge_.PriorAmong(population_), population_.alive());
    screen_.SetRecord(probe);
    for (const uint32_t child : children) {
      if (!IsHopeless(probe, *row, record_id, children_[child])) weigh(child);
    }
    for (size_t i = 0; candidates.empty() && i < children.size(); ++i) {
      weigh(children[i]);
    }
  }
  AskOfNamesakes(&candidates);
  std::sort(
      candidates.begin(), candidates.end(),
      [&](const Candidate& a, const Candidate& b)
          ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return Outranks(a, b); });
  return candidates;
}

std::vector<WeighedChild> Identities::Weigh(const v1::TraitsRow& row,
                                            absl::string_view record_id) const {
  absl::MutexLock lock(&mutex_);
  std::vector<WeighedChild> weighed;
  for (const Candidate& candidate :
       WeighAll(match::ValuesOf(model_, row.traits()), &row, record_id, {})) {
    if (!weighed.empty() &&
        candidate.judgement.decision.verdict == v1::VERDICT_DIFFERENT &&
        children_[candidate.child].child_id != row.child_id()) {
      continue;
    }
    weighed.push_back(Told(candidate));
    weighed.back().evidence =
        judge_.EvidenceOf(population_, candidate.judgement);
  }
  return weighed;
}

absl::StatusOr<v1::Evidence> Identities::WeighPair(
    absl::string_view record_id, absl::string_view other_id) const {
  absl::MutexLock lock(&mutex_);
  const auto a = by_record_id_.find(record_id);
  const auto b = by_record_id_.find(other_id);
  if (a == by_record_id_.end() || b == by_record_id_.end()) {
    return absl::NotFoundError("no such record");
  }
  const double trust =
      std::min(model_.TrustIn(names_[known_[a->second].system]),
               model_.TrustIn(names_[known_[b->second].system]));
  std::optional<match::Judgement> judgement =
      judge_.JudgeChild(&population_, population_.profile(a->second),
                        {population_.profile(b->second)}, {trust});
  if (ArePairApart(record_id, other_id)) KeepApartIn(&judgement->decision);
  return judge_.EvidenceOf(population_, *judgement);
}

std::vector<WeighedChild> Identities::Ask(const v1::Traits& question,
                                          const Searchable& searchable) const {
  absl::MutexLock lock(&mutex_);
  std::vector<WeighedChild> weighed;
  for (const Candidate& candidate :
       WeighAll(match::ValuesOf(model_, question), nullptr, "", searchable)) {
    weighed.push_back(Told(candidate));
  }
  return weighed;
}

std::vector<Identities::Holder> Identities::HoldersOf(
    const std::string& identifier) const {
  v1::Traits traits;
  traits.add_identifiers(identifier);
  absl::MutexLock lock(&mutex_);
  const match::ProfileView probe =
      population_.Probe(match::ValuesOf(model_, traits));
  std::vector<Holder> holders;
  if (probe.empty()) return holders;
  for (const uint32_t record : population_.CandidatesOf(probe)) {
    const match::ProfileView profile = population_.profile(record);
    if (!std::includes(profile.begin(), profile.end(), probe.begin(),
                       probe.end())) {
      continue;
    }
    holders.push_back({children_[known_[record].child].child_id,
                       names_[known_[record].agency]});
  }
  return holders;
}

}  // namespace saan
