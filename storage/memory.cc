#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/synchronization/mutex.h"
#include "storage/kv.h"

namespace saan::storage {
namespace {

class MemoryKv : public Kv {
 public:
  absl::StatusOr<std::string> Get(absl::string_view key) const override {
    absl::ReaderMutexLock lock(&mutex_);
    const auto row = rows_.find(key);
    if (row == rows_.end()) return absl::NotFoundError("no such row");
    return row->second;
  }

  absl::Status Scan(absl::string_view from, absl::string_view until,
                    Visit visit) const override {
    // Visiting under the lock would deadlock a `visit` that writes.
    for (const auto& [key, value] : Copy(from, until)) {
      if (!visit(key, value)) break;
    }
    return absl::OkStatus();
  }

  absl::Status Commit(const std::vector<Put>& puts) override {
    absl::MutexLock lock(&mutex_);
    for (const Put& put : puts) {
      if (put.value.has_value()) {
        rows_[put.key] = *put.value;
      } else {
        rows_.erase(put.key);
      }
    }
    return absl::OkStatus();
  }

 private:
  std::vector<std::pair<std::string, std::string>> Copy(
      absl::string_view from, absl::string_view until) const {
    absl::ReaderMutexLock lock(&mutex_);
    std::vector<std::pair<std::string, std::string>> copy;
    for (auto row = rows_.lower_bound(from);
         row != rows_.end() && (until.empty() || row->first < until); ++row) {
      copy.emplace_back(row->first, row->second);
    }
    return copy;
  }

  mutable absl::Mutex mutex_;
  absl::btree_map<std::string, std::string> rows_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Kv> NewMemoryKv() { return std::make_unique<MemoryKv>(); }

}  // namespace saan::storage
