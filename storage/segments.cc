#include "storage/segments.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "storage/log_index.h"
#include "storage/log_tree.h"
#include "storage/segment_check.h"
#include "storage/segment_map.h"

namespace saan::storage {
namespace {

absl::StatusOr<v1::AuditEntry> ReadEntryAt(const Ledger& ledger,
                                           uint64_t index) {
  const absl::StatusOr<std::string> leaf = ledger.Leaf(index);
  if (!leaf.ok()) return leaf.status();
  v1::AuditEntry entry;
  if (!entry.ParseFromString(*leaf)) {
    return DamagedLogError("an entry does not parse");
  }
  return entry;
}

// The leaves of the map over the entries [first, end).
absl::StatusOr<std::vector<MapLeaf>> MapOf(const Ledger& ledger,
                                           uint64_t segment, uint64_t first,
                                           uint64_t end) {
  SubjectEntries entries;
  v1::AuditEntry entry;
  bool is_read = true;
  absl::Status scanned = ledger.ScanLeaves(
      first, end, [&](uint64_t index, absl::string_view leaf) {
        is_read =
            entry.ParseFromArray(leaf.data(), static_cast<int>(leaf.size()));
        if (!is_read) return false;
        for (const std::string& subject_ref : entry.subject_refs()) {
          entries.Add(index, subject_ref);
        }
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!is_read) return DamagedLogError("an entry does not parse");
  return entries.Leaves(segment);
}

absl::CivilDay DayOf(const v1::AuditEntry& entry, absl::TimeZone zone) {
  return absl::ToCivilDay(absl::FromUnixNanos(entry.recorded_unix_nanos()),
                          zone);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Segments>> Segments::Open(Ledger* ledger) {
  std::unique_ptr<Segments> segments(new Segments(ledger));
  absl::Status found = segments->Find();
  if (!found.ok()) return found;
  return segments;
}

absl::Status Segments::Find() {
  const uint64_t size = ledger_.Head().size();
  const uint64_t indexed = size / kSegmentEntries;
  std::vector<uint64_t> places;
  for (const char* const method :
       {kSealMethod, kArchiveMethod, kExpireMethod}) {
    const std::string term = IndexTerm(kTermMethod, method);
    for (uint64_t i = 0; i < indexed; ++i) {
      const absl::StatusOr<std::vector<uint64_t>> found =
          ledger_.FindInSegment(term, i);
      if (!found.ok()) return found.status();
      places.insert(places.end(), found->begin(), found->end());
    }
  }
  std::sort(places.begin(), places.end());
  for (uint64_t i = indexed * kSegmentEntries; i < size; ++i) {
    places.push_back(i);
  }
  for (const uint64_t index : places) {
    const absl::StatusOr<v1::AuditEntry> entry = ReadEntryAt(ledger_, index);
    if (!entry.ok()) return entry.status();
    absl::Status noted = Note(index, *entry);
    if (!noted.ok()) return noted;
  }
  return absl::OkStatus();
}

absl::Status Segments::Note(uint64_t log_index, const v1::AuditEntry& entry) {
  absl::MutexLock lock(&mutex_);
  if (entry.has_seal()) return TakeSeal(log_index, entry);
  if (entry.has_archived()) return TakeArchived(log_index, entry.archived());
  if (entry.has_expired()) return TakeExpired(entry.expired());
  return absl::OkStatus();
}

absl::Status Segments::TakeSeal(uint64_t log_index,
                                const v1::AuditEntry& entry) {
  SealChain chain;
  if (!sealed_.empty()) {
    chain.segments = sealed_.size();
    chain.sealed_end = sealed_.back().seal.end_index();
    chain.last_seal_index = sealed_.back().log_index;
  }
  absl::Status fits = chain.Check(log_index, entry.seal());
  if (!fits.ok()) return DamagedLogError(fits.message());
  SealedSegment segment;
  segment.log_index = log_index;
  segment.sealed = absl::FromUnixNanos(entry.recorded_unix_nanos());
  segment.seal = entry.seal();
  sealed_.push_back(std::move(segment));
  return absl::OkStatus();
}

absl::Status Segments::TakeArchived(uint64_t log_index,
                                    const v1::ArchivedSegment& moved) {
  if (moved.number() != archived_count_ || moved.number() >= sealed_.size()) {
    return DamagedLogError("segments were not archived one after another");
  }
  SealedSegment& segment = sealed_[archived_count_++];
  segment.archive_index = log_index;
  segment.archived = moved;
  return absl::OkStatus();
}

absl::Status Segments::TakeExpired(const v1::ExpiredEntries& ended) {
  if (ended.number() >= archived_count_) {
    return DamagedLogError("entries ended that were never archived");
  }
  sealed_[ended.number()].expired.push_back(ended);
  return absl::OkStatus();
}

bool SealedSegment::IsOver(v1::RetentionClass retention_class) const {
  return std::any_of(expired.begin(), expired.end(),
                     [&](const v1::ExpiredEntries& ended) {
                       return ended.retention_class() == retention_class;
                     });
}

uint64_t Segments::archived_count() const {
  absl::MutexLock lock(&mutex_);
  return archived_count_;
}

absl::StatusOr<std::optional<uint64_t>> Segments::Due(
    uint64_t most_entries, absl::Time now, absl::TimeZone zone) const {
  const uint64_t first = sealed_end();
  const uint64_t size = ledger_.Head().size();
  if (first == size) return std::nullopt;
  if (size - first >= most_entries) return first + most_entries;
  const absl::StatusOr<v1::AuditEntry> oldest = ReadEntryAt(ledger_, first);
  if (!oldest.ok()) return oldest.status();
  if (DayOf(*oldest, zone) >= absl::ToCivilDay(now, zone)) return std::nullopt;
  return size;
}

absl::Status Segments::Seal(uint64_t end, v1::AuditEntry entry) {
  const uint64_t number = count();
  const uint64_t first = sealed_end();
  if (end <= first || end > ledger_.Head().size()) {
    return absl::OutOfRangeError("the log has no such entries to seal");
  }
  const absl::StatusOr<std::vector<MapLeaf>> leaves =
      MapOf(ledger_, number, first, end);
  if (!leaves.ok()) return leaves.status();
  v1::SegmentSeal& seal = *entry.mutable_seal();
  seal.set_number(number);
  seal.set_first_index(first);
  seal.set_end_index(end);
  seal.set_map_root(MapHash(*leaves, 0));
  seal.set_subject_count(leaves->size());
  if (number > 0) {
    const absl::StatusOr<SealedSegment> before = At(number - 1);
    if (!before.ok()) return before.status();
    seal.set_previous_seal_index(before->log_index);
  }
  entry.set_method(kSealMethod);
  const absl::StatusOr<v1::Receipt> receipt =
      ledger_.Commit(entry, {SegmentMapRows(number, *leaves), {}});
  if (!receipt.ok()) return receipt.status();
  return Note(receipt->log_index(), entry);
}

uint64_t Segments::count() const {
  absl::MutexLock lock(&mutex_);
  return sealed_.size();
}

uint64_t Segments::sealed_end() const {
  absl::MutexLock lock(&mutex_);
  return sealed_.empty() ? 0 : sealed_.back().seal.end_index();
}

absl::StatusOr<SealedSegment> Segments::At(uint64_t number) const {
  absl::MutexLock lock(&mutex_);
  if (number >= sealed_.size()) {
    return absl::OutOfRangeError("no such segment is sealed");
  }
  return sealed_[number];
}

}  // namespace saan::storage
