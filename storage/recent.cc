#include "storage/recent.h"

#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

// Of what is kept, the part that families may take.
constexpr size_t kFamiliesPart = 8;
// A handle, as NewHandle of gateway/house.h makes them.
constexpr size_t kHandleBytes = 26;

// Leaves and tiles are read in long runs, seldom twice.
bool IsKept(absl::string_view key) {
  if (key.empty()) return false;
  return key[0] != kLeaves && key[0] != kTiles && key[0] != kSubjects &&
         key[0] != kTerms && key[0] != kMeta;
}

// Of most children nobody has said anything: that is worth remembering too.
bool IsKeptWhenAbsent(absl::string_view key) { return key[0] == kChildSharing; }

// What all keys of the family that `key` is of begin with: the open referrals
// of a child, and its cases. Empty for any other key.
absl::string_view FamilyOf(absl::string_view key) {
  constexpr size_t kNameBytes = 2 + kHandleBytes;
  if (key.size() < kNameBytes) return {};
  const bool is_member = (key[0] == kReferralOrder && key[1] == 'O') ||
                         (key[0] == kHelps && key[1] == 'C');
  return is_member ? key.substr(0, kNameBytes) : absl::string_view();
}

// All rows of a family, in order.
using Family = std::vector<std::pair<std::string, std::string>>;
using FamilyPtr = std::shared_ptr<const Family>;
// A row; nothing where it is known that there is none.
using Row = std::optional<std::string>;

size_t SizeOf(const Row& row) { return row.has_value() ? row->size() : 0; }
size_t SizeOf(const FamilyPtr& family) {
  size_t bytes = 0;
  for (const auto& [key, value] : *family) {
    bytes += key.size() + value.size() + kRowOverheadBytes;
  }
  return bytes;
}

template <typename Value>
class Shard {
 public:
  // The value when it is kept; else `seen` says how often rows have changed.
  std::optional<Value> Find(absl::string_view key, uint64_t* seen)
      ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    const auto place = places_.find(key);
    if (place == places_.end()) {
      *seen = changes_;
      return std::nullopt;
    }
    items_.splice(items_.begin(), items_, place->second);
    return place->second->value;
  }

  // Keeps what was read, unless a row changed after `seen`: it may be the old
  // one then.
  void Keep(absl::string_view key, const Value& value, uint64_t seen,
            size_t bytes_max) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    if (changes_ != seen || places_.contains(key)) return;
    items_.push_front({std::string(key), value});
    places_.emplace(items_.front().key, items_.begin());
    bytes_ += SizeWith(items_.front());
    while (bytes_ > bytes_max) Erase(places_.find(items_.back().key));
  }

  void Forget(absl::string_view key) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    ++changes_;
    if (const auto place = places_.find(key); place != places_.end()) {
      Erase(place);
    }
  }

 private:
  struct Item {
    std::string key;
    Value value;
  };
  using Items = std::list<Item>;  // The last used first.
  using Places =
      absl::flat_hash_map<absl::string_view, typename Items::iterator>;

  static size_t SizeWith(const Item& item) {
    return item.key.size() + SizeOf(item.value) + kRowOverheadBytes;
  }

  void Erase(typename Places::iterator place)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const typename Items::iterator item = place->second;
    bytes_ -= SizeWith(*item);
    places_.erase(place);  // First: its key lies in the item.
    items_.erase(item);
  }

  absl::Mutex mutex_;
  Items items_ ABSL_GUARDED_BY(mutex_);
  Places places_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
};

template <typename Value>
using Shards = std::array<Shard<Value>, kShards>;

template <typename Value>
Shard<Value>& ShardOf(Shards<Value>& shards, absl::string_view key) {
  return shards[absl::Hash<absl::string_view>()(key) % kShards];
}

class RecentKv : public Kv {
 public:
  RecentKv(Kv* kv, size_t bytes_max)
      : kv_(kv),
        rows_bytes_max_((bytes_max - bytes_max / kFamiliesPart) / kShards),
        families_bytes_max_(bytes_max / kFamiliesPart / kShards) {}

  absl::StatusOr<std::string> Get(absl::string_view key) const override {
    if (!IsKept(key)) return kv_->Get(key);
    Shard<Row>& shard = ShardOf(rows_, key);
    uint64_t seen = 0;
    if (std::optional<Row> kept = shard.Find(key, &seen)) {
      if (kept->has_value()) return **std::move(kept);
      return absl::NotFoundError("no such row");
    }
    absl::StatusOr<std::string> value = kv_->Get(key);
    if (value.ok() && value->size() <= kMaxRecentRowBytes) {
      shard.Keep(key, *value, seen, rows_bytes_max_);
    } else if (absl::IsNotFound(value.status()) && IsKeptWhenAbsent(key)) {
      shard.Keep(key, std::nullopt, seen, rows_bytes_max_);
    }
    return value;
  }

  absl::Status Scan(absl::string_view from, absl::string_view until,
                    Visit visit) const override {
    const absl::string_view name = FamilyOf(from);
    if (name.empty() || until.empty() || until > PrefixEnd(name)) {
      return kv_->Scan(from, until, visit);
    }
    const absl::StatusOr<FamilyPtr> family = ReadFamily(name);
    if (!family.ok()) return family.status();
    if (*family == nullptr) return kv_->Scan(from, until, visit);
    for (const auto& [key, value] : **family) {
      if (key >= from && key < until && !visit(key, value)) break;
    }
    return absl::OkStatus();
  }

  absl::Status Commit(const std::vector<Put>& puts) override {
    const absl::Status status = kv_->Commit(puts);
    // After a failure too: no one knows what is on disk then.
    for (const Put& put : puts) {
      if (IsKept(put.key)) ShardOf(rows_, put.key).Forget(put.key);
      const absl::string_view name = FamilyOf(put.key);
      if (!name.empty()) ShardOf(families_, name).Forget(name);
    }
    return status;
  }

 private:
  // Null when the family is too large to be kept.
  absl::StatusOr<FamilyPtr> ReadFamily(absl::string_view name) const {
    Shard<FamilyPtr>& shard = ShardOf(families_, name);
    uint64_t seen = 0;
    if (std::optional<FamilyPtr> kept = shard.Find(name, &seen)) return *kept;
    Family rows;
    size_t bytes = 0;
    absl::Status scanned =
        kv_->Scan(name, PrefixEnd(name),
                  [&](absl::string_view key, absl::string_view value) {
                    bytes += key.size() + value.size();
                    rows.emplace_back(key, value);
                    return bytes <= kMaxRecentRowBytes;
                  });
    if (!scanned.ok()) return scanned;
    if (bytes > kMaxRecentRowBytes) return FamilyPtr();
    FamilyPtr family = std::make_shared<const Family>(std::move(rows));
    shard.Keep(name, family, seen, families_bytes_max_);
    return family;
  }

  Kv* const kv_;
  const size_t rows_bytes_max_;      // In each shard.
  const size_t families_bytes_max_;  // In each shard.
  mutable Shards<Row> rows_;
  mutable Shards<FamilyPtr> families_;
};

}  // namespace

std::unique_ptr<Kv> NewRecentKv(Kv* kv, size_t bytes_max) {
  return std::make_unique<RecentKv>(kv, bytes_max);
}

}  // namespace saan::storage
