// The folders of archived segments under one directory, as the gateway reads
// them when the store has an entry no more.

#ifndef SAAN_STORAGE_ARCHIVE_H_
#define SAAN_STORAGE_ARCHIVE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "saan/v1/audit.pb.h"
#include "storage/archived_segment.h"

namespace saan::storage {

// Thread-safe.
class Archive {
 public:
  // Makes `directory` where there is none. A folder that is damaged is as good
  // as absent: see `problems`. UNAVAILABLE: the disk's word.
  static absl::StatusOr<std::unique_ptr<Archive>> Open(std::string directory);

  // What is wrong with folders that were found; one line each.
  const std::vector<std::string>& problems() const { return problems_; }

  // The entry at `index`; empty where its time is over. NOT_FOUND where no
  // folder here has its segment; DATA_LOSS where one should have it. The
  // ledger holds what it gives to the hash in the tree.
  absl::StatusOr<std::string> Leaf(uint64_t index) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Where segment `number` lies.
  std::string FolderOf(uint64_t number) const;

  // Where it is to be written, by SegmentWriter; then Take makes it one of the
  // archive's.
  std::string PartialFolderOf(uint64_t number) const;
  absl::Status Take(uint64_t number) ABSL_LOCKS_EXCLUDED(mutex_);

  // The manifest of a segment; null where its folder is not here.
  std::shared_ptr<const ReadManifest> ManifestOf(uint64_t number) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The log says that the time of these entries is over: their file is removed
  // where it is still there.
  absl::Status LetGo(uint64_t number, v1::RetentionClass retention_class)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // Open segments kept at once; each has some 5 MB.
  static constexpr size_t kMostOpen = 4;

  explicit Archive(std::string directory) : directory_(std::move(directory)) {}

  absl::Status Find() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Add(uint64_t number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<ArchivedSegment*> OpenedSegment(uint64_t number) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string directory_;
  std::vector<std::string> problems_;
  mutable absl::Mutex mutex_;
  // By number; and numbers by the first entry.
  std::map<uint64_t, std::shared_ptr<const ReadManifest>> manifests_
      ABSL_GUARDED_BY(mutex_);
  std::map<uint64_t, uint64_t> by_first_index_ ABSL_GUARDED_BY(mutex_);
  std::set<std::pair<uint64_t, v1::RetentionClass>> over_
      ABSL_GUARDED_BY(mutex_);
  // The one used last is in front.
  mutable std::list<std::pair<uint64_t, std::unique_ptr<ArchivedSegment>>> open_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_ARCHIVE_H_
