// The subject map of one sealed segment: made from the segment's entries, and
// kept in rows so that a proof reads two or three of them, however large the
// segment. Without the pseudonym nobody finds a subject in it.

#ifndef SAAN_STORAGE_SEGMENT_MAP_H_
#define SAAN_STORAGE_SEGMENT_MAP_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/kv.h"
#include "storage/subject_map.h"

namespace saan::storage {

// Leaves in a bucket, on average at most; a bucket is one row.
inline constexpr size_t kBucketLeaves = 128;
// At most 2^12 buckets, whose hashes are one row too.
inline constexpr int kMaxBucketBits = 12;

// Gathers which entries speak of whom.
class SubjectEntries {
 public:
  // In the order of the log: the entry at `index` speaks of `subject_ref`. It
  // may be said twice.
  void Add(uint64_t index, const std::string& subject_ref);

  // One leaf for each subject, in the order of their keys.
  std::vector<MapLeaf> Leaves(uint64_t segment) const;

 private:
  absl::flat_hash_map<std::string, std::vector<uint64_t>> indexes_;
};

// The rows that keep the map of `segment` (layout: README.md). `leaves` are in
// the order of their keys.
std::vector<Put> SegmentMapRows(uint64_t segment,
                                absl::Span<const MapLeaf> leaves);

// How `subject_ref` stands in the map of `segment`, from its rows. NOT_FOUND
// where there are none, DATA_LOSS when one is missing or misshapen.
absl::StatusOr<MapProof> ProveInSegment(const Reader& reader, uint64_t segment,
                                        absl::string_view subject_ref);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SEGMENT_MAP_H_
