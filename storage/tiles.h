// The files of a log (C2SP tlog-tiles): their paths, which of them a tree of
// some size has, and how entries lie in a bundle. Pure.
//
//   tile/<level>/<number>[.p/<width>]     up to 256 hashes
//   tile/entries/<number>[.p/<width>]     up to 256 entries

#ifndef SAAN_STORAGE_TILES_H_
#define SAAN_STORAGE_TILES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace saan::storage {

inline constexpr int kTileHashBits = 8;
inline constexpr uint64_t kTileHashes = uint64_t{1} << kTileHashBits;

// Levels of a tree of 2^63-1 leaves.
inline constexpr int kTileLevels = 8;

// One file.
struct TileName {
  static constexpr int kEntries = -1;

  int level = 0;  // kEntries for a bundle of entries.
  uint64_t number = 0;
  uint64_t width = kTileHashes;  // 1 to 256; less than 256 is partial.

  bool operator==(const TileName&) const = default;
};

// "tile/0/x001/x234/067", "tile/entries/273.p/112".
std::string TilePath(const TileName& name);

// INVALID_ARGUMENT unless `path` is one that TilePath gives.
absl::StatusOr<TileName> ParseTilePath(absl::string_view path);

// True when a tree of `size` leaves has all that the file holds.
bool HasTile(uint64_t size, const TileName& name);

// Visits the files of a tree of `size` leaves, bundles first, each kind in
// order, until `visit` returns false.
void ForEachTile(uint64_t size,
                 absl::FunctionRef<bool(const TileName& name)> visit);

// Adds an entry of at most 65535 bytes to a bundle.
void AppendToBundle(absl::string_view entry, std::string* bundle);

// The entries of a bundle, in order; they point into `bundle`.
// INVALID_ARGUMENT unless there are exactly `width`.
absl::StatusOr<std::vector<absl::string_view>> ParseBundle(
    absl::string_view bundle, uint64_t width);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_TILES_H_
