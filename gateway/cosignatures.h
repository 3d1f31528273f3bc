// What the witnesses of the log have cosigned: gathers their signatures until
// there are as many as the policy asks for, and knows for how long there were
// not. The witnesses bring them (saan witness); nobody is called.

#ifndef SAAN_GATEWAY_COSIGNATURES_H_
#define SAAN_GATEWAY_COSIGNATURES_H_

#include <atomic>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/signatory.h"
#include "storage/tlog_policy.h"

namespace saan {

// Thread-safe.
class Cosignatures {
 public:
  // A checkpoint waits so long for its quorum before a newer one is asked for.
  static constexpr absl::Duration kRound = absl::Minutes(5);

  struct Options {
    storage::TlogPolicy policy;
    absl::Duration grace = absl::Hours(4);
    // Whether status() becomes an error once the grace is over.
    bool is_required = false;
  };

  // `begun` is when the gateway started: the grace counts from there.
  // `signatory` must outlive it.
  Cosignatures(const storage::Signatory& signatory, Options options,
               absl::Time begun);

  // The checkpoint that all witnesses are to cosign now.
  std::string ToCosign(absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

  struct Taken {
    size_t cosigned = 0;  // Witnesses of the policy on that checkpoint.
    bool is_quorum = false;
  };
  // Adds the cosignatures in `note`, the checkpoint that ToCosign gave; those
  // of unknown witnesses are left out. INVALID_ARGUMENT when it is no note,
  // DATA_LOSS when a cosignature of a known witness is wrong, NOT_FOUND when it
  // is not the checkpoint that is to be cosigned (any more).
  absl::StatusOr<Taken> Add(absl::string_view note, absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The newest checkpoint with a quorum, with its cosignatures; empty when
  // there was none since the start.
  std::string Newest() const ABSL_LOCKS_EXCLUDED(mutex_);

  // True once each time that the grace runs out.
  bool GraceRanOut(absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

  // OK, or UNAVAILABLE where witnesses are required and the grace is over.
  absl::Status status() const;

 private:
  const storage::Signatory& signatory_;
  const Options options_;
  mutable absl::Mutex mutex_;
  storage::SignedCheckpoint candidate_ ABSL_GUARDED_BY(mutex_);
  absl::Time candidate_time_ ABSL_GUARDED_BY(mutex_);
  // Signature lines under the candidate, by witness.
  std::map<size_t, std::string> lines_ ABSL_GUARDED_BY(mutex_);
  std::string newest_ ABSL_GUARDED_BY(mutex_);
  absl::Time quorum_time_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> is_overdue_ = false;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_COSIGNATURES_H_
