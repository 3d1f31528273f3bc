#include "storage/ledger.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/group_ledger.h"
#include "storage/merkle.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

// A group is written with one sync. Larger groups gain nothing, and let the
// first of them wait for the last.
constexpr size_t kMaxGroupEntries = 1024;
constexpr size_t kMaxGroupBytes = 4 << 20;

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
