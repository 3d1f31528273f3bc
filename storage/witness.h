// A witness of logs (C2SP tlog-witness): cosigns a log's checkpoint only when
// it extends the one it cosigned before. It needs nothing of the log but the
// public key, and keeps one checkpoint of each.

#ifndef SAAN_STORAGE_WITNESS_H_
#define SAAN_STORAGE_WITNESS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "storage/last_signed.h"
#include "storage/note.h"

namespace saan::storage {

// The body of an add-checkpoint request.
struct AddCheckpoint {
  uint64_t old_size = 0;
  std::vector<std::string> hashes;  // At most 63, of 32 bytes each.
  std::string checkpoint;           // A signed note, byte for byte.
};

std::string FormatAddCheckpoint(const AddCheckpoint& request);
// INVALID_ARGUMENT unless `body` is spelled as FormatAddCheckpoint would.
absl::StatusOr<AddCheckpoint> ParseAddCheckpoint(absl::string_view body);

// What a witness answers, in the words of HTTP.
struct WitnessAnswer {
  int status = 500;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;  // With 200: the cosignature line.
};

// Thread-safe.
class Witness {
 public:
  // Watches the log of `log_keys`, all of one origin. `state_file` remembers
  // the last cosigned checkpoint (see LastSigned); where a fork is met, both
  // checkpoints are kept beside it, as state_file + ".fork-1" and ".fork-2".
  // INVALID_ARGUMENT for keys of the wrong types or of different logs; else as
  // LastSigned::Open, and DATA_LOSS when the file is not what the log signed.
  static absl::StatusOr<std::unique_ptr<Witness>> Open(
      NoteSigner signer, std::vector<VerifierKey> log_keys,
      std::string state_file);

  // Answers an add-checkpoint request:
  //   200  cosigned, and the new state is on disk
  //   400  misshapen, or the old size is larger than the checkpoint's
  //   403  not signed by a key of the log
  //   404  of another log
  //   409  the old size is not that of the last cosigned checkpoint, which is
  //        the body; or the same size with another root: a fork
  //   422  the proof does not lead from the old checkpoint to the new one
  //   500  the disk failed; from then on always
  WitnessAnswer Answer(absl::string_view body, uint64_t unix_seconds)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The last cosigned checkpoint, with our cosignature; empty when none was.
  std::string Last() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Its size.
  uint64_t size() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Witness(NoteSigner signer, std::vector<VerifierKey> log_keys,
          std::unique_ptr<LastSigned> file)
      : signer_(std::move(signer)),
        log_keys_(std::move(log_keys)),
        file_(std::move(file)) {}

  absl::Status Load() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void KeepFork(absl::string_view other) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const NoteSigner signer_;
  const std::vector<VerifierKey> log_keys_;
  mutable absl::Mutex mutex_;
  const std::unique_ptr<LastSigned> file_ ABSL_PT_GUARDED_BY(mutex_);
  std::string last_ ABSL_GUARDED_BY(mutex_);
  uint64_t size_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string root_ ABSL_GUARDED_BY(mutex_);
  bool has_failed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_WITNESS_H_
