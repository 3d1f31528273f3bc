// How groups reach the disk, and who is told.

#include <iterator>

#include "absl/strings/str_cat.h"
#include "storage/group_ledger.h"

namespace saan::storage {
namespace {

// Bounds what is in memory but not on disk.
constexpr size_t kMaxGroups = 8;

using Listeners = decltype(Group::listeners);

// What they hold ends with the call.
void Tell(Listeners listeners, const absl::Status& failure) {
  for (const auto& listener : listeners) listener(failure);
}

}  // namespace

GroupLedger::~GroupLedger() {
  std::array<std::thread, kWriters> writers;
  {
    absl::MutexLock lock(&mutex_);
    is_ending_ = true;
    has_work_.SignalAll();
    writers.swap(writers_);
  }
  for (std::thread& writer : writers) {
    if (writer.joinable()) writer.join();
  }
  absl::MutexLock lock(&mutex_);
  if (failed_.ok()) failed_ = absl::UnavailableError("the ledger has ended");
  FailAll();
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

void GroupLedger::WhenKept(const std::shared_ptr<Ticket>& ticket, Then then) {
  const auto tell = [ticket, then = std::move(then)](const absl::Status& why) {
    if (why.ok()) {
      then(ticket->Receipt());
    } else {
      then(why);
    }
  };
  absl::Status failure;
  {
    absl::MutexLock lock(&mutex_);
    Group* const group = ticket->group();
    if (!group->is_durable && failed_.ok()) {
      group->listeners.push_back(tell);
      for (std::thread& writer : writers_) {
        if (writer.joinable()) continue;
        writer = std::thread([this] { WriteForListeners(); });
      }
      if (!is_writing_) has_work_.Signal();
      return;
    }
    if (!group->is_durable) failure = failed_;
  }
  tell(failure);
}

bool GroupLedger::HasListeners() const {
  for (const std::shared_ptr<Group>& group : groups_) {
    if (!group->listeners.empty()) return true;
  }
  return false;
}

void GroupLedger::WriteForListeners() {
  absl::MutexLock lock(&mutex_);
  while (!is_ending_) {
    if (!is_writing_ && HasListeners()) {
      WriteOldest();
    } else {
      has_work_.Wait(&mutex_);
    }
  }
}

void GroupLedger::FailAll() {
  Listeners listeners;
  for (const std::shared_ptr<Group>& waiting : groups_) {
    waiting->changed.Signal();
    waiting->Settle(/*is_kept=*/false);
    std::move(waiting->listeners.begin(), waiting->listeners.end(),
              std::back_inserter(listeners));
    waiting->listeners.clear();
  }
  const absl::Status failure = failed_;
  mutex_.Unlock();
  Tell(std::move(listeners), failure);
  mutex_.Lock();
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
    FailAll();
    return;
  }
  pending_.Remove(group->puts);
  durable_ = group->tree;
  ++groups_written_;
  group->is_durable = true;
  groups_.pop_front();
  group->changed.Signal();
  Listeners listeners = std::move(group->listeners);
  group->listeners.clear();
  // The next write begins while those of this one are told.
  WakeNextWriter();
  mutex_.Unlock();
  group->Settle(/*is_kept=*/true);
  Tell(std::move(listeners), absl::OkStatus());
  mutex_.Lock();
}

void GroupLedger::WakeNextWriter() {
  for (const std::shared_ptr<Group>& group : groups_) {
    if (!group->has_heir) continue;
    group->changed.Signal();
    return;
  }
  if (HasListeners()) has_work_.Signal();
}

}  // namespace saan::storage
