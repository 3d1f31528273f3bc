// Ledger is the only way to write, and it does not write without an entry: the
// change and the line that tells of it are one commit.

#ifndef SAAN_STORAGE_LEDGER_H_
#define SAAN_STORAGE_LEDGER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "saan/v1/audit.pb.h"
#include "storage/kv.h"

namespace saan::storage {

// A commit that has its place in the order but may not be on disk yet.
class Ticket;

// A Merkle log (RFC 6962 hashes) over AuditEntry. Thread-safe.
class Ledger {
 public:
  // Reads the tree head from `kv`, which must outlive the ledger. DATA_LOSS
  // when head and leaves disagree.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(Kv* kv);
  virtual ~Ledger() = default;

  // Gives `entry` and `changes` their place in the order, and makes them
  // visible through ahead(). ABORTED, and nothing happens, when an
  // expectation does not hold against ahead(). UNAVAILABLE once the store has
  // failed. Cheap: no disk is waited for.
  [[nodiscard]] virtual absl::StatusOr<std::shared_ptr<Ticket>> Enqueue(
      const v1::AuditEntry& entry, Batch changes) = 0;

  // Returns when the ticket is on disk; whoever waits first writes for all
  // that wait (group commit without timers). UNAVAILABLE when the store fails;
  // the ledger then refuses everything until the process starts again.
  [[nodiscard]] virtual absl::StatusOr<v1::Receipt> Wait(
      const std::shared_ptr<Ticket>& ticket) = 0;

  // Enqueue and Wait.
  [[nodiscard]] absl::StatusOr<v1::Receipt> Commit(const v1::AuditEntry& entry,
                                                   Batch changes);

  // The store as it will be once all that is enqueued is on disk. What is
  // learned here may leave the house only after a later ticket of one's own
  // is on disk: tickets reach the disk in order.
  virtual const Reader& ahead() const = 0;

  // Size and root of all that is on disk.
  virtual v1::TreeHead Head() const = 0;

  // Entries by index and by subject; see tables.h for their keys.
  // NOT_FOUND unless index < Head().size().
  virtual absl::StatusOr<std::string> Leaf(uint64_t index) const = 0;

  // Visits indexes of entries about `subject_ref` (16 bytes), or of `agency`,
  // from `first` upwards, until `visit` returns false.
  virtual absl::Status ScanSubject(
      absl::string_view subject_ref, uint64_t first,
      absl::FunctionRef<bool(uint64_t index)> visit) const = 0;

  // Sibling hashes, leaf side first (RFC 6962 section 2.1.1 and 2.1.2).
  // OUT_OF_RANGE unless index < size <= Head().size().
  virtual absl::StatusOr<std::vector<std::string>> ProveInclusion(
      uint64_t index, uint64_t size) const = 0;
  virtual absl::StatusOr<std::vector<std::string>> ProveConsistency(
      uint64_t older, uint64_t newer) const = 0;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_LEDGER_H_
