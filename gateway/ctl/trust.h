// Whom this auditor believes about a log, from files of the auditor's own; and
// what was proven with it, said together with what was not looked at.

#ifndef SAAN_GATEWAY_CTL_TRUST_H_
#define SAAN_GATEWAY_CTL_TRUST_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/ctl/shell.h"
#include "storage/checkpoint.h"
#include "storage/tlog_policy.h"

namespace CLI {
class App;
}

namespace saan::ctl {

// The flags --log-key and --policy.
class Trust {
 public:
  void Declare(CLI::App* app);

  // True when one of them was given.
  bool is_given() const { return !key_file_.empty() || !policy_file_.empty(); }

  // Reads the files. INVALID_ARGUMENT names the one that is not right, or says
  // that there is none.
  absl::Status Load();

  // A checkpoint signed by the log and cosigned as the policy asks.
  // PERMISSION_DENIED when too few witnesses have; else as OpenCheckpoint.
  absl::StatusOr<storage::OpenedCheckpoint> Open(absl::string_view bytes) const;
  // The same whoever has cosigned it.
  absl::StatusOr<storage::OpenedCheckpoint> OpenUncosigned(
      absl::string_view bytes) const;

  // Proves each entry of a page of the log, asked for with its proofs, by the
  // page's checkpoint, which the log has signed, whoever cosigned it; and that
  // what is shown is what was proven. DATA_LOSS and the like when one is not.
  absl::Status ProvePage(const v1::ListEntriesResponse& page) const;

  // The one of the gateway's checkpoints that can be opened with this trust:
  // the cosigned one where the policy asks for witnesses.
  const std::string& CheckpointOf(
      const v1::GetCheckpointResponse& response) const;

  // Keys of the log: those of --log-key, then those of the policy.
  const std::vector<storage::VerifierKey>& keys() const { return keys_; }

  const storage::TlogPolicy* policy() const {
    return has_policy_ ? &policy_ : nullptr;
  }

 private:
  std::string key_file_;
  std::string policy_file_;
  std::vector<storage::VerifierKey> keys_;
  storage::TlogPolicy policy_;
  bool has_policy_ = false;
};

// What a verification found, one claim a row.
class Verdicts {
 public:
  explicit Verdicts(const Shell& shell);

  void Proven(const Words& claim);
  void NotChecked(const Words& claim);

  // What an opened checkpoint proves, and what no checkpoint can.
  void AddCheckpoint(const storage::OpenedCheckpoint& opened,
                     const Trust& trust);

  // Prints them, and gives exit code 0.
  int Finish();

 private:
  void Add(absl::string_view verdict, const Words& title, const Words& claim);

  const Shell& shell_;
  Listing listing_;
};

// Exit code 7, with the reason: `what` names the thing that did not prove true.
int FailUnverified(const Shell& shell, const Words& what,
                   const absl::Status& status);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_TRUST_H_
