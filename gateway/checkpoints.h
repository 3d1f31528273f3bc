// Checkpoints of the running gateway: the entry that each start makes, and the
// signature that follows the growing log at a steady pace.

#ifndef SAAN_GATEWAY_CHECKPOINTS_H_
#define SAAN_GATEWAY_CHECKPOINTS_H_

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/config.h"
#include "gateway/cosignatures.h"
#include "gateway/house.h"
#include "gateway/waker.h"

namespace saan {

// The log's signing key from its file. INVALID_ARGUMENT names the file.
absl::StatusOr<storage::NoteSigner> ReadLogKey(const std::string& file);

// The key that signs beside it, where the configuration names one.
absl::StatusOr<std::optional<storage::NoteSigner>> ReadNextLogKey(
    const gateway::Config& config);

// How often the log is signed, and segments that are due are sealed.
absl::Duration CheckpointPause(const gateway::Config& config);

// Whom the configuration asks to cosign. INVALID_ARGUMENT names the file.
absl::StatusOr<Cosignatures::Options> ReadWitnesses(
    const gateway::Config& config);

// Enters this start into the log, and signs it. Any error means that the
// gateway must not serve.
absl::Status BeginEpoch(const Env& env, storage::Ledger& ledger,
                        storage::Signatory& signatory);

// Signs in a thread of its own whenever the log has grown, at most once in
// `pause`. A failure, or witnesses that stay away, are told to the operator
// once; calls find them by themselves.
class Checkpoints {
 public:
  // All must outlive it.
  Checkpoints(const Env& env, const storage::Ledger& log,
              storage::Signatory& signatory, Cosignatures& cosignatures,
              absl::Duration pause);
  // Signs what is left.
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

 private:
  void Run();
  bool Sign();  // False once it failed.

  const Env& env_;
  const storage::Ledger& log_;
  storage::Signatory& signatory_;
  Cosignatures& cosignatures_;
  const absl::Duration pause_;
  Waker ending_;
  std::thread thread_;  // Last: it uses all the others.
};

}  // namespace saan

#endif  // SAAN_GATEWAY_CHECKPOINTS_H_
