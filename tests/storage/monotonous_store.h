// A log of any size that needs no room.

#ifndef SAAN_TESTS_STORAGE_MONOTONOUS_STORE_H_
#define SAAN_TESTS_STORAGE_MONOTONOUS_STORE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/kv.h"
#include "storage/log_tree.h"
#include "storage/tables.h"

namespace saan::storage {

// A store of a log whose entries are all the same: each tile of a level is
// 256 times one hash, so that no more than that need be kept.
class MonotonousStore : public Reader {
 public:
  static std::string Entry() { return std::string(400, 'e'); }

  explicit MonotonousStore(uint64_t size) : size_(size) {
    std::string hash = LeafHash(Entry());
    std::vector<std::string> by_level;
    for (int level = 0; level < 63; ++level) {
      by_level.push_back(hash);
      hash = NodeHash(hash, hash);
    }
    std::vector<std::string> peaks;
    for (int level = 62; level >= 0; --level) {
      if ((size >> level & 1) == 1) peaks.push_back(by_level[level]);
    }
    root_ = Frontier(size, std::move(peaks)).Root();
    for (int level = 0; level < kTileLevels; ++level) {
      std::string tile;
      for (uint64_t i = 0; i < kTileHashes; ++i) {
        tile += by_level[level * kTileHashBits];
      }
      tiles_.push_back(std::move(tile));
    }
  }

  absl::StatusOr<std::string> Get(absl::string_view key) const override {
    if (key == Key(kMeta, kLogHeadRow)) {
      return absl::StrCat(BigEndian64(size_), root_, BigEndian64(0));
    }
    const uint64_t number = FromBigEndian64(key.substr(key.size() - 8));
    if (key[0] == kLeaves && number < size_) return Entry();
    if (key[0] == kTiles &&
        HasTile(size_, {static_cast<int>(key[1]), number, kTileHashes})) {
      return tiles_[static_cast<int>(key[1])];
    }
    return absl::NotFoundError("no such row");
  }
  absl::Status Scan(absl::string_view, absl::string_view,
                    Visit) const override {
    return absl::UnimplementedError("not needed");
  }

  const std::string& root() const { return root_; }

 private:
  const uint64_t size_;
  std::string root_;
  std::vector<std::string> tiles_;
};

}  // namespace saan::storage

#endif  // SAAN_TESTS_STORAGE_MONOTONOUS_STORE_H_
