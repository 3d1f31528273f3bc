// Ledger is the only way to write, and it does not write without an entry: the
// change and the line that tells of it are one commit.

#ifndef SAAN_STORAGE_LEDGER_H_
#define SAAN_STORAGE_LEDGER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/audit.pb.h"
#include "storage/kv.h"
#include "storage/merkle.h"
#include "storage/tiles.h"

namespace saan::storage {

// Sizes beyond which Enqueue answers INVALID_ARGUMENT. An entry must fit the
// two-byte length of C2SP tlog-tiles bundles.
inline constexpr size_t kMaxEntryBytes = 65535;
inline constexpr size_t kMaxChangeBytes = 64 << 20;  // Keys and values.

inline constexpr size_t kSubjectRefBytes = 16;

class Archive;

// A commit that has its place in the order but may not be on disk yet. Its
// changes stay in memory as long as any ticket written together with it.
class Ticket;

// A Merkle log (RFC 6962 hashes) over AuditEntry. Thread-safe.
class Ledger {
 public:
  // Reads the tree head from `kv`, which must outlive the ledger and have no
  // other writer. Hashes the entries and tiles at the right edge of the tree
  // again: DATA_LOSS when they and the stored root disagree. Entries that were
  // moved to `archive`, which must outlive the ledger too, are read there.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(
      Kv* kv, const Archive* archive = nullptr);
  virtual ~Ledger() = default;

  // Gives `entry` and `changes` their place in the order, and makes `changes`
  // visible through ahead(). The entry is linked to those before it about the
  // same subjects (see subject_links.h). ABORTED, and nothing happens, when an
  // expectation does not hold against ahead(): read again, and try again.
  // INVALID_ARGUMENT when entry or changes are too large, a subject_ref is not
  // 16 bytes, or a change touches the ledger's own rows. UNAVAILABLE once the
  // store has failed. Cheap: waits for the disk only where tens of megabytes
  // are ahead of it already.
  [[nodiscard]] virtual absl::StatusOr<std::shared_ptr<Ticket>> Enqueue(
      const v1::AuditEntry& entry, Batch changes) = 0;

  // Returns when the ticket is on disk; whoever waits first writes for all
  // that wait (group commit without timers). UNAVAILABLE when the store fails;
  // the ledger then refuses everything until the process starts again, but for
  // receipts of what had reached the disk. A ticket that no one waits for is
  // written with a later one, or never.
  [[nodiscard]] virtual absl::StatusOr<v1::Receipt> Wait(
      const std::shared_ptr<Ticket>& ticket) = 0;

  // The same for a caller that does not wait: `then` is given what Wait would
  // return, once, on this or another thread, which others wait for; so that it
  // must not block. A ledger that ends before tells UNAVAILABLE.
  using Then = std::function<void(const absl::StatusOr<v1::Receipt>&)>;
  virtual void WhenKept(const std::shared_ptr<Ticket>& ticket, Then then) = 0;

  // Enqueue and Wait.
  [[nodiscard]] absl::StatusOr<v1::Receipt> Commit(const v1::AuditEntry& entry,
                                                   Batch changes);

  // The store as it will be once all that is enqueued is on disk, but for the
  // ledger's own rows (see tables.h). What is learned here may leave the house
  // only after a later ticket of one's own is on disk: tickets reach the disk
  // in order. Each row is one that was current during the call; rows of one
  // Scan may stem from different moments of it, so name in `expects` whatever
  // must not have changed.
  virtual const Reader& ahead() const = 0;

  // Size and root of all that is on disk.
  virtual v1::TreeHead Head() const = 0;

  // Commits `entry`, and with it takes the entries at `indexes` out of the
  // store: the archive has them, which is checked byte for byte. DATA_LOSS when
  // it has not; OUT_OF_RANGE unless all are in full segments of the index (see
  // log_index.h), so that no start needs them; else as Commit.
  [[nodiscard]] virtual absl::StatusOr<v1::Receipt> Release(
      const v1::AuditEntry& entry, const std::vector<uint64_t>& indexes) = 0;

  // The entry at `index`, serialised as it was hashed; empty where its time is
  // over, and only its hash is left. NOT_FOUND unless index < Head().size();
  // DATA_LOSS where neither the store nor the archive has it as it was hashed.
  virtual absl::StatusOr<std::string> Leaf(uint64_t index) const = 0;

  // Visits indexes of entries about `subject_ref`, from `first` upwards, until
  // `visit` returns false. INVALID_ARGUMENT unless `subject_ref` is 16 bytes.
  virtual absl::Status ScanSubject(
      absl::string_view subject_ref, uint64_t first,
      absl::FunctionRef<bool(uint64_t index)> visit) const = 0;

  // The entries of segment `segment` (see log_index.h) that have `term`,
  // ascending. OUT_OF_RANGE unless Head().size() has the segment whole.
  virtual absl::StatusOr<std::vector<uint64_t>> FindInSegment(
      absl::string_view term, uint64_t segment) const = 0;

  // Sibling hashes, leaf side first (RFC 6962 section 2.1.1 and 2.1.2).
  // OUT_OF_RANGE unless index < size, or older <= newer, <= Head().size().
  virtual absl::StatusOr<std::vector<std::string>> ProveInclusion(
      uint64_t index, uint64_t size) const = 0;
  virtual absl::StatusOr<std::vector<std::string>> ProveConsistency(
      uint64_t older, uint64_t newer) const = 0;

  // The tree as it was at `size`. OUT_OF_RANGE unless size <= Head().size().
  virtual absl::StatusOr<Frontier> FrontierAt(uint64_t size) const = 0;

  // A file of the log (C2SP tlog-tiles): hashes, or a bundle of entries, in
  // which those whose time is over are empty. OUT_OF_RANGE unless a log of
  // Head().size() entries has all of it.
  virtual absl::StatusOr<std::string> TileFile(const TileName& name) const = 0;

  // Visits the entries of [first, end) as Leaf gives them, until `visit`
  // returns false. OUT_OF_RANGE unless first <= end <= Head().size(); DATA_LOSS
  // when one is missing.
  virtual absl::Status ScanLeaves(
      uint64_t first, uint64_t end,
      absl::FunctionRef<bool(uint64_t index, absl::string_view leaf)> visit)
      const = 0;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_LEDGER_H_
