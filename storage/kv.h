// Kv is all that an engine must give: ordered bytes and one atomic commit.
// Everything that knows our schema is written once, above it.

#ifndef SAAN_STORAGE_KV_H_
#define SAAN_STORAGE_KV_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace saan::storage {

// One key set or, without a value, deleted.
struct Put {
  std::string key;
  std::optional<std::string> value;
};

// What a key was when a change was thought out; without a value: absent.
struct Expect {
  std::string key;
  std::optional<std::string> value;
};

// Changes that become visible together or not at all, and only while all that
// they were based on still holds.
struct Batch {
  std::vector<Put> puts;
  std::vector<Expect> expects;
};

using Visit =
    absl::FunctionRef<bool(absl::string_view key, absl::string_view value)>;

// What can be read. Thread-safe.
class Reader {
 public:
  virtual ~Reader() = default;

  // NOT_FOUND when the key is absent; DATA_LOSS when it cannot be read.
  virtual absl::StatusOr<std::string> Get(absl::string_view key) const = 0;

  // Visits keys in [from, until) in byte order until `visit` returns false; an
  // empty `until` is no end. An engine shows its rows as they were at one
  // moment, and `visit` may use the engine. DATA_LOSS when a row cannot be
  // read; rows before it may have been visited.
  virtual absl::Status Scan(absl::string_view from, absl::string_view until,
                            Visit visit) const = 0;
};

// An engine. All engines pass tests/storage/kv_suite.h. Thread-safe.
class Kv : public Reader {
 public:
  // On OK all `puts` are on disk, the last one of each key; on error none is
  // visible. Expectations are the ledger's business: it is the only writer.
  virtual absl::Status Commit(const std::vector<Put>& puts) = 0;
};

// Opens a store in `directory`, or makes one there (the parent must exist).
// Each message says what to do:
//   FAILED_PRECONDITION  another process holds it, or it is no store of ours
//   DATA_LOSS            damaged
//   PERMISSION_DENIED    may not be read or written
//   RESOURCE_EXHAUSTED   the disk is full, or no more files may be opened
//   NOT_FOUND            the parent folder does not exist
//   UNAVAILABLE          the disk failed in another way
// Its Get, Scan and Commit give the same codes.
absl::StatusOr<std::unique_ptr<Kv>> OpenRocks(const std::string& directory);

// Forgets all when destroyed. A Scan copies its whole range first: made for
// tests, not for millions of rows.
std::unique_ptr<Kv> NewMemoryKv();

}  // namespace saan::storage

#endif  // SAAN_STORAGE_KV_H_
