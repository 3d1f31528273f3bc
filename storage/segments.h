// The sealed segments of the log. A seal is an entry: the root of a map that
// says which entries of a run of them speak of whom (subject_map.h). Segments
// follow each other without a gap, so an answer about a child that has a proof
// from each of them is complete up to the last seal.
//
// Not the segments of log_index.h, which are of the index alone.

#ifndef SAAN_STORAGE_SEGMENTS_H_
#define SAAN_STORAGE_SEGMENTS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "saan/v1/audit.pb.h"
#include "storage/ledger.h"

namespace saan::storage {

// A segment is sealed with so many entries, as a rule: those of one tile at
// level 1 (256 * 256).
inline constexpr uint64_t kUsualSegmentEntries = 65536;

// What entries that seal give as their method.
inline constexpr char kSealMethod[] = "Gateway/SealSegment";

// What entries give as their method that move a segment to the archive, and
// that end the time of entries in it (archiving.h).
inline constexpr char kArchiveMethod[] = "Gateway/ArchiveSegment";
inline constexpr char kExpireMethod[] = "Gateway/ExpireEntries";

// A segment, as the log tells of it.
struct SealedSegment {
  uint64_t log_index = 0;  // Of the entry that seals it.
  absl::Time sealed;
  v1::SegmentSeal seal;
  std::optional<uint64_t> archive_index;  // Of the entry that archived it.
  v1::ArchivedSegment archived;           // Where it is.
  std::vector<v1::ExpiredEntries> expired;

  bool IsOver(v1::RetentionClass retention_class) const;
};

// Thread-safe.
class Segments {
 public:
  // Finds in `ledger`, which must outlive this, what became of segments.
  // DATA_LOSS when they do not follow each other.
  static absl::StatusOr<std::unique_ptr<Segments>> Open(Ledger* ledger);

  // Where the next segment is to end by now, or nothing: once there are
  // `most_entries` (at least 1) to seal, or at the end of the day of the first
  // of them, by the calendar of `zone`.
  absl::StatusOr<std::optional<uint64_t>> Due(uint64_t most_entries,
                                              absl::Time now,
                                              absl::TimeZone zone) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Seals the entries from sealed_end() up to `end`: reads them back, and
  // commits `entry` with the seal and method in it, together with the map.
  // OUT_OF_RANGE unless sealed_end() < end <= size of the log; else the codes
  // of Ledger. One call at a time.
  absl::Status Seal(uint64_t end, v1::AuditEntry entry)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Takes note of an entry that archived a segment or ended entries of one, as
  // it was committed. DATA_LOSS when it does not follow from those before.
  absl::Status Note(uint64_t log_index, const v1::AuditEntry& entry)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // How many segments are archived: always the first ones.
  uint64_t archived_count() const ABSL_LOCKS_EXCLUDED(mutex_);

  // How many segments are sealed, and the first entry that no seal covers.
  uint64_t count() const ABSL_LOCKS_EXCLUDED(mutex_);
  uint64_t sealed_end() const ABSL_LOCKS_EXCLUDED(mutex_);

  // OUT_OF_RANGE unless number < count().
  absl::StatusOr<SealedSegment> At(uint64_t number) const
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  explicit Segments(Ledger* ledger) : ledger_(*ledger) {}

  absl::Status Find() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status TakeSeal(uint64_t log_index, const v1::AuditEntry& entry)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeArchived(uint64_t log_index,
                            const v1::ArchivedSegment& moved)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeExpired(const v1::ExpiredEntries& ended)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Ledger& ledger_;
  mutable absl::Mutex mutex_;
  std::vector<SealedSegment> sealed_ ABSL_GUARDED_BY(mutex_);
  uint64_t archived_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SEGMENTS_H_
