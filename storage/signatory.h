// Signatory signs checkpoints of a log, and never two that disagree, whatever
// happens to the database: crash, restored copy, second instance.
//
// Before each signature (1) all new entries are read back from the store and
// hashed again, and must lead from the checkpoint signed last to the log's own
// root; (2) the new checkpoint replaces the last one in a file outside the
// database, compared first and synced; only then (3) it is given to anyone.
//
// To change the key, both sign for a while: first the old one alone, then the
// old one with the new one as `next`, until everyone who verifies has it, then
// the new one alone. A log that skips the middle does not open.

#ifndef SAAN_STORAGE_SIGNATORY_H_
#define SAAN_STORAGE_SIGNATORY_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "storage/last_signed.h"
#include "storage/ledger.h"
#include "storage/merkle.h"
#include "storage/note.h"

namespace saan::storage {

// A checkpoint and its signed bytes.
struct SignedCheckpoint {
  uint64_t size = 0;
  std::string root;  // 32 bytes.
  std::string note;  // C2SP tlog-checkpoint; empty where none was signed yet.
};

// Thread-safe.
class Signatory {
 public:
  // Holds `log` to what was signed last in the file at `path` (see LastSigned).
  // `log` must outlive this. Refusals say what to do:
  //   FAILED_PRECONDITION  another process has the file; or the log has entries
  //                        and the file is missing. An empty file says that a
  //                        person vouches that nothing was signed before.
  //   DATA_LOSS            the log is smaller than what was signed, or has
  //                        another root at that size: it was restored from an
  //                        older copy, or others wrote on. Or the file is not a
  //                        checkpoint that `signer` signed.
  //   INVALID_ARGUMENT     a key is that of a witness; or `next`, which signs
  //                        beside it where given, is the same key, or has
  //                        another name
  //   UNAVAILABLE          the disk
  static absl::StatusOr<std::unique_ptr<Signatory>> Open(
      const Ledger* log, NoteSigner signer, std::string path,
      std::optional<NoteSigner> next = std::nullopt);

  // The checkpoint signed last.
  SignedCheckpoint Last() const ABSL_LOCKS_EXCLUDED(mutex_);

  // A signed checkpoint over at least `size` entries: the last one where it is
  // large enough, else a new one over the whole log. OUT_OF_RANGE when the log
  // is smaller; otherwise any error is final, as status() says.
  absl::StatusOr<SignedCheckpoint> Covering(uint64_t size)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // OK while the log may be trusted. After an error nothing is signed any more,
  // nothing of the house may be answered, and only a person can help.
  absl::Status status() const ABSL_LOCKS_EXCLUDED(mutex_);

  const VerifierKey& key() const { return signer_.key(); }
  // The key that signs beside it while keys change; null where none does.
  const VerifierKey* next_key() const {
    return next_.has_value() ? &next_->key() : nullptr;
  }
  // The log's name in its checkpoints: that of its key.
  const std::string& origin() const { return signer_.key().name; }

 private:
  Signatory(const Ledger* log, NoteSigner signer,
            std::optional<NoteSigner> next, std::unique_ptr<LastSigned> file,
            SignedCheckpoint last, Frontier checked)
      : log_(*log),
        signer_(std::move(signer)),
        next_(std::move(next)),
        file_(std::move(file)),
        last_(std::move(last)),
        checked_(std::move(checked)) {}

  absl::Status Sign() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Check(const v1::TreeHead& head)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Ledger& log_;
  const NoteSigner signer_;
  const std::optional<NoteSigner> next_;
  mutable absl::Mutex mutex_;
  const std::unique_ptr<LastSigned> file_ ABSL_PT_GUARDED_BY(mutex_);
  SignedCheckpoint last_ ABSL_GUARDED_BY(mutex_);
  // The tree over what was read back; as large as last_.
  Frontier checked_ ABSL_GUARDED_BY(mutex_);
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);
  // Read at every call, so without the lock.
  std::atomic<bool> has_failed_ = false;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SIGNATORY_H_
