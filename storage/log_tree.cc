#include "storage/log_tree.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

constexpr size_t kHeadRowBytes = 8 + kHashBytes + 8;

std::string TileKey(int tile_level, uint64_t tile) {
  return Key(kTiles, absl::StrCat(std::string(1, static_cast<char>(tile_level)),
                                  BigEndian64(tile)));
}

absl::StatusOr<std::string> ReadTile(const Reader& reader, int tile_level,
                                     uint64_t tile) {
  absl::StatusOr<std::string> hashes = reader.Get(TileKey(tile_level, tile));
  if (absl::IsNotFound(hashes.status()) ||
      (hashes.ok() && hashes->size() != kTileBytes)) {
    return DamagedLogError("a hash tile is missing or cut short");
  }
  return hashes;
}

// Root of the perfect subtree over `hashes`, a power of two of them.
std::string PerfectRoot(absl::string_view hashes) {
  std::vector<std::string> level;
  for (size_t at = 0; at < hashes.size(); at += kHashBytes) {
    level.emplace_back(hashes.substr(at, kHashBytes));
  }
  for (; level.size() > 1; level.resize(level.size() / 2)) {
    for (size_t i = 0; i < level.size() / 2; ++i) {
      level[i] = NodeHash(level[2 * i], level[2 * i + 1]);
    }
  }
  return std::move(level.front());
}

// The hashes of the tile in progress where `hashes` have come to `tile_level`
// so far: of leaves at level 0, of full tiles of the level below elsewhere.
absl::StatusOr<std::string> LoadEdge(const Reader& reader, int tile_level,
                                     uint64_t hashes) {
  std::string edge;
  for (uint64_t i = hashes - hashes % kTileHashes; i < hashes; ++i) {
    if (tile_level > 0) {
      absl::StatusOr<std::string> tile = ReadTile(reader, tile_level - 1, i);
      if (!tile.ok()) return tile.status();
      edge += PerfectRoot(*tile);
      continue;
    }
    absl::StatusOr<std::string> leaf = reader.Get(Key(kLeaves, BigEndian64(i)));
    if (absl::IsNotFound(leaf.status())) {
      return DamagedLogError("an entry is missing");
    }
    if (!leaf.ok()) return leaf.status();
    edge += LeafHash(*leaf);
  }
  return edge;
}

}  // namespace

// Reads perfect nodes for one proof; each tile is fetched once.
class LogTree::Nodes {
 public:
  Nodes(const LogTree& tree, const Reader& reader)
      : tree_(tree), reader_(reader) {}

  absl::StatusOr<std::string> Read(int level, uint64_t index) {
    const int tile_level = level / kTileHashBits;
    const int height = level % kTileHashBits;
    const uint64_t first = index << height;  // Among hashes of the tile level.
    const absl::StatusOr<absl::string_view> tile =
        Tile(tile_level, first / kTileHashes);
    if (!tile.ok()) return tile.status();
    return PerfectRoot(
        tile->substr(first % kTileHashes * kHashBytes, kHashBytes << height));
  }

 private:
  absl::StatusOr<absl::string_view> Tile(int tile_level, uint64_t tile) {
    const uint64_t hashes = tree_.size() >> (tile_level * kTileHashBits);
    if (tile == hashes / kTileHashes) {
      return absl::string_view(tree_.edge_[tile_level]);
    }
    const auto place = std::make_pair(tile_level, tile);
    auto fetched = fetched_.find(place);
    if (fetched == fetched_.end()) {
      absl::StatusOr<std::string> read = ReadTile(reader_, tile_level, tile);
      if (!read.ok()) return read.status();
      fetched = fetched_.emplace(place, *std::move(read)).first;
    }
    return absl::string_view(fetched->second);
  }

  const LogTree& tree_;
  const Reader& reader_;
  absl::btree_map<std::pair<int, uint64_t>, std::string> fetched_;
};

absl::Status DamagedLogError(absl::string_view what) {
  return absl::DataLossError(absl::StrCat(
      "the audit log cannot be trusted: ", what,
      ". Keep a copy of the store as evidence, then restore a backup"));
}

Put LogTree::HeadRow(int64_t last_unix_nanos) const {
  return {Key(kMeta, kLogHeadRow),
          absl::StrCat(BigEndian64(size()), Root(),
                       BigEndian64(static_cast<uint64_t>(last_unix_nanos)))};
}

absl::StatusOr<LogTree> LogTree::Load(const Reader& reader) {
  uint64_t size = 0;
  std::string root = EmptyRoot();
  const absl::StatusOr<std::string> head = reader.Get(Key(kMeta, kLogHeadRow));
  if (head.ok()) {
    if (head->size() != kHeadRowBytes) {
      return DamagedLogError("its head row is misshapen");
    }
    size = FromBigEndian64(absl::string_view(*head).substr(0, 8));
    root = head->substr(8, kHashBytes);
  } else if (!absl::IsNotFound(head.status())) {
    return head.status();
  }
  absl::StatusOr<LogTree> tree = Rebuild(reader, size);
  if (!tree.ok()) return tree.status();
  if (tree->Root() != root) {
    return DamagedLogError("its entries do not hash to its root");
  }
  // A head row put back from an older day would hide what came after it.
  const absl::Status beyond =
      reader.Get(Key(kLeaves, BigEndian64(size))).status();
  if (beyond.ok()) return DamagedLogError("it has entries beyond its head");
  if (!absl::IsNotFound(beyond)) return beyond;
  return tree;
}

absl::StatusOr<LogTree> LogTree::Rebuild(const Reader& reader, uint64_t size) {
  if (size > kMaxTreeSize) {
    return DamagedLogError("its size is impossible");
  }
  LogTree tree;
  std::vector<std::string> peaks;  // Smallest first.
  for (int tile_level = 0; tile_level < kTileLevels; ++tile_level) {
    const uint64_t hashes = size >> (tile_level * kTileHashBits);
    if (hashes == 0) break;
    absl::StatusOr<std::string> edge = LoadEdge(reader, tile_level, hashes);
    if (!edge.ok()) return edge.status();
    // From the right: a peak of 2^height hashes for each 1-bit of the width.
    absl::string_view rest = *edge;
    for (int height = 0; height < kTileHashBits; ++height) {
      const size_t bytes = kHashBytes << height;
      if ((hashes >> height & 1) == 0) continue;
      peaks.push_back(PerfectRoot(rest.substr(rest.size() - bytes)));
      rest.remove_suffix(bytes);
    }
    tree.edge_.push_back(*std::move(edge));
  }
  std::reverse(peaks.begin(), peaks.end());
  tree.frontier_ = Frontier(size, std::move(peaks));
  return tree;
}

void LogTree::Append(std::string leaf_hash, std::vector<Put>* puts) {
  frontier_.Append(std::move(leaf_hash), [&](int level, uint64_t index,
                                             const std::string& hash) {
    if (level % kTileHashBits != 0) return;
    const size_t tile_level = level / kTileHashBits;
    if (tile_level == edge_.size()) edge_.emplace_back();
    std::string& hashes = edge_[tile_level];
    hashes += hash;
    if (hashes.size() < kTileBytes) return;
    puts->push_back({TileKey(level / kTileHashBits, index / kTileHashes),
                     std::exchange(hashes, std::string())});
  });
}

absl::StatusOr<std::vector<std::string>> LogTree::ProveInclusion(
    const Reader& reader, uint64_t index, uint64_t size) const {
  if (size > this->size()) {
    return absl::OutOfRangeError("the log is smaller than that size");
  }
  Nodes nodes(*this, reader);
  return InclusionProof(index, size, [&](int level, uint64_t node) {
    return nodes.Read(level, node);
  });
}

absl::StatusOr<Frontier> LogTree::FrontierAt(const Reader& reader,
                                             uint64_t size) const {
  if (size > this->size()) {
    return absl::OutOfRangeError("the log is smaller than that size");
  }
  Nodes nodes(*this, reader);
  return storage::FrontierAt(
      size, [&](int level, uint64_t node) { return nodes.Read(level, node); });
}

absl::StatusOr<std::string> LogTree::Tile(const Reader& reader,
                                          const TileName& name) const {
  if (name.level == TileName::kEntries || !HasTile(size(), name)) {
    return absl::OutOfRangeError("the log has no such tile");
  }
  const uint64_t hashes = size() >> (name.level * kTileHashBits);
  if (name.number == hashes / kTileHashes) {
    return edge_[name.level].substr(0, name.width * kHashBytes);
  }
  absl::StatusOr<std::string> tile = ReadTile(reader, name.level, name.number);
  // It may have grown full since the smaller width was signed.
  if (tile.ok()) tile->resize(name.width * kHashBytes);
  return tile;
}

absl::StatusOr<std::vector<std::string>> LogTree::ProveConsistency(
    const Reader& reader, uint64_t older, uint64_t newer) const {
  if (newer > size()) {
    return absl::OutOfRangeError("the log is smaller than that size");
  }
  Nodes nodes(*this, reader);
  return ConsistencyProof(older, newer, [&](int level, uint64_t node) {
    return nodes.Read(level, node);
  });
}

}  // namespace saan::storage
