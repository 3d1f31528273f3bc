// Moves sealed segments from the store to the archive, and ends the time of
// entries there, each with an entry of its own. The hashes of all entries stay
// in the store: every proof that could be given before can be given after.

#ifndef SAAN_STORAGE_ARCHIVING_H_
#define SAAN_STORAGE_ARCHIVING_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "saan/v1/audit.pb.h"
#include "storage/archive.h"
#include "storage/ledger.h"
#include "storage/retention.h"
#include "storage/segments.h"
#include "storage/signatory.h"

namespace saan::storage {

// One call at a time.
class Archiving {
 public:
  // All must outlive this. Removes what the log says is over and is still
  // there. The codes of Archive.
  static absl::StatusOr<std::unique_ptr<Archiving>> Open(Ledger* ledger,
                                                         Segments* segments,
                                                         Signatory* signatory,
                                                         Archive* archive);

  // One line for each archived segment that is not in the archive as the log
  // says: its entries cannot be read until its folder is put back.
  std::vector<std::string> Missing() const;

  // True where the next segment was sealed `age` ago or more, and no start
  // needs its entries any more.
  absl::StatusOr<bool> IsSegmentDue(absl::Duration age, absl::Time now) const;

  // Archives it, and commits `entry` with what was done. What only the log
  // needs for its own life stays in the store as well. The codes of Archive and
  // Ledger::Release.
  absl::Status ArchiveNext(v1::AuditEntry entry);

  // Entries whose time is over by `policy`, and are there still.
  std::optional<v1::ExpiredEntries> NextOver(const RetentionPolicy& policy,
                                             absl::Time now) const;

  // Commits `entry` with that, and removes them after. The codes of Archive and
  // Ledger.
  absl::Status End(const v1::ExpiredEntries& over, v1::AuditEntry entry);

 private:
  Archiving(Ledger* ledger, Segments* segments, Signatory* signatory,
            Archive* archive)
      : ledger_(*ledger),
        segments_(*segments),
        signatory_(*signatory),
        archive_(*archive) {}

  absl::StatusOr<v1::ArchiveManifest> Describe(uint64_t number,
                                               const v1::SegmentSeal& seal);

  Ledger& ledger_;
  Segments& segments_;
  Signatory& signatory_;
  Archive& archive_;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_ARCHIVING_H_
