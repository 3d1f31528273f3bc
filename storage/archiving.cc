#include "storage/archiving.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/archived_segment.h"
#include "storage/log_index.h"
#include "storage/log_tree.h"

namespace saan::storage {

absl::StatusOr<std::unique_ptr<Archiving>> Archiving::Open(Ledger* ledger,
                                                           Segments* segments,
                                                           Signatory* signatory,
                                                           Archive* archive) {
  for (uint64_t i = 0; i < segments->archived_count(); ++i) {
    const absl::StatusOr<SealedSegment> segment = segments->At(i);
    if (!segment.ok()) return segment.status();
    for (const v1::ExpiredEntries& over : segment->expired) {
      absl::Status gone = archive->LetGo(i, over.retention_class());
      if (!gone.ok()) return gone;
    }
  }
  return std::unique_ptr<Archiving>(
      new Archiving(ledger, segments, signatory, archive));
}

std::vector<std::string> Archiving::Missing() const {
  std::vector<std::string> lines = archive_.problems();
  for (uint64_t i = 0; i < segments_.archived_count(); ++i) {
    const absl::StatusOr<SealedSegment> segment = segments_.At(i);
    const auto manifest = archive_.ManifestOf(i);
    if (manifest == nullptr) {
      lines.push_back(
          absl::StrCat(archive_.FolderOf(i), " is not there: put it back"));
    } else if (segment.ok() &&
               manifest->sha256 != segment->archived.manifest_sha256()) {
      lines.push_back(absl::StrCat(archive_.FolderOf(i),
                                   " is not what the log says was archived: "
                                   "put back the right one"));
    }
  }
  return lines;
}

absl::StatusOr<bool> Archiving::IsSegmentDue(absl::Duration age,
                                             absl::Time now) const {
  const uint64_t next = segments_.archived_count();
  if (next >= segments_.count()) return false;
  const absl::StatusOr<SealedSegment> segment = segments_.At(next);
  if (!segment.ok()) return segment.status();
  const uint64_t indexed =
      ledger_.Head().size() / kSegmentEntries * kSegmentEntries;
  return segment->seal.end_index() <= indexed && segment->sealed + age <= now;
}

absl::StatusOr<v1::ArchiveManifest> Archiving::Describe(
    uint64_t number, const v1::SegmentSeal& seal) {
  v1::ArchiveManifest manifest;
  manifest.set_log_origin(signatory_.origin());
  manifest.set_number(number);
  manifest.set_first_index(seal.first_index());
  manifest.set_end_index(seal.end_index());
  const absl::StatusOr<Frontier> before =
      ledger_.FrontierAt(seal.first_index());
  if (!before.ok()) return before.status();
  for (const std::string& peak : before->peaks()) manifest.add_peaks(peak);
  if (number > 0) {
    const absl::StatusOr<SealedSegment> previous = segments_.At(number - 1);
    if (!previous.ok()) return previous.status();
    manifest.set_previous_sha256(previous->archived.manifest_sha256());
  }
  const absl::StatusOr<SignedCheckpoint> checkpoint =
      signatory_.Covering(seal.end_index());
  if (!checkpoint.ok()) return checkpoint.status();
  const absl::StatusOr<std::vector<std::string>> proof =
      ledger_.ProveConsistency(seal.end_index(), checkpoint->size);
  if (!proof.ok()) return proof.status();
  for (const std::string& hash : *proof) manifest.add_consistency_proof(hash);
  manifest.set_checkpoint(checkpoint->note);
  return manifest;
}

absl::Status Archiving::ArchiveNext(v1::AuditEntry entry) {
  const uint64_t number = segments_.archived_count();
  const absl::StatusOr<SealedSegment> segment = segments_.At(number);
  if (!segment.ok()) return segment.status();
  const v1::SegmentSeal& seal = segment->seal;
  absl::StatusOr<v1::ArchiveManifest> manifest = Describe(number, seal);
  if (!manifest.ok()) return manifest.status();
  SegmentWriter writer(archive_.PartialFolderOf(number));
  absl::Status status = writer.Begin();
  if (!status.ok()) return status;
  std::vector<uint64_t> released;
  v1::AuditEntry its;
  absl::Status scanned = ledger_.ScanLeaves(
      seal.first_index(), seal.end_index(),
      [&](uint64_t index, absl::string_view leaf) {
        if (!its.ParseFromArray(leaf.data(), static_cast<int>(leaf.size()))) {
          status = DamagedLogError("an entry does not parse");
          return false;
        }
        const v1::RetentionClass its_class = RetentionClassOf(its);
        if (its_class != v1::RETENTION_CLASS_LOG) released.push_back(index);
        status = writer.Add(leaf, its_class);
        return status.ok();
      });
  if (!scanned.ok()) return scanned;
  if (!status.ok()) return status;
  absl::StatusOr<std::string> digest = writer.Finish(*std::move(manifest));
  if (!digest.ok()) return digest.status();
  status = archive_.Take(number);
  if (!status.ok()) return status;
  entry.set_method(kArchiveMethod);
  v1::ArchivedSegment& archived = *entry.mutable_archived();
  archived.set_number(number);
  archived.set_first_index(seal.first_index());
  archived.set_end_index(seal.end_index());
  archived.set_manifest_sha256(*std::move(digest));
  const absl::StatusOr<v1::Receipt> receipt = ledger_.Release(entry, released);
  if (!receipt.ok()) return receipt.status();
  return segments_.Note(receipt->log_index(), entry);
}

std::optional<v1::ExpiredEntries> Archiving::NextOver(
    const RetentionPolicy& policy, absl::Time now) const {
  if (policy.keeps_all()) return std::nullopt;
  for (uint64_t i = 0; i < segments_.archived_count(); ++i) {
    const absl::StatusOr<SealedSegment> segment = segments_.At(i);
    if (!segment.ok()) return std::nullopt;
    const auto read = archive_.ManifestOf(i);
    if (read == nullptr) continue;  // Its entries end once it is put back.
    for (const v1::ArchivedClass& its : read->manifest.classes()) {
      if (segment->IsOver(its.retention_class()) ||
          !policy.IsOver(its.retention_class(), segment->sealed, now)) {
        continue;
      }
      v1::ExpiredEntries over;
      over.set_number(i);
      over.set_retention_class(its.retention_class());
      over.set_entry_count(its.entry_count());
      return over;
    }
  }
  return std::nullopt;
}

absl::Status Archiving::End(const v1::ExpiredEntries& over,
                            v1::AuditEntry entry) {
  entry.set_method(kExpireMethod);
  *entry.mutable_expired() = over;
  const absl::StatusOr<v1::Receipt> receipt = ledger_.Commit(entry, {});
  if (!receipt.ok()) return receipt.status();
  absl::Status noted = segments_.Note(receipt->log_index(), entry);
  if (!noted.ok()) return noted;
  return archive_.LetGo(over.number(), over.retention_class());
}

}  // namespace saan::storage
