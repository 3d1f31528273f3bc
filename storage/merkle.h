// The mathematics of the log: RFC 6962 hashes, roots and proofs. Pure: it
// knows neither disk nor entries, so that the command line can verify what a
// gateway says by itself. Hashes are SHA-256, 32 bytes in a std::string.

#ifndef SAAN_STORAGE_MERKLE_H_
#define SAAN_STORAGE_MERKLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace saan::storage {

inline constexpr size_t kHashBytes = 32;

// Other implementations count in int64; so do we, to be checked by them.
inline constexpr uint64_t kMaxTreeSize = (uint64_t{1} << 63) - 1;

// SHA-256 (FIPS 180-4) of `bytes`.
std::string Sha256(absl::string_view bytes);

// SHA-256(0x00 || entry): the hash of one entry (RFC 6962 section 2.1).
std::string LeafHash(absl::string_view entry);

// SHA-256(0x01 || left || right). Both are 32 bytes.
std::string NodeHash(absl::string_view left, absl::string_view right);

// SHA-256 of nothing: the root of a tree without entries.
std::string EmptyRoot();

// The perfect subtrees that a tree of `size` leaves falls into, one for each
// 1-bit of `size`, biggest first: all that appending needs to remember.
class Frontier {
 public:
  // Called with each perfect node once it is complete: the node at `level`
  // over leaves [index << level, (index + 1) << level).
  using Completed = absl::FunctionRef<void(int level, uint64_t index,
                                           const std::string& hash)>;

  Frontier() = default;
  // `peaks` must be those of `size`, biggest first.
  Frontier(uint64_t size, std::vector<std::string> peaks);

  // Adds one leaf by its LeafHash; about two hashes on average.
  void Append(std::string leaf_hash, Completed completed);

  uint64_t size() const { return size_; }
  std::string Root() const;
  // Biggest first.
  const std::vector<std::string>& peaks() const { return peaks_; }

 private:
  uint64_t size_ = 0;
  std::vector<std::string> peaks_;
};

// Gives the hash of a perfect node (see Frontier::Completed). Its errors are
// passed on by the functions below.
using ReadNode =
    absl::FunctionRef<absl::StatusOr<std::string>(int level, uint64_t index)>;

// The frontier of the first `size` leaves, from stored nodes. OUT_OF_RANGE
// unless size <= kMaxTreeSize.
absl::StatusOr<Frontier> FrontierAt(uint64_t size, ReadNode read);

// Sibling hashes that lead from the leaf at `index` to the root of the first
// `size` leaves, leaf side first (RFC 6962 section 2.1.1). OUT_OF_RANGE unless
// index < size <= kMaxTreeSize.
absl::StatusOr<std::vector<std::string>> InclusionProof(uint64_t index,
                                                        uint64_t size,
                                                        ReadNode read);

// Hashes that show the first `older` leaves to be a beginning of the first
// `newer` (RFC 6962 section 2.1.2). Empty from 0 and between equal sizes.
// OUT_OF_RANGE unless older <= newer <= kMaxTreeSize.
absl::StatusOr<std::vector<std::string>> ConsistencyProof(uint64_t older,
                                                          uint64_t newer,
                                                          ReadNode read);

// OK when `proof` leads from `leaf_hash` at `index` to `root` over `size`
// leaves. Strict: OUT_OF_RANGE unless index < size <= kMaxTreeSize,
// INVALID_ARGUMENT when a hash is not 32 bytes or the proof has not exactly
// the length that index and size ask for, DATA_LOSS when the hashes lead
// elsewhere.
absl::Status VerifyInclusion(uint64_t index, uint64_t size,
                             absl::string_view leaf_hash,
                             absl::Span<const std::string> proof,
                             absl::string_view root);

// OK when `proof` shows the tree (older, older_root) to be a beginning of
// (newer, newer_root). Every hash of the proof is checked against both roots.
// Codes as above; OUT_OF_RANGE unless older <= newer <= kMaxTreeSize. From 0,
// `older_root` must be EmptyRoot() and the proof empty.
absl::Status VerifyConsistency(uint64_t older, uint64_t newer,
                               absl::string_view older_root,
                               absl::string_view newer_root,
                               absl::Span<const std::string> proof);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_MERKLE_H_
