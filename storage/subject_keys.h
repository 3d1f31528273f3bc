// The keys behind the pseudonyms that the log knows children by: one file of
// fixed slots, outside the database. To overwrite a slot cuts, for ever, the
// link between a child and what the log says of it; entries, proofs and counts
// stay as they are.

#ifndef SAAN_STORAGE_SUBJECT_KEYS_H_
#define SAAN_STORAGE_SUBJECT_KEYS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "storage/seal.h"

namespace saan::storage {

// Slots are made so many at a time, one sync for all.
inline constexpr uint64_t kSubjectKeyBatch = 1024;

// Thread-safe.
class SubjectKeys {
 public:
  // Opens the file, or makes it; its folder must exist. FAILED_PRECONDITION
  // while another process has it, DATA_LOSS when it is another kind of file,
  // UNAVAILABLE when the disk says no.
  static absl::StatusOr<std::unique_ptr<SubjectKeys>> Open(std::string path,
                                                           Entropy entropy);
  ~SubjectKeys();
  SubjectKeys(const SubjectKeys&) = delete;
  SubjectKeys& operator=(const SubjectKeys&) = delete;

  // A slot that was never given before. Its key is on disk already, so that
  // whoever remembers the slot can use it after any crash. UNAVAILABLE when the
  // disk says no.
  absl::StatusOr<uint64_t> Take() ABSL_LOCKS_EXCLUDED(mutex_);

  // The pseudonym of `handle`, which names the child inside the house:
  // HMAC-SHA-256 under the slot's key, cut to 16 bytes. NOT_FOUND once the key
  // was destroyed, DATA_LOSS for a slot that was never given.
  absl::StatusOr<std::string> Pseudonym(uint64_t slot,
                                        absl::string_view handle) const;

  // Overwrites the key, on disk before it returns. Nothing gives it back: a
  // copy of this file must not outlive this call. May be repeated.
  absl::Status Destroy(uint64_t slot);

 private:
  SubjectKeys(std::string path, int file, Entropy entropy, uint64_t next)
      : path_(std::move(path)),
        file_(file),
        entropy_(std::move(entropy)),
        next_(next),
        end_(next) {}

  absl::Status Extend() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status WriteSynced(absl::string_view bytes, uint64_t offset) const;

  const std::string path_;
  const int file_;  // A descriptor; the lock goes with it.
  const Entropy entropy_;
  absl::Mutex mutex_;
  uint64_t next_ ABSL_GUARDED_BY(mutex_);  // The slot that Take gives.
  uint64_t end_ ABSL_GUARDED_BY(mutex_);   // Slots that are on disk.
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SUBJECT_KEYS_H_
