#include "gateway/checkpoints.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/new_entry.h"

namespace saan {
namespace {

constexpr int kUsualCheckpointSeconds = 10;
constexpr int kUsualGraceSeconds = 4 * 60 * 60;

}  // namespace

absl::StatusOr<storage::NoteSigner> ReadLogKey(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok()) return text.status();
  absl::StatusOr<storage::NoteSigner> signer =
      storage::NoteSigner::FromText(*text);
  if (!signer.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": ", signer.status().message(),
                     "; make one with certs/make_log_key.sh"));
  }
  return signer;
}

absl::StatusOr<std::optional<storage::NoteSigner>> ReadNextLogKey(
    const gateway::Config& config) {
  if (config.next_log_key_file().empty()) return std::nullopt;
  absl::StatusOr<storage::NoteSigner> next =
      ReadLogKey(config.next_log_key_file());
  if (!next.ok()) return next.status();
  return *std::move(next);
}

absl::Duration CheckpointPause(const gateway::Config& config) {
  return absl::Seconds(config.checkpoint_seconds() > 0
                           ? config.checkpoint_seconds()
                           : kUsualCheckpointSeconds);
}

absl::StatusOr<Cosignatures::Options> ReadWitnesses(
    const gateway::Config& config) {
  Cosignatures::Options options;
  options.grace = absl::Seconds(config.witness_grace_seconds() > 0
                                    ? config.witness_grace_seconds()
                                    : kUsualGraceSeconds);
  options.is_required = config.is_witness_required();
  const std::string& file = config.witness_policy_file();
  if (file.empty()) return options;
  const absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok()) return text.status();
  absl::StatusOr<storage::TlogPolicy> policy =
      storage::TlogPolicy::Parse(*text);
  if (!policy.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": ", policy.status().message()));
  }
  options.policy = *std::move(policy);
  return options;
}

absl::Status BeginEpoch(const Env& env, storage::Ledger& ledger,
                        storage::Signatory& signatory) {
  const storage::SignedCheckpoint last = signatory.Last();
  v1::AuditEntry entry = NewEntry(env, env.now(), "Gateway/Start");
  entry.set_outcome(v1::OUTCOME_DONE);
  v1::Epoch& epoch = *entry.mutable_epoch();
  epoch.set_epoch_id(env.random(16));
  epoch.set_verifier_key(storage::FormatVerifierKey(signatory.key()));
  if (signatory.next_key() != nullptr) {
    epoch.set_next_verifier_key(
        storage::FormatVerifierKey(*signatory.next_key()));
  }
  if (!last.note.empty()) {
    epoch.set_signed_size(last.size);
    epoch.set_signed_root_hash(last.root);
  }
  const absl::StatusOr<v1::Receipt> receipt = ledger.Commit(entry, {});
  if (!receipt.ok()) return receipt.status();
  return signatory.Covering(receipt->log_index() + 1).status();
}

Checkpoints::Checkpoints(const Env& env, const storage::Ledger& log,
                         storage::Signatory& signatory,
                         Cosignatures& cosignatures, absl::Duration pause)
    : env_(env),
      log_(log),
      signatory_(signatory),
      cosignatures_(cosignatures),
      pause_(pause),
      thread_([this] { Run(); }) {}

Checkpoints::~Checkpoints() {
  ending_.Wake();
  thread_.join();
}

void Checkpoints::Run() {
  bool is_over = false;
  while (!is_over) {
    is_over = ending_.Await(pause_);
    if (!Sign()) return;
    if (cosignatures_.GraceRanOut(env_.now())) {
      env_.log("too few witnesses have cosigned the log within the grace");
    }
  }
}

bool Checkpoints::Sign() {
  const absl::Status status = signatory_.Covering(log_.Head().size()).status();
  if (status.ok()) return true;
  env_.log(
      absl::StrCat("no checkpoint can be signed, nothing is answered any "
                   "more: ",
                   status.message()));
  return false;
}

}  // namespace saan
