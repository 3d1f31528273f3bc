#include "storage/segment_check.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "storage/segment_map.h"

namespace saan::storage {
namespace {

absl::Status Wrong(uint64_t index, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("entry ", index, ": ", what));
}

absl::Status NotLinked(uint64_t index) {
  return Wrong(index,
               "it is not linked to the entry before about the same subject");
}

}  // namespace

absl::Status SealChain::Check(uint64_t log_index,
                              const v1::SegmentSeal& seal) const {
  if (seal.number() != segments || seal.first_index() != sealed_end ||
      seal.previous_seal_index() != last_seal_index) {
    return Wrong(log_index, "its seal does not follow the one before");
  }
  if (seal.end_index() <= seal.first_index() || seal.end_index() > log_index) {
    return Wrong(log_index, "its seal is not of entries before it");
  }
  return absl::OkStatus();
}

void SealChain::Take(uint64_t log_index, const v1::SegmentSeal& seal) {
  ++segments;
  sealed_end = seal.end_index();
  last_seal_index = log_index;
}

absl::Status VerifySubjectAnswers(absl::string_view subject_ref,
                                  absl::Span<const SubjectAnswer> answers,
                                  uint64_t* sealed_end) {
  SealChain chain;
  for (const SubjectAnswer& answer : answers) {
    absl::Status status = chain.Check(answer.seal_index, answer.seal);
    if (!status.ok()) return status;
    for (const uint64_t index : answer.indexes) {
      if (index < answer.seal.first_index() ||
          index >= answer.seal.end_index()) {
        return Wrong(index, "it is not in the segment that it is said to be");
      }
    }
    status = VerifyMapProof(answer.seal.map_root(), answer.seal.number(),
                            subject_ref, answer.indexes, answer.proof);
    if (!status.ok()) return status;
    chain.Take(answer.seal_index, answer.seal);
  }
  *sealed_end = chain.sealed_end;
  return absl::OkStatus();
}

absl::Status SegmentCheck::Add(uint64_t index, const v1::AuditEntry& entry) {
  absl::Status linked = CheckLinks(index, entry);
  if (!linked.ok()) return linked;
  if (entry.has_seal()) {
    absl::Status sealed = CheckSeal(index, entry.seal());
    if (!sealed.ok()) return sealed;
  }
  for (const std::string& subject_ref : entry.subject_refs()) {
    unsealed_.emplace_back(index, subject_ref);
  }
  return absl::OkStatus();
}

absl::Status SegmentCheck::CheckLinks(uint64_t index,
                                      const v1::AuditEntry& entry) {
  const bool is_linked = entry.schema_version() >= kLinkedSchemaVersion;
  const bool is_whole =
      !is_linked ||
      (entry.subject_counts_size() >= entry.subject_refs_size() &&
       entry.subject_previous_size() >= entry.subject_refs_size());
  if (!is_whole) return NotLinked(index);
  std::vector<SubjectHead> moved;
  for (int i = 0; i < entry.subject_refs_size(); ++i) {
    const auto found = heads_.find(entry.subject_refs(i));
    const SubjectHead head =
        found == heads_.end() ? SubjectHead() : found->second;
    moved.push_back({index, head.count + 1});
    if (!is_linked) continue;
    const uint64_t previous = entry.subject_previous(i);
    const uint64_t count = entry.subject_counts(i);
    if ((count != head.count + 1 ||
         previous != (head.count == 0 ? 0 : head.index)) &&
        !LeadsToExpired(head, previous, count)) {
      return NotLinked(index);
    }
    moved.back().count = count;
  }
  // After all were checked: one may be named twice.
  for (int i = 0; i < entry.subject_refs_size(); ++i) {
    heads_[entry.subject_refs(i)] = moved[static_cast<size_t>(i)];
  }
  if (is_linked && entry.subject_refs_size() > 0) ++linked_entries_;
  return absl::OkStatus();
}

bool SegmentCheck::HasExpired(uint64_t first, uint64_t end) const {
  const auto at = std::lower_bound(expired_.begin(), expired_.end(), first);
  return at != expired_.end() && *at < end;
}

bool SegmentCheck::LeadsToExpired(const SubjectHead& known, uint64_t previous,
                                  uint64_t count) const {
  const uint64_t after = known.count == 0 ? 0 : known.index + 1;
  const auto first = std::lower_bound(expired_.begin(), expired_.end(), after);
  const auto end = std::upper_bound(first, expired_.end(), previous);
  // The one before is the last of them; each may be of this subject.
  return end != first && *std::prev(end) == previous &&
         count > known.count + 1 &&
         count - known.count - 1 <= static_cast<uint64_t>(end - first);
}

absl::Status SegmentCheck::CheckSeal(uint64_t index,
                                     const v1::SegmentSeal& seal) {
  absl::Status follows = chain_.Check(index, seal);
  if (!follows.ok()) return follows;
  SubjectEntries entries;
  for (; !unsealed_.empty() && unsealed_.front().first < seal.end_index();
       unsealed_.pop_front()) {
    entries.Add(unsealed_.front().first, unsealed_.front().second);
  }
  if (HasExpired(seal.first_index(), seal.end_index())) {
    ++unchecked_maps_;
    chain_.Take(index, seal);
    return absl::OkStatus();
  }
  const std::vector<MapLeaf> leaves = entries.Leaves(seal.number());
  if (leaves.size() != seal.subject_count() ||
      MapHash(leaves, 0) != seal.map_root()) {
    return Wrong(index,
                 "its map is not the one that the segment's entries "
                 "make");
  }
  chain_.Take(index, seal);
  return absl::OkStatus();
}

}  // namespace saan::storage
