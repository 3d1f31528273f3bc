#include "storage/log_export.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/merkle.h"

namespace saan::storage {
namespace {

class Check {
 public:
  Check(const Checkpoint& checkpoint, absl::Span<const Checkpoint> older,
        ReadTileFile read)
      : checkpoint_(checkpoint),
        older_(older.begin(), older.end()),
        read_(read),
        levels_(kTileLevels) {
    std::sort(older_.begin(), older_.end(),
              [](const Checkpoint& a, const Checkpoint& b) {
                return a.size > b.size;
              });
  }

  absl::StatusOr<ExportChecked> Run(VisitEntry visit) {
    if (!older_.empty() && older_.front().size > checkpoint_.size) {
      return absl::OutOfRangeError(
          absl::StrCat("the checkpoint of ", older_.front().size,
                       " entries is newer than the copy"));
    }
    absl::Status status = CompareOlder();
    ForEachTile(checkpoint_.size, [&](const TileName& name) {
      if (name.level != TileName::kEntries || !status.ok()) return false;
      status = TakeBundle(name, visit);
      return status.ok();
    });
    if (status.ok()) status = ComparePartialTiles();
    if (!status.ok()) return status;
    if (frontier_.Root() != checkpoint_.root) {
      return absl::DataLossError("the entries do not hash to the root");
    }
    return ExportChecked{frontier_.size(), expired_, tiles_};
  }

 private:
  absl::Status TakeBundle(const TileName& name, VisitEntry visit) {
    const absl::StatusOr<std::string> bundle = read_(name);
    if (!bundle.ok()) return bundle.status();
    const absl::StatusOr<std::vector<absl::string_view>> entries =
        ParseBundle(*bundle, name.width);
    if (!entries.ok()) return Wrong(name);
    for (const absl::string_view entry : *entries) {
      const uint64_t index = frontier_.size();
      absl::Status status =
          entry.empty() ? AppendExpired(name) : Append(LeafHash(entry));
      if (status.ok()) status = visit(index, entry);
      if (status.ok()) status = CompareOlder();
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // The next entry of `bundle` is there by its hash alone.
  absl::Status AppendExpired(const TileName& bundle) {
    if (hashes_of_ != bundle) {
      absl::StatusOr<std::string> hashes =
          read_({0, bundle.number, bundle.width});
      if (!hashes.ok()) return hashes.status();
      if (hashes->size() != bundle.width * kHashBytes) return Wrong(bundle);
      hashes_of_ = bundle;
      hashes_ = *std::move(hashes);
    }
    ++expired_;
    return Append(hashes_.substr(frontier_.size() % kTileHashes * kHashBytes,
                                 kHashBytes));
  }

  absl::Status Append(std::string leaf_hash) {
    absl::Status status;
    frontier_.Append(std::move(leaf_hash), [&](int level, uint64_t index,
                                               const std::string& hash) {
      if (level % kTileHashBits != 0) return;
      const int tile_level = level / kTileHashBits;
      levels_[tile_level] += hash;
      if ((index + 1) % kTileHashes != 0 || !status.ok()) return;
      status = Compare({tile_level, index / kTileHashes, kTileHashes});
    });
    return status;
  }

  // The hashes gathered at the file's level against the file.
  absl::Status Compare(const TileName& name) {
    const absl::StatusOr<std::string> file = read_(name);
    if (!file.ok()) return file.status();
    if (*file != levels_[name.level]) return Wrong(name);
    levels_[name.level].clear();
    ++tiles_;
    return absl::OkStatus();
  }

  absl::Status ComparePartialTiles() {
    for (int level = 0; level < kTileLevels; ++level) {
      const uint64_t hashes = checkpoint_.size >> (level * kTileHashBits);
      if (hashes % kTileHashes == 0) continue;
      absl::Status status =
          Compare({level, hashes / kTileHashes, hashes % kTileHashes});
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status CompareOlder() {
    while (!older_.empty() && older_.back().size == frontier_.size()) {
      if (older_.back().root != frontier_.Root()) {
        return absl::DataLossError(absl::StrCat(
            "the checkpoint of ", older_.back().size,
            " entries has another root: the log was rewritten since"));
      }
      older_.pop_back();
    }
    return absl::OkStatus();
  }

  static absl::Status Wrong(const TileName& name) {
    return absl::DataLossError(
        absl::StrCat(TilePath(name), " is not what the entries hash to"));
  }

  const Checkpoint& checkpoint_;
  std::vector<Checkpoint> older_;  // Largest first; dealt with from the back.
  ReadTileFile read_;
  Frontier frontier_;
  std::vector<std::string> levels_;  // Hashes of each level's tile in progress.
  uint64_t tiles_ = 0;
  uint64_t expired_ = 0;
  // The leaf hashes of the bundle in which an expired entry was met last.
  TileName hashes_of_ = {TileName::kEntries, 0, 0};
  std::string hashes_;
};

}  // namespace

absl::StatusOr<ExportChecked> VerifyExport(const Checkpoint& checkpoint,
                                           absl::Span<const Checkpoint> older,
                                           ReadTileFile read,
                                           VisitEntry visit) {
  return Check(checkpoint, older, read).Run(visit);
}

}  // namespace saan::storage
