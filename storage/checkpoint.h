// Checkpoints (C2SP tlog-checkpoint): what a log signs about itself. Pure.
//
//   origin            which log
//   size              entries, decimal
//   base64(root)      RFC 6962 root hash over them
//   ...               extension lines: read, never written

#ifndef SAAN_STORAGE_CHECKPOINT_H_
#define SAAN_STORAGE_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/note.h"

namespace saan::storage {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  std::string root;  // 32 bytes.
  std::vector<std::string> extensions;
};

// The text that is signed.
std::string FormatCheckpoint(const Checkpoint& checkpoint);

// INVALID_ARGUMENT unless `text` is spelled as FormatCheckpoint would, and a
// tree without entries has the root of one.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

// A checkpoint whose log signature verified.
struct OpenedCheckpoint {
  Checkpoint checkpoint;
  Note note;
  std::vector<Signed> log_signatures;  // By index into the keys given.
};

// Reads a signed checkpoint and verifies it. `log_keys` are keys of logs, of
// type kEd25519, each named as its log's origin. INVALID_ARGUMENT when
// misshapen, NOT_FOUND when no key has the checkpoint's origin as its name,
// DATA_LOSS when a signature by one of them is wrong, PERMISSION_DENIED when
// there is none by any of them.
absl::StatusOr<OpenedCheckpoint> OpenCheckpoint(
    absl::string_view bytes, absl::Span<const VerifierKey> log_keys);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_CHECKPOINT_H_
