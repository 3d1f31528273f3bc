// Which entries of one segment of the log speak of whom: a map from pseudonym
// to entries under one root, so that "these entries, and no others" can be
// proven of each subject, and "none" too. Pure.
//
// A compact sparse Merkle tree over keys of 256 bits, SHA-256 throughout:
//
//   key   = SHA-256("saan subject map key v1\n" || segment be64 || subject_ref)
//   value = SHA-256("saan subject map value v1\n" || subject_ref || index be64
//                   || index be64 ...), ascending
//   leaf  = SHA-256(0x00 || key || value)
//   node  = SHA-256(0x01 || left || right)
//
// A subtree without keys is 32 zero bytes; one with a single key is its leaf,
// however high; any other is the node of its halves, where bit d of a key, from
// the highest, says on which side it stands below depth d. So the place of a
// key follows from the key alone, and no root can prove both that a subject is
// in and that it is not. Keys and values are unguessable without the pseudonym:
// a proof about one child names no other.

#ifndef SAAN_STORAGE_SUBJECT_MAP_H_
#define SAAN_STORAGE_SUBJECT_MAP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace saan::storage {

// Bits of a key: no path is longer.
inline constexpr size_t kMapKeyBits = 256;

// What the map holds of one subject.
struct MapLeaf {
  std::string key;    // 32 bytes.
  std::string value;  // 32 bytes.

  bool operator==(const MapLeaf&) const = default;
};

// `subject_ref` is 16 bytes; `indexes` are those of the log, ascending, at
// least one.
MapLeaf MapLeafOf(uint64_t segment, absl::string_view subject_ref,
                  absl::Span<const uint64_t> indexes);

// The hash of a subtree without keys: 32 zero bytes.
std::string EmptyMapRoot();
std::string MapLeafHash(const MapLeaf& leaf);

// True when bit `depth` of `key`, from the highest, is set: the right side.
bool MapBit(absl::string_view key, size_t depth);

// The hash of the subtree at `depth` that holds just `leaves`, which are in the
// order of their keys, no key twice, and agree in the first `depth` bits.
std::string MapHash(absl::Span<const MapLeaf> leaves, size_t depth);

// How one subject stands in a map.
struct MapProof {
  // The subtrees beside its path, 32 bytes each, from the root down.
  std::vector<std::string> siblings;
  // Where the map lacks the subject: the one leaf that stands where its own
  // would. Nothing where nobody's does.
  std::optional<MapLeaf> other;
};

// Adds to `proof` what proves `key` in the subtree at `depth` over `leaves`
// (see MapHash), or that it is not there.
void ProveInLeaves(absl::string_view key, absl::Span<const MapLeaf> leaves,
                   size_t depth, MapProof* proof);

// OK when `root` is of a map of `segment` in which `subject_ref` has exactly
// `indexes`; empty: it is not in the map. INVALID_ARGUMENT when a part has not
// its length, indexes do not ascend, or `proof` does not fit the question;
// DATA_LOSS when the hashes lead elsewhere. Whether the map tells the truth
// only the entries of the segment can say: see segment_check.h.
absl::Status VerifyMapProof(absl::string_view root, uint64_t segment,
                            absl::string_view subject_ref,
                            absl::Span<const uint64_t> indexes,
                            const MapProof& proof);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SUBJECT_MAP_H_
