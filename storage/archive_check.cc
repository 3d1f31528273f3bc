#include "storage/archive_check.h"

#include <bit>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/merkle.h"
#include "storage/retention.h"

namespace saan::storage {
namespace {

absl::Status WrongSegment(uint64_t number, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("segment ", number, ": ", what));
}

}  // namespace

absl::Status ArchiveCheck::Add(ArchivedSegment* segment,
                               const Checkpoint& checkpoint) {
  absl::Status status = CheckPlace(*segment, checkpoint);
  if (!status.ok()) return status;
  return CheckEntries(segment);
}

absl::Status ArchiveCheck::CheckPlace(const ArchivedSegment& segment,
                                      const Checkpoint& checkpoint) {
  const v1::ArchiveManifest& manifest = segment.manifest();
  const uint64_t number = manifest.number();
  const uint64_t first = manifest.first_index();
  std::vector<std::string> peaks(manifest.peaks().begin(),
                                 manifest.peaks().end());
  if (peaks.size() != static_cast<size_t>(std::popcount(first))) {
    return WrongSegment(number, "the tree before it is not given");
  }
  Frontier frontier(first, std::move(peaks));
  if (manifests_.empty()) {
    first_index_ = first;
  } else if (number != manifests_.rbegin()->first + 1 || first != end_index_ ||
             manifest.previous_sha256() != last_manifest_ ||
             frontier.Root() != root_) {
    return WrongSegment(number, "it does not follow the one before");
  }
  for (uint64_t i = first; i < manifest.end_index(); ++i) {
    frontier.Append(std::string(segment.HashOf(i)),
                    [](int, uint64_t, const std::string&) {});
  }
  if (manifest.log_origin() != checkpoint.origin ||
      manifest.end_index() > checkpoint.size) {
    return WrongSegment(number, "its checkpoint is of another log");
  }
  const std::vector<std::string> proof(manifest.consistency_proof().begin(),
                                       manifest.consistency_proof().end());
  const absl::Status proven =
      VerifyConsistency(manifest.end_index(), checkpoint.size, frontier.Root(),
                        checkpoint.root, proof);
  if (!proven.ok()) {
    return WrongSegment(number, "its entries do not lead to its checkpoint");
  }
  end_index_ = manifest.end_index();
  root_ = frontier.Root();
  last_manifest_ = segment.manifest_sha256();
  manifests_[number] = segment.manifest_sha256();
  return absl::OkStatus();
}

absl::Status ArchiveCheck::CheckEntries(ArchivedSegment* segment) {
  const v1::ArchiveManifest& manifest = segment->manifest();
  v1::AuditEntry entry;
  for (uint64_t i = manifest.first_index(); i < manifest.end_index(); ++i) {
    const ClassOfSegment its = {manifest.number(), segment->ClassOf(i)};
    const absl::StatusOr<std::string> leaf = segment->Leaf(i);
    if (absl::IsNotFound(leaf.status())) {
      ++missing_[its];
      ++missing_entries_;
      continue;
    }
    if (!leaf.ok()) return leaf.status();
    if (LeafHash(*leaf) != segment->HashOf(i)) {
      return absl::DataLossError(
          absl::StrCat("entry ", i, " is not the one that was hashed"));
    }
    if (!entry.ParseFromString(*leaf) ||
        RetentionClassOf(entry) != its.second) {
      return absl::DataLossError(
          absl::StrCat("entry ", i, " is not of the class that it is kept as"));
    }
    ++present_[its];
    ++entries_;
    Hear(entry);
  }
  return absl::OkStatus();
}

void ArchiveCheck::Hear(const v1::AuditEntry& entry) {
  if (entry.has_archived()) {
    told_manifests_[entry.archived().number()] =
        entry.archived().manifest_sha256();
  }
  if (entry.has_expired()) {
    told_ends_[{entry.expired().number(), entry.expired().retention_class()}] =
        entry.expired().entry_count();
  }
}

absl::Status ArchiveCheck::Finish() const {
  for (const auto& [number, sha256] : told_manifests_) {
    const auto found = manifests_.find(number);
    if (found != manifests_.end() && found->second != sha256) {
      return WrongSegment(number, "the log tells of another manifest");
    }
  }
  for (const auto& [its, count] : told_ends_) {
    if (!manifests_.contains(its.first)) continue;
    if (present_.contains(its)) {
      return WrongSegment(
          its.first,
          absl::StrCat(v1::RetentionClass_Name(its.second),
                       ": the log says that these entries are kept no more"));
    }
    const auto gone = missing_.find(its);
    if (gone == missing_.end() || gone->second != count) {
      return WrongSegment(
          its.first, absl::StrCat(v1::RetentionClass_Name(its.second),
                                  ": the log says that there were others"));
    }
  }
  return absl::OkStatus();
}

uint64_t ArchiveCheck::told() const {
  uint64_t told = 0;
  for (const auto& [its, count] : missing_) {
    if (told_ends_.contains(its)) told += count;
  }
  return told;
}

}  // namespace saan::storage
