// Holds folders of archived segments to what they say of themselves: that each
// entry is the one that was hashed, that the segments follow each other, and
// that they are the beginning of what the log has signed. Pure but for reading:
// for auditors who have the archive and the log's public key.

#ifndef SAAN_STORAGE_ARCHIVE_CHECK_H_
#define SAAN_STORAGE_ARCHIVE_CHECK_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "saan/v1/audit.pb.h"
#include "storage/archived_segment.h"
#include "storage/checkpoint.h"

namespace saan::storage {

// Not thread-safe.
class ArchiveCheck {
 public:
  // Takes segments in their order; the first may be any. `checkpoint` is that
  // of its manifest, whose signature is the caller's business. DATA_LOSS names
  // the entry or the segment that is wrong.
  absl::Status Add(ArchivedSegment* segment, const Checkpoint& checkpoint);

  // After the last segment. DATA_LOSS where an entry of the archive tells of
  // another manifest, or of a class as ended whose entries are there.
  absl::Status Finish() const;

  uint64_t first_index() const { return first_index_; }
  uint64_t end_index() const { return end_index_; }
  uint64_t segments() const { return manifests_.size(); }
  uint64_t entries() const { return entries_; }
  // Entries that are not there, and those of them whose end the archive's own
  // entries tell of.
  uint64_t missing() const { return missing_entries_; }
  uint64_t told() const;

 private:
  absl::Status CheckPlace(const ArchivedSegment& segment,
                          const Checkpoint& checkpoint);
  absl::Status CheckEntries(ArchivedSegment* segment);
  void Hear(const v1::AuditEntry& entry);

  using ClassOfSegment = std::pair<uint64_t, v1::RetentionClass>;

  uint64_t first_index_ = 0;
  uint64_t end_index_ = 0;
  uint64_t entries_ = 0;
  uint64_t missing_entries_ = 0;
  std::string root_;  // Of the log at end_index_.
  std::string last_manifest_;
  std::map<uint64_t, std::string> manifests_;  // SHA-256, by segment.
  std::map<ClassOfSegment, uint64_t> present_;
  std::map<ClassOfSegment, uint64_t> missing_;
  // What entries of the archive say.
  std::map<uint64_t, std::string> told_manifests_;
  std::map<ClassOfSegment, uint64_t> told_ends_;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_ARCHIVE_CHECK_H_
