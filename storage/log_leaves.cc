#include "storage/log_leaves.h"

#include <optional>
#include <utility>

#include "storage/log_index.h"
#include "storage/merkle.h"
#include "storage/tables.h"
#include "storage/tiles.h"

namespace saan::storage {

absl::StatusOr<std::string> LogLeaves::Read(const LogTree& tree,
                                            uint64_t index) const {
  if (index >= tree.size()) {
    return absl::NotFoundError("the log has no entry with that index");
  }
  absl::StatusOr<std::string> leaf =
      rows_.Get(Key(kLeaves, BigEndian64(index)));
  if (absl::IsNotFound(leaf.status())) return ReadArchived(tree, index);
  return leaf;
}

absl::StatusOr<std::string> LogLeaves::ReadArchived(const LogTree& tree,
                                                    uint64_t index) const {
  absl::StatusOr<std::string> leaf = archive_ == nullptr
                                         ? absl::NotFoundError("no archive")
                                         : archive_->Leaf(index);
  if (absl::IsNotFound(leaf.status())) {
    return DamagedLogError(
        "an entry before its head is missing, and no folder of an archive has "
        "it");
  }
  if (!leaf.ok() || leaf->empty()) return leaf;
  const absl::StatusOr<std::string> hashes =
      tree.Tile(rows_, {0, index / kTileHashes, kTileHashes});
  if (!hashes.ok()) return hashes.status();
  if (LeafHash(*leaf) !=
      hashes->substr(index % kTileHashes * kHashBytes, kHashBytes)) {
    return DamagedLogError("an entry in the archive is not as it was hashed");
  }
  return leaf;
}

absl::Status LogLeaves::Scan(const LogTree& tree, uint64_t first, uint64_t end,
                             VisitLeaf visit) const {
  if (first > end || end > tree.size()) {
    return absl::OutOfRangeError("the log has no such entries");
  }
  uint64_t next = first;
  bool is_ended = false;
  absl::Status read;
  // Those that the store has no more, up to the next that it has.
  const auto visit_archived = [&](uint64_t until) {
    while (next < until && !is_ended) {
      const absl::StatusOr<std::string> leaf = ReadArchived(tree, next);
      read = leaf.status();
      is_ended = !read.ok() || !visit(next++, *leaf);
    }
  };
  absl::Status scanned = rows_.Scan(
      Key(kLeaves, BigEndian64(first)), Key(kLeaves, BigEndian64(end)),
      [&](absl::string_view key, absl::string_view leaf) {
        visit_archived(FromBigEndian64(key.substr(1)));
        if (!is_ended) is_ended = !visit(next++, leaf);
        return !is_ended;
      });
  if (!scanned.ok()) return scanned;
  visit_archived(end);
  return read;
}

absl::StatusOr<std::string> LogLeaves::Bundle(const LogTree& tree,
                                              const TileName& name) const {
  if (!HasTile(tree.size(), name)) {
    return absl::OutOfRangeError("the log has no such bundle of entries");
  }
  const uint64_t first = name.number * kTileHashes;
  std::string bundle;
  absl::Status scanned = Scan(tree, first, first + name.width,
                              [&](uint64_t, absl::string_view leaf) {
                                AppendToBundle(leaf, &bundle);
                                return true;
                              });
  if (!scanned.ok()) return scanned;
  return bundle;
}

absl::StatusOr<std::vector<Put>> LogLeaves::Release(
    const LogTree& tree, const std::vector<uint64_t>& indexes) const {
  if (archive_ == nullptr) {
    return absl::FailedPreconditionError("the log has no archive");
  }
  const uint64_t indexed = tree.size() / kSegmentEntries * kSegmentEntries;
  std::vector<Put> puts;
  for (const uint64_t index : indexes) {
    if (index >= indexed) {
      return absl::OutOfRangeError("the index of the log still needs an entry");
    }
    std::string key = Key(kLeaves, BigEndian64(index));
    const absl::StatusOr<std::string> stored = rows_.Get(key);
    if (!stored.ok()) return stored.status();
    const absl::StatusOr<std::string> archived = archive_->Leaf(index);
    if (!archived.ok() || *archived != *stored) {
      return DamagedLogError("the archive does not hold what it is to keep");
    }
    puts.push_back({std::move(key), std::nullopt});
  }
  return puts;
}

}  // namespace saan::storage
