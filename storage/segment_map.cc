#include "storage/segment_map.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/merkle.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

// How many leaves a subtree holds, as far as its hash depends on it.
enum Fill : char { kEmpty = 0, kSingle = 1, kMany = 2 };

constexpr size_t kSubtreeBytes = 1 + kHashBytes;
constexpr size_t kLeafBytes = 2 * kHashBytes;

std::string HeadKey(uint64_t segment) {
  return Key(kSubjectMaps, BigEndian64(segment));
}

std::string BucketKey(uint64_t segment, uint64_t bucket) {
  return absl::StrCat(HeadKey(segment), BigEndian64(bucket));
}

Fill FillOf(size_t leaves) {
  return leaves == 0 ? kEmpty : leaves == 1 ? kSingle : kMany;
}

// The bucket of `key`: its first `bits` bits.
uint64_t BucketOf(absl::string_view key, int bits) {
  return bits == 0 ? 0 : FromBigEndian64(key.substr(0, 8)) >> (64 - bits);
}

absl::Status Misshapen() {
  return absl::DataLossError(
      "the map of a sealed segment is damaged: it can be computed again from "
      "the entries of the segment");
}

// The subtrees below depth `bits`, and what lies above them.
class Buckets {
 public:
  static absl::StatusOr<Buckets> Parse(std::string row) {
    if (row.empty() || row[0] < 0 || row[0] > kMaxBucketBits ||
        row.size() != 1 + (kSubtreeBytes << row[0])) {
      return Misshapen();
    }
    return Buckets(std::move(row));
  }

  int bits() const { return row_[0]; }

  // Of the subtrees [first, first + count), a power of two that is aligned.
  Fill FillOf(uint64_t first, uint64_t count) const {
    int leaves = 0;
    for (uint64_t i = first; i < first + count && leaves < kMany; ++i) {
      leaves += row_[1 + i * kSubtreeBytes];
    }
    return leaves >= kMany ? kMany : static_cast<Fill>(leaves);
  }

  std::string Hash(uint64_t first, uint64_t count) const {
    const Fill fill = FillOf(first, count);
    if (fill == kEmpty) return EmptyMapRoot();
    if (fill == kSingle) return HashAt(Occupied(first, count));
    if (count == 1) return HashAt(first);
    return NodeHash(Hash(first, count / 2), Hash(first + count / 2, count / 2));
  }

  // The first of them that is not empty; there must be one.
  uint64_t Occupied(uint64_t first, uint64_t count) const {
    uint64_t i = first;
    while (i + 1 < first + count && FillOf(i, 1) == kEmpty) ++i;
    return i;
  }

 private:
  explicit Buckets(std::string row) : row_(std::move(row)) {}

  std::string HashAt(uint64_t bucket) const {
    return row_.substr(2 + bucket * kSubtreeBytes, kHashBytes);
  }

  std::string row_;  // bits u8, then fill u8 and hash of each subtree.
};

absl::StatusOr<std::vector<MapLeaf>> ReadBucket(const Reader& reader,
                                                uint64_t segment,
                                                uint64_t bucket) {
  const absl::StatusOr<std::string> row =
      reader.Get(BucketKey(segment, bucket));
  if (absl::IsNotFound(row.status())) return Misshapen();
  if (!row.ok()) return row.status();
  if (row->empty() || row->size() % kLeafBytes != 0) return Misshapen();
  std::vector<MapLeaf> leaves;
  for (size_t at = 0; at < row->size(); at += kLeafBytes) {
    leaves.push_back({row->substr(at, kHashBytes),
                      row->substr(at + kHashBytes, kHashBytes)});
  }
  return leaves;
}

}  // namespace

void SubjectEntries::Add(uint64_t index, const std::string& subject_ref) {
  std::vector<uint64_t>& indexes = indexes_[subject_ref];
  if (indexes.empty() || indexes.back() != index) indexes.push_back(index);
}

std::vector<MapLeaf> SubjectEntries::Leaves(uint64_t segment) const {
  std::vector<MapLeaf> leaves;
  leaves.reserve(indexes_.size());
  for (const auto& [subject_ref, indexes] : indexes_) {
    leaves.push_back(MapLeafOf(segment, subject_ref, indexes));
  }
  std::sort(leaves.begin(), leaves.end(),
            [](const MapLeaf& a, const MapLeaf& b) { return a.key < b.key; });
  return leaves;
}

std::vector<Put> SegmentMapRows(uint64_t segment,
                                absl::Span<const MapLeaf> leaves) {
  int bits = 0;
  while (bits < kMaxBucketBits && leaves.size() >> bits > kBucketLeaves) {
    ++bits;
  }
  std::vector<Put> rows;
  std::string head(1, static_cast<char>(bits));
  size_t next = 0;
  for (uint64_t bucket = 0; bucket < uint64_t{1} << bits; ++bucket) {
    const size_t first = next;
    std::string row;
    for (; next < leaves.size() && BucketOf(leaves[next].key, bits) == bucket;
         ++next) {
      absl::StrAppend(&row, leaves[next].key, leaves[next].value);
    }
    head.push_back(FillOf(next - first));
    head += MapHash(leaves.subspan(first, next - first), bits);
    if (!row.empty()) {
      rows.push_back({BucketKey(segment, bucket), std::move(row)});
    }
  }
  rows.push_back({HeadKey(segment), std::move(head)});
  return rows;
}

absl::StatusOr<MapProof> ProveInSegment(const Reader& reader, uint64_t segment,
                                        absl::string_view subject_ref) {
  absl::StatusOr<std::string> row = reader.Get(HeadKey(segment));
  if (!row.ok()) return row.status();
  const absl::StatusOr<Buckets> buckets = Buckets::Parse(*std::move(row));
  if (!buckets.ok()) return buckets.status();
  const std::string key = MapLeafOf(segment, subject_ref, {}).key;
  MapProof proof;
  uint64_t first = 0;
  uint64_t count = uint64_t{1} << buckets->bits();
  // Down to the key's bucket, or to where no two leaves are left.
  for (int depth = 0; count > 1 && buckets->FillOf(first, count) == kMany;
       ++depth) {
    count /= 2;
    const bool is_right = MapBit(key, depth);
    proof.siblings.push_back(
        buckets->Hash(is_right ? first : first + count, count));
    if (is_right) first += count;
  }
  if (buckets->FillOf(first, count) == kEmpty) return proof;
  const absl::StatusOr<std::vector<MapLeaf>> leaves =
      ReadBucket(reader, segment, buckets->Occupied(first, count));
  if (!leaves.ok()) return leaves.status();
  ProveInLeaves(key, *leaves, proof.siblings.size(), &proof);
  return proof;
}

}  // namespace saan::storage
