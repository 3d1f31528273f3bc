// What has been promised but is not on disk yet, by key. Values are not
// copied: the lists of puts that wait for the disk own them.

#ifndef SAAN_STORAGE_PENDING_H_
#define SAAN_STORAGE_PENDING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "storage/kv.h"

namespace saan::storage {

// Not thread-safe.
class Pending {
 public:
  // Rows in key order; a row without a value is to be deleted.
  using Rows = std::vector<std::pair<std::string, std::optional<std::string>>>;

  // The last puts[first], puts[first + 1], ... of each key are from now on
  // what is pending. `puts` may grow at its end, but must neither move nor
  // otherwise change until Remove.
  void Add(const std::vector<Put>& puts, size_t first);

  // Forgets the keys whose last Add came from `puts`.
  void Remove(const std::vector<Put>& puts);

  // Null when nothing is pending under `key`; without a value when its
  // deletion is.
  const std::optional<std::string>* Find(absl::string_view key) const;

  // Copies what is pending in [from, until); an empty `until` is no end.
  Rows Copy(absl::string_view from, absl::string_view until) const;

 private:
  struct Place {
    const std::vector<Put>* puts;
    size_t index;
  };

  absl::btree_map<std::string, Place> places_;
};

// Visits the rows of `base` in [from, until) as they will be once `pending`, a
// Copy of that range, has been written.
absl::Status ScanMerged(const Reader& base, absl::string_view from,
                        absl::string_view until, const Pending::Rows& pending,
                        Visit visit);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_PENDING_H_
