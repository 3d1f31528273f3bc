// saan witness: an agency's own watch over the log. It cosigns what the gateway
// has signed, but only where that extends what it cosigned before (C2SP
// tlog-witness), and keeps the proof where the log was forked.

#include "storage/witness.h"

#include <CLI/CLI.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/ctl/interrupt.h"
#include "gateway/ctl/trust.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using AuditorStub = v1::AuditorService::Stub;

constexpr size_t kMaxKeyBytes = 4096;
constexpr size_t kMaxBodyBytes = storage::kMaxNoteBytes + 8192;
// How often an interruption is looked for.
constexpr absl::Duration kWitnessTick = absl::Milliseconds(100);

class WitnessVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* witness = app->add_subcommand(
        "witness", "พยานของบันทึก / Watch over the log, and cosign it");
    witness->require_subcommand(1);
    CLI::App* run = witness->add_subcommand(
        "run", "ลงนามร่วมเป็นระยะ / Cosign what the gateway signs, for ever");
    DeclareState(run);
    run->add_option("--every", every_, "Pause between two looks")
        ->capture_default_str();
    run->add_flag("--once", is_once_, "One look only");
    OnChosen(run, shell, [this, shell] { return Run(*shell); });
    CLI::App* answer = witness->add_subcommand(
        "answer",
        "ตอบคำขอ add-checkpoint หนึ่งครั้ง / Answer one add-checkpoint request "
        "of C2SP tlog-witness: its body from a file, ours to stdout");
    DeclareState(answer);
    answer->add_option("body", body_file_, "File with the request's body")
        ->required();
    OnChosen(answer, shell, [this, shell] { return Answer(*shell); });
  }

 private:
  void DeclareState(CLI::App* command) {
    command
        ->add_option("--state", state_file_,
                     "File that remembers what was cosigned last; never put "
                     "it back to an older state")
        ->required();
    command
        ->add_option("--witness-key", key_file_,
                     "Our secret key (certs/make_log_key.sh --witness)")
        ->required();
    trust_.Declare(command);
  }

  absl::Status Open();
  int Run(const Shell& shell);
  int Answer(const Shell& shell);
  int Look(const Shell& shell, Connection& connection);
  absl::StatusOr<std::string> RequestFor(Connection& connection,
                                         const std::string& checkpoint,
                                         grpc::Status* status) const;
  int Tell(const Shell& shell, const storage::WitnessAnswer& answer) const;

  std::string state_file_, key_file_, body_file_;
  std::string every_ = "60s";
  bool is_once_ = false;
  Trust trust_;
  std::unique_ptr<storage::Witness> witness_;
};

absl::Status WitnessVerb::Open() {
  absl::Status loaded = trust_.Load();
  if (!loaded.ok()) return loaded;
  const absl::StatusOr<std::string> text =
      ReadSmallFile(key_file_, "--witness-key", kMaxKeyBytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<storage::NoteSigner> signer =
      storage::NoteSigner::FromText(*text);
  if (!signer.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--witness-key: ", key_file_, ": ", signer.status().message()));
  }
  absl::StatusOr<std::unique_ptr<storage::Witness>> witness =
      storage::Witness::Open(*std::move(signer), trust_.keys(), state_file_);
  if (!witness.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--state: ", witness.status().message()));
  }
  witness_ = *std::move(witness);
  return absl::OkStatus();
}

int WitnessVerb::Tell(const Shell& shell,
                      const storage::WitnessAnswer& answer) const {
  if (answer.status == 200) return kExitOk;
  return FailUnverified(
      shell,
      {absl::StrCat("ไม่ลงนามร่วม (", answer.status, ")"),
       absl::StrCat("the log was not cosigned (", answer.status, ")")},
      absl::DataLossError(answer.body));
}

int WitnessVerb::Answer(const Shell& shell) {
  const absl::Status opened = Open();
  if (!opened.ok()) return shell.Fail(opened);
  const absl::StatusOr<std::string> body =
      ReadSmallFile(body_file_, "body", kMaxBodyBytes);
  if (!body.ok()) return shell.Fail(body.status());
  const storage::WitnessAnswer answer = witness_->Answer(
      *body, static_cast<uint64_t>(absl::ToUnixSeconds(shell.world.now())));
  shell.out() << answer.body;
  shell.out().flush();
  return Tell(shell, answer);
}

int WitnessVerb::Run(const Shell& shell) {
  const absl::StatusOr<absl::Duration> pause = ParseSpan(every_);
  if (!pause.ok()) {
    return shell.Fail(absl::InvalidArgumentError(
        absl::StrCat("--every: ", pause.status().message())));
  }
  const absl::Status opened = Open();
  if (!opened.ok()) return shell.Fail(opened);
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    const InterruptWatch watch;
    while (true) {
      const int exit_code = Look(shell, connection);
      // What does not prove true is for a person; what cannot be reached may
      // be there again later.
      if (is_once_ || exit_code == kExitUnverified) return exit_code;
      absl::Duration left = *pause;
      for (; left > absl::ZeroDuration(); left -= kWitnessTick) {
        if (watch.is_interrupted()) return static_cast<int>(kExitInterrupted);
        absl::SleepFor(kWitnessTick);
      }
    }
  });
}

// The add-checkpoint request that leads from what was cosigned to `checkpoint`.
absl::StatusOr<std::string> WitnessVerb::RequestFor(
    Connection& connection, const std::string& checkpoint,
    grpc::Status* status) const {
  const absl::StatusOr<storage::OpenedCheckpoint> opened =
      trust_.OpenUncosigned(checkpoint);
  if (!opened.ok()) return opened.status();
  storage::AddCheckpoint request;
  request.old_size = witness_->size();
  request.checkpoint = checkpoint;
  if (opened->checkpoint.size < request.old_size) {
    return absl::DataLossError(
        absl::StrCat("the gateway shows ", opened->checkpoint.size,
                     " entries, and ", request.old_size, " were cosigned"));
  }
  v1::ProveConsistencyRequest prove;
  prove.set_older_size(request.old_size);
  prove.set_newer_size(opened->checkpoint.size);
  // From nothing, and to itself, the proof is empty.
  if (prove.older_size() > 0 && prove.older_size() < prove.newer_size()) {
    v1::ProveConsistencyResponse proof;
    *status = connection.Call(connection.auditor(),
                              &AuditorStub::ProveConsistency, prove, &proof);
    request.hashes.assign(proof.hashes().begin(), proof.hashes().end());
  }
  return storage::FormatAddCheckpoint(request);
}

int WitnessVerb::Look(const Shell& shell, Connection& connection) {
  v1::GetCheckpointResponse newest;
  grpc::Status status =
      connection.Call(connection.auditor(), &AuditorStub::GetCheckpoint,
                      v1::GetCheckpointRequest(), &newest);
  if (!status.ok()) return shell.Fail(connection, status);
  const std::string& checkpoint = newest.checkpoint_to_cosign();
  const absl::StatusOr<std::string> body =
      RequestFor(connection, checkpoint, &status);
  if (!status.ok()) return shell.Fail(connection, status);
  if (!body.ok()) {
    return FailUnverified(shell, {"บันทึก", "the log"}, body.status());
  }
  const storage::WitnessAnswer answer = witness_->Answer(
      *body, static_cast<uint64_t>(absl::ToUnixSeconds(shell.world.now())));
  const int told = Tell(shell, answer);
  if (told != kExitOk) return told;
  v1::AddCosignatureRequest brought;
  brought.set_note(checkpoint + answer.body);
  v1::AddCosignatureResponse taken;
  status = connection.Call(connection.auditor(), &AuditorStub::AddCosignature,
                           brought, &taken);
  if (!status.ok()) return shell.Fail(connection, status);
  shell.Say({absl::StrCat("ลงนามร่วมแล้ว ", witness_->size(), " รายการ พยาน ",
                          taken.cosigned_count(), " ราย",
                          taken.is_quorum() ? " ครบตามนโยบาย" : ""),
             absl::StrCat("Cosigned ", witness_->size(), " entries; ",
                          taken.cosigned_count(), " witnesses have",
                          taken.is_quorum() ? ", which is enough." : ".")});
  return kExitOk;
}

}  // namespace

std::unique_ptr<Verb> MakeWitness() { return std::make_unique<WitnessVerb>(); }

}  // namespace saan::ctl
