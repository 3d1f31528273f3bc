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

// A seal, and which entry it is.
struct SealedSegment {
  uint64_t log_index = 0;
  v1::SegmentSeal seal;
};

// Thread-safe.
class Segments {
 public:
  // Finds the seals in `ledger`, which must outlive this. DATA_LOSS when they
  // do not follow each other.
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

  // How many segments are sealed, and the first entry that no seal covers.
  uint64_t count() const ABSL_LOCKS_EXCLUDED(mutex_);
  uint64_t sealed_end() const ABSL_LOCKS_EXCLUDED(mutex_);

  // OUT_OF_RANGE unless number < count().
  absl::StatusOr<SealedSegment> At(uint64_t number) const
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  explicit Segments(Ledger* ledger) : ledger_(*ledger) {}

  absl::Status Find() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Take(uint64_t log_index, const v1::AuditEntry& entry)
      ABSL_LOCKS_EXCLUDED(mutex_);

  Ledger& ledger_;
  mutable absl::Mutex mutex_;
  std::vector<SealedSegment> sealed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SEGMENTS_H_
