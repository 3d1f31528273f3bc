// Files that prove one entry of a log offline (C2SP tlog-proof). Pure.
//
//   c2sp.org/tlog-proof@v1
//   [extra base64]
//   index <decimal>
//   base64(hash)             any number of lines, leaf side first
//   (empty line)
//   signed checkpoint

#ifndef SAAN_STORAGE_TLOG_PROOF_H_
#define SAAN_STORAGE_TLOG_PROOF_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/checkpoint.h"

namespace saan::storage {

// The longest path in a tree of 2^63-1 leaves.
inline constexpr size_t kMaxProofHashes = 63;

struct TlogProof {
  std::optional<std::string> extra;  // Bytes that nobody signed.
  uint64_t index = 0;
  std::vector<std::string> hashes;  // 32 bytes each, leaf side first.
  std::string checkpoint;           // A signed note, byte for byte.
};

std::string FormatTlogProof(const TlogProof& proof);

// INVALID_ARGUMENT unless `bytes` are spelled as FormatTlogProof would, with a
// well-formed checkpoint. Verifies nothing.
absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view bytes);

// OK when `opened`, the verified checkpoint of `proof`, is of a tree that has
// `leaf_hash` at the proof's index. Codes: those of VerifyInclusion.
absl::Status VerifyTlogProof(const TlogProof& proof,
                             const OpenedCheckpoint& opened,
                             absl::string_view leaf_hash);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_TLOG_PROOF_H_
