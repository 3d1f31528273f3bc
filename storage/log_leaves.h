// The entries of the log, wherever they are by now: in the store, in the
// archive, or there by their hash alone.

#ifndef SAAN_STORAGE_LOG_LEAVES_H_
#define SAAN_STORAGE_LOG_LEAVES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/archive.h"
#include "storage/kv.h"
#include "storage/log_tree.h"

namespace saan::storage {

// Thread-safe. Each call is given the tree whose entries are meant.
class LogLeaves {
 public:
  using VisitLeaf =
      absl::FunctionRef<bool(uint64_t index, absl::string_view leaf)>;

  // `archive` is null where there is none. Both must outlive this.
  LogLeaves(const Reader* rows, const Archive* archive)
      : rows_(*rows), archive_(archive) {}

  // As in Ledger: Leaf, ScanLeaves, and TileFile of a bundle.
  absl::StatusOr<std::string> Read(const LogTree& tree, uint64_t index) const;
  absl::Status Scan(const LogTree& tree, uint64_t first, uint64_t end,
                    VisitLeaf visit) const;
  absl::StatusOr<std::string> Bundle(const LogTree& tree,
                                     const TileName& name) const;

  // The changes that take the entries at `indexes` out of the store. The codes
  // of Ledger::Release.
  absl::StatusOr<std::vector<Put>> Release(
      const LogTree& tree, const std::vector<uint64_t>& indexes) const;

 private:
  absl::StatusOr<std::string> ReadArchived(const LogTree& tree,
                                           uint64_t index) const;

  const Reader& rows_;
  const Archive* const archive_;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_LOG_LEAVES_H_
