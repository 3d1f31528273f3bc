#include "storage/recent.h"

#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/synchronization/mutex.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

// So that calls seldom wait for one another.
constexpr size_t kShards = 16;
// What a row costs beside its bytes: list and map nodes.
constexpr size_t kRowOverheadBytes = 128;

// Leaves and tiles are read in long runs, seldom twice.
bool IsKept(absl::string_view key) {
  if (key.empty()) return false;
  return key[0] != kLeaves && key[0] != kTiles && key[0] != kSubjects &&
         key[0] != kTerms && key[0] != kMeta;
}

class Shard {
 public:
  // The value when it is kept; else `seen` says how often rows have changed.
  std::optional<std::string> Find(absl::string_view key, uint64_t* seen)
      ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    const auto place = places_.find(key);
    if (place == places_.end()) {
      *seen = changes_;
      return std::nullopt;
    }
    rows_.splice(rows_.begin(), rows_, place->second);
    return place->second->value;
  }

  // Keeps what was read, unless a row changed after `seen`: it may be the old
  // one then.
  void Keep(absl::string_view key, const std::string& value, uint64_t seen,
            size_t bytes_max) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    if (changes_ != seen || places_.contains(key)) return;
    rows_.push_front({std::string(key), value});
    places_.emplace(rows_.front().key, rows_.begin());
    bytes_ += BytesOf(rows_.front());
    while (bytes_ > bytes_max) Erase(places_.find(rows_.back().key));
  }

  void Forget(absl::string_view key) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    ++changes_;
    if (const auto place = places_.find(key); place != places_.end()) {
      Erase(place);
    }
  }

 private:
  struct Row {
    std::string key;
    std::string value;
  };
  using Rows = std::list<Row>;  // The last used first.
  using Places = absl::flat_hash_map<absl::string_view, Rows::iterator>;

  static size_t BytesOf(const Row& row) {
    return row.key.size() + row.value.size() + kRowOverheadBytes;
  }

  void Erase(Places::iterator place) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const Rows::iterator row = place->second;
    bytes_ -= BytesOf(*row);
    places_.erase(place);  // First: its key lies in the row.
    rows_.erase(row);
  }

  absl::Mutex mutex_;
  Rows rows_ ABSL_GUARDED_BY(mutex_);
  Places places_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
};

class RecentKv : public Kv {
 public:
  RecentKv(Kv* kv, size_t bytes_max)
      : kv_(kv), shard_bytes_max_(bytes_max / kShards) {}

  absl::StatusOr<std::string> Get(absl::string_view key) const override {
    if (!IsKept(key)) return kv_->Get(key);
    Shard& shard = ShardOf(key);
    uint64_t seen = 0;
    if (std::optional<std::string> kept = shard.Find(key, &seen)) {
      return *std::move(kept);
    }
    absl::StatusOr<std::string> value = kv_->Get(key);
    if (value.ok() && value->size() <= kMaxRecentRowBytes) {
      shard.Keep(key, *value, seen, shard_bytes_max_);
    }
    return value;
  }

  absl::Status Scan(absl::string_view from, absl::string_view until,
                    Visit visit) const override {
    return kv_->Scan(from, until, visit);
  }

  absl::Status Commit(const std::vector<Put>& puts) override {
    const absl::Status status = kv_->Commit(puts);
    // After a failure too: no one knows what is on disk then.
    for (const Put& put : puts) {
      if (IsKept(put.key)) ShardOf(put.key).Forget(put.key);
    }
    return status;
  }

 private:
  Shard& ShardOf(absl::string_view key) const {
    return shards_[absl::Hash<absl::string_view>()(key) % kShards];
  }

  Kv* const kv_;
  const size_t shard_bytes_max_;
  mutable std::array<Shard, kShards> shards_;
};

}  // namespace

std::unique_ptr<Kv> NewRecentKv(Kv* kv, size_t bytes_max) {
  return std::make_unique<RecentKv>(kv, bytes_max);
}

}  // namespace saan::storage
