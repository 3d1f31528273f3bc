#include "storage/tiles.h"

#include <cassert>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "storage/merkle.h"
#include "storage/tlog_text.h"

namespace saan::storage {
namespace {

constexpr uint64_t kGroup = 1000;
constexpr size_t kLengthBytes = 2;
constexpr size_t kMaxEntry = 65535;

// "x001/x234/067" of 1234067.
std::string NumberPath(uint64_t number) {
  std::string path = absl::StrFormat("%03d", number % kGroup);
  for (number /= kGroup; number > 0; number /= kGroup) {
    path = absl::StrCat(absl::StrFormat("x%03d", number % kGroup), "/", path);
  }
  return path;
}

absl::Status BadPath() {
  return absl::InvalidArgumentError("not a path of a tile");
}

// Hashes at `level` of a tree of `size` leaves; entries count as level 0.
uint64_t HashesAt(uint64_t size, int level) {
  return level < 0 ? size : size >> (level * kTileHashBits);
}

// Takes "001/" or the like off the front, as a number below 1000.
absl::StatusOr<uint64_t> TakeGroup(absl::string_view* path) {
  const absl::string_view digits = path->substr(0, 3);
  if (digits.size() != 3) return BadPath();
  uint64_t group = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return BadPath();
    group = group * 10 + static_cast<uint64_t>(digit - '0');
  }
  path->remove_prefix(3);
  return group;
}

}  // namespace

std::string TilePath(const TileName& name) {
  std::string path = name.level == TileName::kEntries
                         ? std::string("tile/entries/")
                         : absl::StrCat("tile/", name.level, "/");
  absl::StrAppend(&path, NumberPath(name.number));
  if (name.width != kTileHashes) absl::StrAppend(&path, ".p/", name.width);
  return path;
}

absl::StatusOr<TileName> ParseTilePath(absl::string_view path) {
  const absl::string_view whole = path;
  TileName name;
  if (absl::ConsumePrefix(&path, "tile/entries/")) {
    name.level = TileName::kEntries;
  } else {
    if (!absl::ConsumePrefix(&path, "tile/") || path.size() < 2 ||
        path[0] < '0' || path[0] >= '0' + kTileLevels || path[1] != '/') {
      return BadPath();
    }
    name.level = path[0] - '0';
    path.remove_prefix(2);
  }
  while (true) {
    const bool goes_on = absl::ConsumePrefix(&path, "x");
    const absl::StatusOr<uint64_t> group = TakeGroup(&path);
    if (!group.ok()) return group.status();
    if (name.number > kMaxTreeSize / kGroup) return BadPath();
    name.number = name.number * kGroup + *group;
    if (!goes_on) break;
    if (!absl::ConsumePrefix(&path, "/")) return BadPath();
  }
  if (absl::ConsumePrefix(&path, ".p/")) {
    const absl::StatusOr<uint64_t> width = ParseDecimal(path);
    if (!width.ok() || *width == 0 || *width >= kTileHashes) return BadPath();
    name.width = *width;
    path = "";
  }
  // Leading groups of zeros are the one thing that is still spelled twice.
  if (!path.empty() || TilePath(name) != whole) return BadPath();
  return name;
}

bool HasTile(uint64_t size, const TileName& name) {
  const uint64_t hashes = HashesAt(size, name.level);
  if (name.number > hashes / kTileHashes) return false;
  return hashes - name.number * kTileHashes >= name.width;
}

void ForEachTile(uint64_t size,
                 absl::FunctionRef<bool(const TileName& name)> visit) {
  for (int level = TileName::kEntries; level < kTileLevels; ++level) {
    const uint64_t hashes = HashesAt(size, level);
    for (uint64_t number = 0; number < hashes / kTileHashes; ++number) {
      if (!visit({level, number, kTileHashes})) return;
    }
    if (hashes % kTileHashes == 0) continue;
    if (!visit({level, hashes / kTileHashes, hashes % kTileHashes})) return;
  }
}

void AppendToBundle(absl::string_view entry, std::string* bundle) {
  assert(entry.size() <= kMaxEntry);
  bundle->push_back(static_cast<char>(entry.size() >> 8));
  bundle->push_back(static_cast<char>(entry.size() & 0xFF));
  absl::StrAppend(bundle, entry);
}

absl::StatusOr<std::vector<absl::string_view>> ParseBundle(
    absl::string_view bundle, uint64_t width) {
  std::vector<absl::string_view> entries;
  entries.reserve(width);
  while (!bundle.empty()) {
    if (bundle.size() < kLengthBytes) break;
    const size_t length =
        static_cast<size_t>(static_cast<unsigned char>(bundle[0]) << 8 |
                            static_cast<unsigned char>(bundle[1]));
    if (bundle.size() - kLengthBytes < length || entries.size() == width) break;
    entries.push_back(bundle.substr(kLengthBytes, length));
    bundle.remove_prefix(kLengthBytes + length);
  }
  if (!bundle.empty() || entries.size() != width) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a bundle of entries does not hold exactly ", width, " whole entries"));
  }
  return entries;
}

}  // namespace saan::storage
