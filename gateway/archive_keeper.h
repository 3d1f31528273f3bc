// Archives what was sealed long enough ago, and ends the time of entries, as
// the configuration says.

#ifndef SAAN_GATEWAY_ARCHIVE_KEEPER_H_
#define SAAN_GATEWAY_ARCHIVE_KEEPER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/clock_trust.h"
#include "gateway/config.h"
#include "gateway/house.h"
#include "storage/archiving.h"
#include "storage/ledger.h"
#include "storage/retention.h"

namespace saan {

// Not thread-safe.
class ArchiveKeeper {
 public:
  // `archiving` is null where there is no archive. `env` and `archiving` must
  // outlive it. INVALID_ARGUMENT names what is wrong in the configuration; the
  // codes of Ledger.
  static absl::StatusOr<ArchiveKeeper> Open(const Env& env,
                                            const gateway::Config& config,
                                            const storage::Ledger& log,
                                            storage::Archiving* archiving);

  // Does all that is due. A failure is told to the operator, once while it
  // lasts, and tried again at the next call. Entries are not ended while the
  // clock is in doubt, for that cannot be undone: for a day after it ran ahead
  // (ClockTrust), also when it is a month ahead of the log at the start.
  void KeepUp();

 private:
  ArchiveKeeper(const Env& env, storage::Archiving* archiving)
      : env_(&env), archiving_(archiving) {}

  absl::Status ArchiveWhatIsDue();
  absl::Status EndWhatIsOver();

  const Env* env_;
  storage::Archiving* archiving_;
  absl::Duration archive_after_;
  storage::RetentionPolicy policy_;
  ClockTrust clock_;
  std::string told_;  // The failure that was told last.
};

}  // namespace saan

#endif  // SAAN_GATEWAY_ARCHIVE_KEEPER_H_
