// The Merkle tree of the log on top of ordered bytes. Hashes are kept in tiles
// of 256 (C2SP tlog-tiles): a level-L tile holds roots of 256^L leaves each,
// and is written once, when its last hash arrives. The tiles that are not full
// yet, the right edge of the tree, live in memory.

#ifndef SAAN_STORAGE_LOG_TREE_H_
#define SAAN_STORAGE_LOG_TREE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/kv.h"
#include "storage/merkle.h"
#include "storage/tiles.h"

namespace saan::storage {

inline constexpr size_t kTileBytes = kTileHashes * kHashBytes;

// DATA_LOSS: the log cannot be trusted, for `what`, and what to do about it.
absl::Status DamagedLogError(absl::string_view what);

// A tree of some size. A copy costs a few 8 KB blocks. Not thread-safe, but
// one that no one changes may be read by many.
class LogTree {
 public:
  // Reads the tree from its head row. Computes the right edge again from the
  // full tiles and leaves in `reader`: DATA_LOSS when they do not hash to the
  // root in the head, when one is missing or misshapen, or when there are
  // leaves beyond the head. Empty when there is no head.
  static absl::StatusOr<LogTree> Load(const Reader& reader);

  // The row that says where the log ends, for Load; its layout is in README.md.
  Put HeadRow(int64_t last_unix_nanos) const;

  // Adds one leaf, and to `puts` the tiles that it completes.
  void Append(std::string leaf_hash, std::vector<Put>* puts);

  uint64_t size() const { return frontier_.size(); }
  std::string Root() const { return frontier_.Root(); }

  // As in merkle.h; `reader` holds the full tiles. OUT_OF_RANGE unless
  // index < size <= size(), and older <= newer <= size().
  absl::StatusOr<std::vector<std::string>> ProveInclusion(const Reader& reader,
                                                          uint64_t index,
                                                          uint64_t size) const;
  absl::StatusOr<std::vector<std::string>> ProveConsistency(
      const Reader& reader, uint64_t older, uint64_t newer) const;

  // The tree as it was at `size`. OUT_OF_RANGE unless size <= size().
  absl::StatusOr<Frontier> FrontierAt(const Reader& reader,
                                      uint64_t size) const;

  // The hashes of a tile, 32 bytes each, `name.width` of them; not of a bundle.
  // OUT_OF_RANGE unless the tree has them all.
  absl::StatusOr<std::string> Tile(const Reader& reader,
                                   const TileName& name) const;

 private:
  class Nodes;

  // The tree over the first `size` leaves.
  static absl::StatusOr<LogTree> Rebuild(const Reader& reader, uint64_t size);

  Frontier frontier_;
  // For each tile level the hashes of its tile in progress, one after another.
  std::vector<std::string> edge_;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_LOG_TREE_H_
