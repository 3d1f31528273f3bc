// Entries of the log that reach the disk together, and those who wait for them.

#ifndef SAAN_STORAGE_GROUP_H_
#define SAAN_STORAGE_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/kv.h"
#include "storage/log_tree.h"

namespace saan::storage {

// Guarded by the ledger's mutex, but for `puts` once closed: no one changes
// them any more. Settle and Await need no other lock.
struct Group {
  std::vector<Put> puts;
  size_t entries = 0;
  size_t bytes = 0;
  int64_t last_unix_nanos = 0;
  bool is_closed = false;
  std::shared_ptr<const LogTree> tree;  // After its last entry; once closed.
  bool is_durable = false;
  // Called by who writes the group, when it has let go of the ledger.
  std::vector<std::function<void(const absl::Status& failure)>> listeners;

  // Of those who wait for the group one is its heir: woken when it is on disk,
  // and when nobody writes any more.
  bool has_heir = false;
  absl::CondVar changed;

  // The others wait here: all are woken by one, who has let go of the ledger.
  // Woken on the ledger's mutex, they would stand in line for it one behind the
  // other, and keep new calls from it.

  // Once, when the rows are on disk, or never will be.
  void Settle(bool is_kept) ABSL_LOCKS_EXCLUDED(settling_) {
    absl::MutexLock lock(&settling_);
    is_kept_ = is_kept;
    is_settled_ = true;
  }
  // True when they are on disk.
  bool Await() ABSL_LOCKS_EXCLUDED(settling_) {
    absl::ReaderMutexLock lock(&settling_, absl::Condition(&is_settled_));
    return is_kept_;
  }

 private:
  absl::Mutex settling_;
  bool is_settled_ ABSL_GUARDED_BY(settling_) = false;
  bool is_kept_ ABSL_GUARDED_BY(settling_) = false;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_GROUP_H_
