#include "gateway/audit_view.h"

#include <utility>
#include <vector>

#include "gateway/cosignatures.h"
#include "storage/checkpoint.h"
#include "storage/merkle.h"
#include "storage/tiles.h"
#include "storage/tlog_proof.h"

namespace saan {

bool SeesWholeLog(const House& house, const Call& call) {
  return house.agencies.IsFirst(call.caller.agency);
}

absl::Status MaySee(const House& house, const Call& call,
                    const v1::AuditEntry& entry) {
  if (SeesWholeLog(house, call) || entry.agency() == call.caller.agency) {
    return absl::OkStatus();
  }
  return Refuse(v1::ERROR_REASON_NO_ACCESS);
}

absl::StatusOr<v1::LoggedEntry> ReadEntry(const House& house, uint64_t index,
                                          bool with_leaf) {
  absl::StatusOr<std::string> leaf = house.log.Leaf(index);
  if (absl::IsNotFound(leaf.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "log_index");
  }
  if (!leaf.ok()) return leaf.status();
  v1::LoggedEntry logged;
  logged.set_log_index(index);
  if (leaf->empty()) {
    const absl::StatusOr<std::string> hashes = house.log.TileFile(
        {0, index / storage::kTileHashes, storage::kTileHashes});
    if (!hashes.ok()) return hashes.status();
    logged.set_is_expired(true);
    logged.set_leaf_hash(
        hashes->substr(index % storage::kTileHashes * storage::kHashBytes,
                       storage::kHashBytes));
    return logged;
  }
  if (!logged.mutable_entry()->ParseFromString(*leaf)) {
    return absl::DataLossError("an entry of the log does not parse");
  }
  logged.set_leaf_hash(storage::LeafHash(*leaf));
  if (with_leaf) logged.set_leaf(*std::move(leaf));
  return logged;
}

absl::Status AddInclusionProof(const House& house, uint64_t size,
                               v1::LoggedEntry* logged) {
  const absl::StatusOr<std::vector<std::string>> hashes =
      house.log.ProveInclusion(logged->log_index(), size);
  if (!hashes.ok()) return hashes.status();
  for (const std::string& hash : *hashes) logged->add_inclusion_proof(hash);
  return absl::OkStatus();
}

absl::StatusOr<v1::LoggedEntry> ReadSeal(const House& house, uint64_t number,
                                         uint64_t size) {
  const absl::StatusOr<storage::SealedSegment> sealed =
      house.segments.At(number);
  if (!sealed.ok()) return sealed.status();
  absl::StatusOr<v1::LoggedEntry> logged =
      ReadEntry(house, sealed->log_index, /*with_leaf=*/true);
  if (!logged.ok()) return logged.status();
  absl::Status proven = AddInclusionProof(house, size, &*logged);
  if (!proven.ok()) return proven;
  return logged;
}

absl::StatusOr<uint64_t> SealedEnd(const House& house, uint64_t count) {
  if (count == 0) return 0;
  const absl::StatusOr<storage::SealedSegment> last =
      house.segments.At(count - 1);
  if (!last.ok()) return last.status();
  return last->seal.end_index();
}

namespace {

// The checkpoint that witnesses have cosigned, where it covers the entry; else
// one that the log alone has signed, now if need be.
absl::StatusOr<storage::SignedCheckpoint> CheckpointOver(const House& house,
                                                         uint64_t index) {
  storage::SignedCheckpoint cosigned;
  cosigned.note = house.cosignatures.Newest();
  if (!cosigned.note.empty()) {
    const absl::StatusOr<storage::OpenedCheckpoint> opened =
        storage::OpenCheckpoint(cosigned.note, {house.signatory.key()});
    if (!opened.ok()) return opened.status();
    cosigned.size = opened->checkpoint.size;
    if (cosigned.size > index) return cosigned;
  }
  return house.signatory.Covering(index + 1);
}

}  // namespace

absl::StatusOr<std::string> ProofFile(const House& house, uint64_t index) {
  if (index >= house.log.Head().size()) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "log_index");
  }
  absl::StatusOr<storage::SignedCheckpoint> checkpoint =
      CheckpointOver(house, index);
  if (!checkpoint.ok()) return checkpoint.status();
  absl::StatusOr<std::vector<std::string>> hashes =
      house.log.ProveInclusion(index, checkpoint->size);
  if (!hashes.ok()) return hashes.status();
  storage::TlogProof proof;
  proof.index = index;
  proof.hashes = *std::move(hashes);
  proof.checkpoint = std::move(checkpoint->note);
  return storage::FormatTlogProof(proof);
}

}  // namespace saan
