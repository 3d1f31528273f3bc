#include "storage/subject_map.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/merkle.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

constexpr size_t kSubjectBytes = 16;
constexpr char kKeyDomain[] = "saan subject map key v1\n";
constexpr char kValueDomain[] = "saan subject map value v1\n";

std::string MapKey(uint64_t segment, absl::string_view subject_ref) {
  return Sha256(absl::StrCat(kKeyDomain, BigEndian64(segment), subject_ref));
}

// How many of `leaves` stand on the left below `depth`.
size_t LeftOf(absl::Span<const MapLeaf> leaves, size_t depth) {
  return std::partition_point(
             leaves.begin(), leaves.end(),
             [&](const MapLeaf& leaf) { return !MapBit(leaf.key, depth); }) -
         leaves.begin();
}

bool Ascend(absl::Span<const uint64_t> indexes) {
  return std::adjacent_find(indexes.begin(), indexes.end(),
                            [](uint64_t a, uint64_t b) { return a >= b; }) ==
         indexes.end();
}

// True when the first `bits` bits of both are the same.
bool AgreeIn(absl::string_view a, absl::string_view b, size_t bits) {
  for (size_t depth = 0; depth < bits; ++depth) {
    if (MapBit(a, depth) != MapBit(b, depth)) return false;
  }
  return true;
}

absl::Status CheckShape(absl::string_view root, absl::string_view subject_ref,
                        absl::Span<const uint64_t> indexes,
                        const MapProof& proof) {
  if (root.size() != kHashBytes || subject_ref.size() != kSubjectBytes) {
    return absl::InvalidArgumentError(
        "a root has 32 bytes and a subject 16 bytes");
  }
  if (!Ascend(indexes)) {
    return absl::InvalidArgumentError("the indexes do not ascend");
  }
  if (proof.siblings.size() > kMapKeyBits) {
    return absl::InvalidArgumentError("the path is longer than a key");
  }
  for (const std::string& sibling : proof.siblings) {
    if (sibling.size() != kHashBytes) {
      return absl::InvalidArgumentError("a hash of the proof is not 32 bytes");
    }
  }
  if (!proof.other.has_value()) return absl::OkStatus();
  if (proof.other->key.size() != kHashBytes ||
      proof.other->value.size() != kHashBytes) {
    return absl::InvalidArgumentError("the other leaf is not 32 and 32 bytes");
  }
  if (!indexes.empty()) {
    return absl::InvalidArgumentError(
        "a subject that is in the map needs no other leaf");
  }
  return absl::OkStatus();
}

}  // namespace

MapLeaf MapLeafOf(uint64_t segment, absl::string_view subject_ref,
                  absl::Span<const uint64_t> indexes) {
  std::string value = absl::StrCat(kValueDomain, subject_ref);
  for (const uint64_t index : indexes) value += BigEndian64(index);
  return {MapKey(segment, subject_ref), Sha256(value)};
}

std::string EmptyMapRoot() { return std::string(kHashBytes, '\0'); }

std::string MapLeafHash(const MapLeaf& leaf) {
  return LeafHash(absl::StrCat(leaf.key, leaf.value));
}

bool MapBit(absl::string_view key, size_t depth) {
  return (static_cast<unsigned char>(key[depth / 8]) >> (7 - depth % 8) & 1) ==
         1;
}

std::string MapHash(absl::Span<const MapLeaf> leaves, size_t depth) {
  if (leaves.empty()) return EmptyMapRoot();
  if (leaves.size() == 1) return MapLeafHash(leaves[0]);
  const size_t left = LeftOf(leaves, depth);
  return NodeHash(MapHash(leaves.first(left), depth + 1),
                  MapHash(leaves.subspan(left), depth + 1));
}

void ProveInLeaves(absl::string_view key, absl::Span<const MapLeaf> leaves,
                   size_t depth, MapProof* proof) {
  for (; leaves.size() > 1; ++depth) {
    const size_t left = LeftOf(leaves, depth);
    const bool is_right = MapBit(key, depth);
    proof->siblings.push_back(MapHash(
        is_right ? leaves.first(left) : leaves.subspan(left), depth + 1));
    leaves = is_right ? leaves.subspan(left) : leaves.first(left);
  }
  if (!leaves.empty() && leaves[0].key != key) proof->other = leaves[0];
}

absl::Status VerifyMapProof(absl::string_view root, uint64_t segment,
                            absl::string_view subject_ref,
                            absl::Span<const uint64_t> indexes,
                            const MapProof& proof) {
  absl::Status shape = CheckShape(root, subject_ref, indexes, proof);
  if (!shape.ok()) return shape;
  const MapLeaf own = MapLeafOf(segment, subject_ref, indexes);
  const size_t depth = proof.siblings.size();
  std::string hash = EmptyMapRoot();
  if (!indexes.empty()) {
    hash = MapLeafHash(own);
  } else if (proof.other.has_value()) {
    if (proof.other->key == own.key) {
      return absl::DataLossError("the map has the subject");
    }
    if (!AgreeIn(proof.other->key, own.key, depth)) {
      return absl::DataLossError("the other leaf stands elsewhere");
    }
    hash = MapLeafHash(*proof.other);
  }
  for (size_t i = depth; i > 0; --i) {
    const std::string& sibling = proof.siblings[i - 1];
    hash = MapBit(own.key, i - 1) ? NodeHash(sibling, hash)
                                  : NodeHash(hash, sibling);
  }
  if (hash != root) {
    return absl::DataLossError("the proof does not lead to the map's root");
  }
  return absl::OkStatus();
}

}  // namespace saan::storage
