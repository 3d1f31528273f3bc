#include "storage/ledger.h"

#include <deque>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "storage/group.h"
#include "storage/log_index.h"
#include "storage/log_leaves.h"
#include "storage/log_tree.h"
#include "storage/merkle.h"
#include "storage/pending.h"
#include "storage/subject_links.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

// A group is written with one sync. Larger groups gain nothing, and let the
// first of them wait for the last.
constexpr size_t kMaxGroupEntries = 1024;
constexpr size_t kMaxGroupBytes = 4 << 20;
// Bounds what is in memory but not on disk.
constexpr size_t kMaxGroups = 8;

constexpr int64_t kNanosPerSecond = 1'000'000'000;

// `leaf`: the entry, serialised, but for its links.
absl::Status CheckEntry(const v1::AuditEntry& entry, absl::string_view leaf) {
  for (int i = 0; i < entry.subject_refs_size(); ++i) {
    if (entry.subject_refs(i).size() == kSubjectRefBytes) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("entry.subject_refs[", i, "] has ",
                     entry.subject_refs(i).size(), " bytes: it needs 16"));
  }
  const size_t bytes =
      leaf.size() + kMaxLinkBytes * (1 + entry.subject_refs_size());
  if (bytes > kMaxEntryBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the audit entry has ", bytes, " bytes, at most ",
                     kMaxEntryBytes, " are allowed: answer in smaller pages"));
  }
  return absl::OkStatus();
}

// The bytes of `puts`, where they are acceptable.
absl::StatusOr<size_t> CheckPuts(const std::vector<Put>& puts) {
  constexpr char kOwn[] = {kMeta, kLeaves, kTiles, kSubjects, kTerms};
  size_t bytes = 0;
  for (const Put& put : puts) {
    if (put.key.empty() ||
        absl::StrContains(absl::string_view(kOwn, sizeof(kOwn)), put.key[0])) {
      return absl::InvalidArgumentError(
          "a change touches the ledger's own rows: see storage/tables.h");
    }
    bytes += put.key.size() + (put.value.has_value() ? put.value->size() : 0);
  }
  if (bytes > kMaxChangeBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("one change has ", bytes, " bytes, at most ",
                     kMaxChangeBytes, " are allowed: split it"));
  }
  return bytes;
}

}  // namespace

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

namespace {

class GroupLedger : public Ledger {
 public:
  GroupLedger(Kv* kv, const Archive* archive, LogTree tree, LogIndex index)
      : kv_(kv),
        leaves_(kv, archive),
        ahead_(this),
        next_(std::move(tree)),
        index_(std::move(index)),
        durable_(std::make_shared<const LogTree>(next_)) {}

  absl::StatusOr<std::shared_ptr<Ticket>> Enqueue(const v1::AuditEntry& entry,
                                                  Batch changes) override;
  absl::StatusOr<v1::Receipt> Wait(
      const std::shared_ptr<Ticket>& ticket) override;
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

  // Writes the oldest group. Lets go of the mutex while it does.
  void WriteOldest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Writes, or waits as the heir of `group`, until it is on disk: true. False
  // when the store failed, and when another writes and the group has an heir:
  // then it will be settled without this thread.
  bool WriteOrInherit(Group* group) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // A writer who has what he came for leaves the rest to an heir.
  void WakeNextWriter() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

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
};

absl::StatusOr<std::string> GroupLedger::Ahead::Get(
    absl::string_view key) const {
  {
    absl::ReaderMutexLock lock(&ledger_->mutex_);
    const std::optional<std::string>* value = ledger_->pending_.Find(key);
    if (value != nullptr) {
      if (!value->has_value()) return absl::NotFoundError("no such row");
      return **value;
    }
  }
  return ledger_->kv_->Get(key);
}

absl::Status GroupLedger::Ahead::Scan(absl::string_view from,
                                      absl::string_view until,
                                      Visit visit) const {
  Pending::Rows pending;
  {
    absl::ReaderMutexLock lock(&ledger_->mutex_);
    pending = ledger_->pending_.Copy(from, until);
  }
  return ScanMerged(*ledger_->kv_, from, until, pending, visit);
}

absl::StatusOr<std::shared_ptr<Ticket>> GroupLedger::Enqueue(
    const v1::AuditEntry& entry, Batch changes) {
  const absl::StatusOr<size_t> put_bytes = CheckPuts(changes.puts);
  if (!put_bytes.ok()) return put_bytes.status();
  return EnqueueChecked(entry, std::move(changes), *put_bytes);
}

absl::StatusOr<std::shared_ptr<Ticket>> GroupLedger::EnqueueChecked(
    const v1::AuditEntry& entry, Batch changes, size_t put_bytes) {
  std::string leaf = entry.SerializeAsString();
  absl::Status checked = CheckEntry(entry, leaf);
  if (!checked.ok()) return checked;
  const std::vector<std::string> terms = IndexTermsOf(entry);
  const absl::StatusOr<uint64_t> groups_seen = AwaitRoom();
  if (!groups_seen.ok()) return groups_seen.status();
  absl::StatusOr<Values> on_disk = OnDisk(changes.expects);
  const absl::StatusOr<ReadHeads> read = HeadsOnDisk(entry);
  if (!read.ok()) return read.status();

  absl::MutexLock lock(&mutex_);
  if (!failed_.ok()) return failed_;
  if (*groups_seen != groups_written_) {
    // The disk has changed since, and can do so no more under the lock, but
    // for a group whose rows are all pending still.
    on_disk = OnDisk(changes.expects);
  }
  if (!on_disk.ok()) return on_disk.status();
  if (!Hold(changes.expects, *on_disk)) {
    return absl::AbortedError(
        "the store changed since it was read: read again and repeat");
  }
  const absl::StatusOr<std::vector<SubjectHead>> before =
      HeadsBefore(entry, *read);
  if (!before.ok()) return before.status();
  AppendLinks(*before, &leaf);
  const size_t bytes = put_bytes + leaf.size();
  return Place(entry, *before, std::move(leaf), terms, std::move(changes.puts),
               bytes);
}

absl::StatusOr<GroupLedger::Values> GroupLedger::OnDisk(
    const std::vector<Expect>& expects) const {
  Values values;
  values.reserve(expects.size());
  for (const Expect& expect : expects) {
    absl::StatusOr<std::string> value = kv_->Get(expect.key);
    if (value.ok()) {
      values.push_back(*std::move(value));
    } else if (absl::IsNotFound(value.status())) {
      values.push_back(std::nullopt);
    } else {
      return value.status();
    }
  }
  return values;
}

bool GroupLedger::Hold(const std::vector<Expect>& expects,
                       const Values& on_disk) const {
  for (size_t i = 0; i < expects.size(); ++i) {
    const std::optional<std::string>* value = pending_.Find(expects[i].key);
    if (value == nullptr) value = &on_disk[i];
    if (*value != expects[i].value) return false;
  }
  return true;
}

absl::StatusOr<GroupLedger::ReadHeads> GroupLedger::HeadsOnDisk(
    const v1::AuditEntry& entry) const {
  ReadHeads read;
  std::vector<bool> is_known;
  {
    absl::ReaderMutexLock lock(&mutex_);
    read.times_forgotten = heads_.times_forgotten();
    for (const std::string& subject_ref : entry.subject_refs()) {
      is_known.push_back(heads_.Find(subject_ref) != nullptr);
    }
  }
  for (size_t i = 0; i < is_known.size(); ++i) {
    absl::StatusOr<SubjectHead> head = SubjectHead();
    if (!is_known[i]) {
      head = ReadSubjectHead(*kv_, entry.subject_refs(static_cast<int>(i)));
    }
    if (!head.ok()) return head.status();
    read.heads.push_back(*head);
  }
  return read;
}

absl::StatusOr<std::vector<SubjectHead>> GroupLedger::HeadsBefore(
    const v1::AuditEntry& entry, const ReadHeads& read) const {
  const bool is_current = read.times_forgotten == heads_.times_forgotten();
  std::vector<SubjectHead> before;
  for (int i = 0; i < entry.subject_refs_size(); ++i) {
    const SubjectHead* head = heads_.Find(entry.subject_refs(i));
    if (head != nullptr) {
      before.push_back(*head);
      continue;
    }
    absl::StatusOr<SubjectHead> known = read.heads[static_cast<size_t>(i)];
    if (!is_current) known = ReadSubjectHead(*kv_, entry.subject_refs(i));
    if (!known.ok()) return known.status();
    before.push_back(*known);
  }
  return before;
}

absl::StatusOr<uint64_t> GroupLedger::AwaitRoom() {
  absl::MutexLock lock(&mutex_);
  while (failed_.ok() && groups_.size() >= kMaxGroups) {
    if (is_writing_) {
      // Kept: its last ticket may be gone before this thread wakes.
      const std::shared_ptr<Group> oldest = groups_.front();
      mutex_.Unlock();
      oldest->Await();
      mutex_.Lock();
    } else {
      WriteOldest();
    }
    if (!is_writing_ && groups_.size() < kMaxGroups) WakeNextWriter();
  }
  if (!failed_.ok()) return failed_;
  return groups_written_;
}

const std::shared_ptr<Group>& GroupLedger::OpenGroup(size_t bytes) {
  if (!groups_.empty() && !groups_.back()->is_closed &&
      (groups_.back()->entries == kMaxGroupEntries ||
       groups_.back()->bytes + bytes > kMaxGroupBytes)) {
    Close(groups_.back().get());
  }
  if (groups_.empty() || groups_.back()->is_closed) {
    groups_.push_back(std::make_shared<Group>());
  }
  return groups_.back();
}

std::shared_ptr<Ticket> GroupLedger::Place(
    const v1::AuditEntry& entry, const std::vector<SubjectHead>& before,
    std::string leaf, const std::vector<std::string>& terms,
    std::vector<Put> puts, size_t bytes) {
  const std::shared_ptr<Group>& group = OpenGroup(bytes);
  const size_t first = group->puts.size();
  for (Put& put : puts) group->puts.push_back(std::move(put));
  pending_.Add(group->puts, first);

  const uint64_t index = next_.size();
  std::string leaf_hash = LeafHash(leaf);
  group->puts.push_back({Key(kLeaves, BigEndian64(index)), std::move(leaf)});
  for (int i = 0; i < entry.subject_refs_size(); ++i) {
    const std::string& subject_ref = entry.subject_refs(i);
    group->puts.push_back(
        {absl::StrCat(Key(kSubjects, subject_ref), BigEndian64(index)), ""});
    heads_.Move(subject_ref, {index, before[static_cast<size_t>(i)].count + 1},
                durable_->size());
  }
  next_.Append(leaf_hash, &group->puts);
  index_.Add(index, terms, &group->puts);
  ++group->entries;
  group->bytes += bytes;
  group->last_unix_nanos = entry.recorded_unix_nanos();
  return std::make_shared<Ticket>(group, index, std::move(leaf_hash),
                                  entry.recorded_unix_nanos());
}

void GroupLedger::Close(Group* group) {
  group->puts.push_back(next_.HeadRow(group->last_unix_nanos));
  group->tree = std::make_shared<const LogTree>(next_);
  group->is_closed = true;
}

absl::StatusOr<v1::Receipt> GroupLedger::Wait(
    const std::shared_ptr<Ticket>& ticket) {
  Group* const group = ticket->group();
  {
    absl::MutexLock lock(&mutex_);
    if (WriteOrInherit(group)) return ticket->Receipt();
    if (!failed_.ok()) return failed_;
  }
  if (group->Await()) return ticket->Receipt();
  absl::ReaderMutexLock lock(&mutex_);
  return failed_;
}

bool GroupLedger::WriteOrInherit(Group* group) {
  bool has_written = false;
  while (!group->is_durable && failed_.ok()) {
    if (!is_writing_) {
      WriteOldest();
      has_written = true;
    } else if (group->has_heir) {
      return false;
    } else {
      group->has_heir = true;
      group->changed.Wait(&mutex_);
      group->has_heir = false;
    }
  }
  if (has_written && !is_writing_) WakeNextWriter();
  return group->is_durable;
}

void GroupLedger::WriteOldest() {
  const std::shared_ptr<Group> group = groups_.front();
  if (!group->is_closed) Close(group.get());
  is_writing_ = true;
  mutex_.Unlock();
  const absl::Status status = kv_->Commit(group->puts);
  mutex_.Lock();
  is_writing_ = false;
  if (!status.ok()) {
    // After a failed sync no one knows what is on disk, and a second sync may
    // lie; only reading it all again at the next start can tell.
    failed_ = absl::UnavailableError(absl::StrCat(
        "the store failed, nothing is accepted until the gateway starts "
        "again: ",
        status.message()));
    for (const std::shared_ptr<Group>& waiting : groups_) {
      waiting->changed.Signal();
      waiting->Settle(/*is_kept=*/false);
    }
    return;
  }
  pending_.Remove(group->puts);
  durable_ = group->tree;
  ++groups_written_;
  group->is_durable = true;
  groups_.pop_front();
  group->changed.Signal();
  // The next write begins while those of this one are told.
  WakeNextWriter();
  mutex_.Unlock();
  group->Settle(/*is_kept=*/true);
  mutex_.Lock();
}

void GroupLedger::WakeNextWriter() {
  for (const std::shared_ptr<Group>& group : groups_) {
    if (!group->has_heir) continue;
    group->changed.Signal();
    return;
  }
}

std::shared_ptr<const LogTree> GroupLedger::Durable() const {
  absl::ReaderMutexLock lock(&mutex_);
  return durable_;
}

v1::TreeHead GroupLedger::Head() const {
  const std::shared_ptr<const LogTree> tree = Durable();
  v1::TreeHead head;
  head.set_size(tree->size());
  head.set_root_hash(tree->Root());
  return head;
}

absl::StatusOr<v1::Receipt> GroupLedger::Release(
    const v1::AuditEntry& entry, const std::vector<uint64_t>& indexes) {
  absl::StatusOr<std::vector<Put>> puts = leaves_.Release(*Durable(), indexes);
  if (!puts.ok()) return puts.status();
  size_t bytes = 0;
  for (const Put& put : *puts) bytes += put.key.size();
  const absl::StatusOr<std::shared_ptr<Ticket>> ticket =
      EnqueueChecked(entry, {*std::move(puts), {}}, bytes);
  if (!ticket.ok()) return ticket.status();
  return Wait(*ticket);
}

absl::StatusOr<std::string> GroupLedger::Leaf(uint64_t index) const {
  return leaves_.Read(*Durable(), index);
}

absl::Status GroupLedger::ScanSubject(
    absl::string_view subject_ref, uint64_t first,
    absl::FunctionRef<bool(uint64_t index)> visit) const {
  if (subject_ref.size() != kSubjectRefBytes) {
    return absl::InvalidArgumentError("subject_ref needs 16 bytes");
  }
  // Rows of a group may be on disk a moment before the head says so.
  const uint64_t size = Durable()->size();
  const std::string prefix = Key(kSubjects, subject_ref);
  return kv_->Scan(absl::StrCat(prefix, BigEndian64(first)),
                   absl::StrCat(prefix, BigEndian64(size)),
                   [&](absl::string_view key, absl::string_view) {
                     return visit(FromBigEndian64(key.substr(prefix.size())));
                   });
}

absl::StatusOr<std::vector<uint64_t>> GroupLedger::FindInSegment(
    absl::string_view term, uint64_t segment) const {
  if (segment >= Durable()->size() / kSegmentEntries) {
    return absl::OutOfRangeError("the log has no such full segment");
  }
  return LogIndex::Find(*kv_, term, segment);
}

absl::StatusOr<std::vector<std::string>> GroupLedger::ProveInclusion(
    uint64_t index, uint64_t size) const {
  return Durable()->ProveInclusion(*kv_, index, size);
}

absl::StatusOr<std::vector<std::string>> GroupLedger::ProveConsistency(
    uint64_t older, uint64_t newer) const {
  return Durable()->ProveConsistency(*kv_, older, newer);
}

absl::StatusOr<Frontier> GroupLedger::FrontierAt(uint64_t size) const {
  return Durable()->FrontierAt(*kv_, size);
}

absl::StatusOr<std::string> GroupLedger::TileFile(const TileName& name) const {
  if (name.level != TileName::kEntries) return Durable()->Tile(*kv_, name);
  return leaves_.Bundle(*Durable(), name);
}

absl::Status GroupLedger::ScanLeaves(
    uint64_t first, uint64_t end,
    absl::FunctionRef<bool(uint64_t index, absl::string_view leaf)> visit)
    const {
  return leaves_.Scan(*Durable(), first, end, visit);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(Kv* kv,
                                                     const Archive* archive) {
  absl::StatusOr<LogTree> tree = LogTree::Load(*kv);
  if (!tree.ok()) return tree.status();
  absl::StatusOr<LogIndex> index = LogIndex::Load(kv, tree->size());
  if (!index.ok()) return index.status();
  return std::make_unique<GroupLedger>(kv, archive, *std::move(tree),
                                       *std::move(index));
}

absl::StatusOr<v1::Receipt> Ledger::Commit(const v1::AuditEntry& entry,
                                           Batch changes) {
  const absl::StatusOr<std::shared_ptr<Ticket>> ticket =
      Enqueue(entry, std::move(changes));
  if (!ticket.ok()) return ticket.status();
  return Wait(*ticket);
}

}  // namespace saan::storage
