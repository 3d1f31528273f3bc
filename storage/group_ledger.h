// The ledger as groups of entries: what is enqueued goes into the last group,
// and whoever waits writes the first. For ledger.cc, which places and reads,
// and group_commit.cc, which writes and tells.

#ifndef SAAN_STORAGE_GROUP_LEDGER_H_
#define SAAN_STORAGE_GROUP_LEDGER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/group.h"
#include "storage/ledger.h"
#include "storage/log_index.h"
#include "storage/log_leaves.h"
#include "storage/log_tree.h"
#include "storage/pending.h"
#include "storage/subject_links.h"

namespace saan::storage {

class Ticket {
 public:
  Ticket(std::shared_ptr<Group> group, uint64_t index, std::string leaf_hash,
         int64_t recorded_unix_nanos)
      : group_(std::move(group)),
        index_(index),
        leaf_hash_(std::move(leaf_hash)),
        recorded_unix_nanos_(recorded_unix_nanos) {}

  Group* group() const { return group_.get(); }

  v1::Receipt Receipt() const {
    constexpr int64_t kNanosPerSecond = 1'000'000'000;
    int64_t seconds = recorded_unix_nanos_ / kNanosPerSecond;
    int64_t nanos = recorded_unix_nanos_ % kNanosPerSecond;
    if (nanos < 0) {  // Before 1970; Timestamp counts nanos upwards.
      nanos += kNanosPerSecond;
      --seconds;
    }
    v1::Receipt receipt;
    receipt.set_log_index(index_);
    receipt.set_leaf_hash(leaf_hash_);
    receipt.mutable_recorded_time()->set_seconds(seconds);
    receipt.mutable_recorded_time()->set_nanos(static_cast<int32_t>(nanos));
    return receipt;
  }

 private:
  const std::shared_ptr<Group> group_;
  const uint64_t index_;
  const std::string leaf_hash_;
  const int64_t recorded_unix_nanos_;
};

class GroupLedger : public Ledger {
 public:
  GroupLedger(Kv* kv, const Archive* archive, LogTree tree, LogIndex index)
      : kv_(kv),
        leaves_(kv, archive),
        ahead_(this),
        next_(std::move(tree)),
        index_(std::move(index)),
        durable_(std::make_shared<const LogTree>(next_)) {}
  ~GroupLedger() override;

  absl::StatusOr<std::shared_ptr<Ticket>> Enqueue(const v1::AuditEntry& entry,
                                                  Batch changes) override;
  absl::StatusOr<v1::Receipt> Wait(
      const std::shared_ptr<Ticket>& ticket) override;
  void WhenKept(const std::shared_ptr<Ticket>& ticket, Then then) override;
  absl::StatusOr<v1::Receipt> Release(
      const v1::AuditEntry& entry,
      const std::vector<uint64_t>& indexes) override;
  const Reader& ahead() const override { return ahead_; }
  v1::TreeHead Head() const override;
  absl::StatusOr<std::string> Leaf(uint64_t index) const override;
  absl::Status ScanSubject(
      absl::string_view subject_ref, uint64_t first,
      absl::FunctionRef<bool(uint64_t index)> visit) const override;
  absl::StatusOr<std::vector<uint64_t>> FindInSegment(
      absl::string_view term, uint64_t segment) const override;
  absl::StatusOr<std::vector<std::string>> ProveInclusion(
      uint64_t index, uint64_t size) const override;
  absl::StatusOr<std::vector<std::string>> ProveConsistency(
      uint64_t older, uint64_t newer) const override;
  absl::StatusOr<Frontier> FrontierAt(uint64_t size) const override;
  absl::StatusOr<std::string> TileFile(const TileName& name) const override;
  absl::Status ScanLeaves(
      uint64_t first, uint64_t end,
      absl::FunctionRef<bool(uint64_t index, absl::string_view leaf)> visit)
      const override;

 private:
  // Threads that write for those who do not wait: while one tells those of a
  // group, the other writes the next.
  static constexpr size_t kWriters = 2;

  using Values = std::vector<std::optional<std::string>>;
  // Ends of the chains of an entry's subjects, in their order, as they are on
  // disk; of no meaning where heads_ knew better.
  struct ReadHeads {
    std::vector<SubjectHead> heads;
    uint64_t times_forgotten = 0;
  };

  // What is pending, over what is on disk. It looks at the pending rows first
  // and at the disk after: a row leaves the pending ones only once it is on
  // disk, so it cannot be missed in between. The other way round it could.
  class Ahead : public Reader {
   public:
    explicit Ahead(const GroupLedger* ledger) : ledger_(ledger) {}
    absl::StatusOr<std::string> Get(absl::string_view key) const override;
    absl::Status Scan(absl::string_view from, absl::string_view until,
                      Visit visit) const override;

   private:
    const GroupLedger* const ledger_;
  };

  std::shared_ptr<const LogTree> Durable() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Enqueue, of changes that were checked and have `put_bytes`.
  absl::StatusOr<std::shared_ptr<Ticket>> EnqueueChecked(
      const v1::AuditEntry& entry, Batch changes, size_t put_bytes)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Values on disk of the keys of `expects`.
  absl::StatusOr<Values> OnDisk(const std::vector<Expect>& expects) const;
  bool Hold(const std::vector<Expect>& expects, const Values& on_disk) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<ReadHeads> HeadsOnDisk(const v1::AuditEntry& entry) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // The ends of the chains that the next entry is linked to.
  absl::StatusOr<std::vector<SubjectHead>> HeadsBefore(
      const v1::AuditEntry& entry, const ReadHeads& read) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Waits while too much is ahead of the disk; says how many groups are on it.
  absl::StatusOr<uint64_t> AwaitRoom() ABSL_LOCKS_EXCLUDED(mutex_);
  // The group that takes an entry of `bytes` bytes.
  const std::shared_ptr<Group>& OpenGroup(size_t bytes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<Ticket> Place(const v1::AuditEntry& entry,
                                const std::vector<SubjectHead>& before,
                                std::string leaf,
                                const std::vector<std::string>& terms,
                                std::vector<Put> puts, size_t bytes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Close(Group* group) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Writes the oldest group, and tells its listeners. Lets go of the mutex
  // while it does.
  void WriteOldest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Writes, or waits as the heir of `group`, until it is on disk: true. False
  // when the store failed, and when another writes and the group has an heir:
  // then it will be settled without this thread.
  bool WriteOrInherit(Group* group) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // A writer who has what he came for leaves the rest to an heir, or to the
  // ledger's own writers.
  void WakeNextWriter() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // After a failure: all that wait are told. Lets go of the mutex meanwhile.
  void FailAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasListeners() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Writes while there are listeners, until the ledger ends.
  void WriteForListeners() ABSL_LOCKS_EXCLUDED(mutex_);

  Kv* const kv_;
  const LogLeaves leaves_;
  const Ahead ahead_;

  mutable absl::Mutex mutex_;
  // The first may be being written, the last takes entries unless closed.
  std::deque<std::shared_ptr<Group>> groups_ ABSL_GUARDED_BY(mutex_);
  Pending pending_ ABSL_GUARDED_BY(mutex_);
  SubjectHeads heads_ ABSL_GUARDED_BY(mutex_);
  LogTree next_ ABSL_GUARDED_BY(mutex_);    // With all that is enqueued.
  LogIndex index_ ABSL_GUARDED_BY(mutex_);  // As large as next_.
  std::shared_ptr<const LogTree> durable_ ABSL_GUARDED_BY(mutex_);
  uint64_t groups_written_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);

  // Begun with the first listener.
  std::array<std::thread, kWriters> writers_ ABSL_GUARDED_BY(mutex_);
  absl::CondVar has_work_;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_GROUP_LEDGER_H_
