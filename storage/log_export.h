// Checks a copy of a whole log (C2SP tlog-tiles) against its checkpoint: every
// entry, every hash of every tile, and older checkpoints on the way. Pure: it
// is given the files.

#ifndef SAAN_STORAGE_LOG_EXPORT_H_
#define SAAN_STORAGE_LOG_EXPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/checkpoint.h"
#include "storage/tiles.h"

namespace saan::storage {

// Gives the bytes of a file of the copy. Its errors are passed on.
using ReadTileFile =
    absl::FunctionRef<absl::StatusOr<std::string>(const TileName& name)>;

// Called with each entry once it was hashed, or with nothing for one whose time
// is over (see retention.h); an error ends the check.
using VisitEntry =
    absl::FunctionRef<absl::Status(uint64_t index, absl::string_view entry)>;

struct ExportChecked {
  uint64_t entries = 0;
  uint64_t expired = 0;  // Of them, those of which there is only the hash.
  uint64_t tiles = 0;    // Tiles of hashes, each compared whole.
};

// OK when the entries are exactly those of `checkpoint`, and its beginnings
// those of each of `older`. The checkpoints' signatures are the caller's
// business, and so is whether `older` are of the same log. DATA_LOSS names the
// file that is wrong, or the checkpoint by its size; OUT_OF_RANGE when one of
// `older` is larger.
absl::StatusOr<ExportChecked> VerifyExport(const Checkpoint& checkpoint,
                                           absl::Span<const Checkpoint> older,
                                           ReadTileFile read, VisitEntry visit);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_LOG_EXPORT_H_
