// saan audit show | proof | checkpoint: one entry, its proof, and the log's
// signed state. What comes is verified here where a key is given.

#include <CLI/CLI.hpp>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/audit.h"
#include "gateway/ctl/proven_entries.h"
#include "gateway/ctl/trust.h"
#include "storage/merkle.h"
#include "storage/tlog_proof.h"

namespace saan::ctl {
namespace {

using AuditorStub = v1::AuditorService::Stub;

constexpr size_t kMaxCheckpointBytes = storage::kMaxNoteBytes;

class AuditProof : public Verb {
 public:
  void Declare(CLI::App* audit, Shell* shell) override {
    CLI::App* show = audit->add_subcommand(
        "show", "รายการหนึ่งพร้อมหลักฐาน / One entry, verified");
    show->add_option("index", index_, "Its index, as receipts name it")
        ->required();
    show->add_option("--save", save_,
                     "Also write FILE.leaf and FILE.tlog-proof");
    trust_.Declare(show);
    OnChosen(show, shell, [this, shell] { return Show(*shell); });

    CLI::App* proof = audit->add_subcommand(
        "proof", "หลักฐานของรายการ / The proof of an entry (C2SP tlog-proof)");
    proof->add_option("index", index_, "Its index")->required();
    proof->add_option("--out", save_, "File to write instead of stdout");
    OnChosen(proof, shell, [this, shell] { return Proof(*shell); });

    CLI::App* checkpoint = audit->add_subcommand(
        "checkpoint",
        "สถานะที่ลงนามล่าสุด / The newest signed state (C2SP tlog-checkpoint)");
    checkpoint->add_option("--out", save_, "File to write instead of stdout");
    checkpoint->add_option(
        "--since", since_,
        "Checkpoint file kept from before: proves that the log only grew");
    trust_.Declare(checkpoint);
    OnChosen(checkpoint, shell,
             [this, shell] { return NewCheckpoint(*shell); });
  }

 private:
  int Show(const Shell& shell);
  int Proof(const Shell& shell);
  int NewCheckpoint(const Shell& shell);

  int Write(const Shell& shell, const std::string& file,
            const std::string& bytes) const;
  int VerifyEntry(const Shell& shell, const v1::GetEntryResponse& response);
  int VerifyGrowth(const Shell& shell, Connection& connection,
                   const storage::OpenedCheckpoint& newest);

  uint64_t index_ = 0;
  std::string save_;
  std::string since_;
  Trust trust_;
};

int AuditProof::Write(const Shell& shell, const std::string& file,
                      const std::string& bytes) const {
  if (file.empty()) {
    shell.out() << bytes;
    shell.out().flush();
    return kExitOk;
  }
  std::ofstream out(file, std::ios::binary);
  out << bytes;
  out.close();
  if (out) return kExitOk;
  return shell.Fail(absl::InvalidArgumentError(
      absl::StrCat("--out: ", file, " cannot be written")));
}

// Of the bytes that came, or the only thing that did.
std::string HashOf(const v1::LoggedEntry& logged) {
  return logged.is_expired() ? logged.leaf_hash()
                             : storage::LeafHash(logged.leaf());
}

int AuditProof::VerifyEntry(const Shell& shell,
                            const v1::GetEntryResponse& response) {
  const Words what = {"รายการที่เกตเวย์ส่งมา", "the entry that the gateway sent"};
  const absl::StatusOr<storage::TlogProof> proof =
      storage::ParseTlogProof(response.proof());
  if (!proof.ok()) return FailUnverified(shell, what, proof.status());
  const absl::StatusOr<storage::OpenedCheckpoint> opened =
      trust_.Open(proof->checkpoint);
  if (!opened.ok()) return FailUnverified(shell, what, opened.status());
  const absl::Status verified =
      proof->index == index_
          ? storage::VerifyTlogProof(*proof, *opened, HashOf(response.entry()))
          : absl::DataLossError("the proof is of another entry");
  if (!verified.ok()) return FailUnverified(shell, what, verified);
  shell.Say({absl::StrCat("พิสูจน์แล้ว: รายการ ", index_, " อยู่ในบันทึก ",
                          opened->checkpoint.origin, " ที่มี ",
                          opened->checkpoint.size, " รายการ"),
             absl::StrCat("Proven: entry ", index_, " is in the log ",
                          opened->checkpoint.origin, " of ",
                          opened->checkpoint.size, " entries.")});
  return kExitOk;
}

int AuditProof::Show(const Shell& shell) {
  if (trust_.is_given()) {
    const absl::Status loaded = trust_.Load();
    if (!loaded.ok()) return shell.Fail(loaded);
  }
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    v1::GetEntryRequest request;
    request.set_log_index(index_);
    v1::GetEntryResponse response;
    const grpc::Status status = connection.Call(
        connection.auditor(), &AuditorStub::GetEntry, request, &response);
    if (!status.ok()) return shell.Fail(connection, status);
    if (trust_.is_given()) {
      const int failed = VerifyEntry(shell, response);
      if (failed != kExitOk) return failed;
    } else {
      shell.Say({"ไม่ได้พิสูจน์ ใช้ --log-key หรือ --policy",
                 "Not verified: give --log-key or --policy."});
    }
    // What is shown is read from the bytes that were proven.
    v1::LoggedEntry shown;
    shown.set_log_index(index_);
    shown.set_leaf_hash(HashOf(response.entry()));
    shown.set_is_expired(response.entry().is_expired());
    if (!shown.mutable_entry()->ParseFromString(response.entry().leaf())) {
      return FailUnverified(shell, {"รายการอ่านไม่ได้", "the entry"},
                            absl::DataLossError("it does not parse"));
    }
    PrintMessage(shell.out(),
                 shell.format() == Format::kJsonLines ? Format::kJsonLines
                                                      : Format::kJson,
                 shown);
    TellExpired(shell, response.entry().is_expired() ? 1 : 0);
    if (save_.empty()) return static_cast<int>(kExitOk);
    if (response.entry().is_expired()) {
      return Write(shell, save_ + ".tlog-proof", response.proof());
    }
    const int written = Write(shell, save_ + ".leaf", response.entry().leaf());
    return written != kExitOk
               ? written
               : Write(shell, save_ + ".tlog-proof", response.proof());
  });
}

int AuditProof::Proof(const Shell& shell) {
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    v1::ProveEntryRequest request;
    request.set_log_index(index_);
    v1::ProveEntryResponse response;
    const grpc::Status status = connection.Call(
        connection.auditor(), &AuditorStub::ProveEntry, request, &response);
    if (!status.ok()) return shell.Fail(connection, status);
    return Write(shell, save_, response.proof());
  });
}

int AuditProof::VerifyGrowth(const Shell& shell, Connection& connection,
                             const storage::OpenedCheckpoint& newest) {
  const absl::StatusOr<std::string> bytes =
      ReadSmallFile(since_, "--since", kMaxCheckpointBytes);
  if (!bytes.ok()) return shell.Fail(bytes.status());
  const Words what = {"การเติบโตของบันทึก", "that the log only grew"};
  const absl::StatusOr<storage::OpenedCheckpoint> before = trust_.Open(*bytes);
  if (!before.ok()) return FailUnverified(shell, what, before.status());
  if (before->checkpoint.size > newest.checkpoint.size) {
    return FailUnverified(shell, what,
                          absl::DataLossError("it is shorter than it was"));
  }
  v1::ProveConsistencyRequest request;
  request.set_older_size(before->checkpoint.size);
  request.set_newer_size(newest.checkpoint.size);
  v1::ProveConsistencyResponse response;
  const grpc::Status status = connection.Call(
      connection.auditor(), &AuditorStub::ProveConsistency, request, &response);
  if (!status.ok()) return shell.Fail(connection, status);
  const std::vector<std::string> hashes(response.hashes().begin(),
                                        response.hashes().end());
  const absl::Status verified = storage::VerifyConsistency(
      before->checkpoint.size, newest.checkpoint.size, before->checkpoint.root,
      newest.checkpoint.root, hashes);
  if (!verified.ok()) return FailUnverified(shell, what, verified);
  shell.Say(
      {absl::StrCat("พิสูจน์แล้ว: บันทึกมีแต่เพิ่ม จาก ", before->checkpoint.size,
                    " เป็น ", newest.checkpoint.size, " รายการ"),
       absl::StrCat("Proven: the log only grew, from ", before->checkpoint.size,
                    " to ", newest.checkpoint.size, " entries.")});
  return kExitOk;
}

int AuditProof::NewCheckpoint(const Shell& shell) {
  if (!since_.empty() || trust_.is_given()) {
    const absl::Status loaded = trust_.Load();
    if (!loaded.ok()) return shell.Fail(loaded);
  }
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    v1::GetCheckpointResponse response;
    const grpc::Status status =
        connection.Call(connection.auditor(), &AuditorStub::GetCheckpoint,
                        v1::GetCheckpointRequest(), &response);
    if (!status.ok()) return shell.Fail(connection, status);
    const std::string& note = trust_.CheckpointOf(response);
    if (trust_.is_given()) {
      const absl::StatusOr<storage::OpenedCheckpoint> newest =
          trust_.Open(note);
      if (!newest.ok()) {
        return FailUnverified(shell, {"สถานะล่าสุด", "the newest checkpoint"},
                              newest.status());
      }
      if (!since_.empty()) {
        const int failed = VerifyGrowth(shell, connection, *newest);
        if (failed != kExitOk) return failed;
      }
    }
    return Write(shell, save_, note);
  });
}

}  // namespace

std::unique_ptr<Verb> MakeAuditProof() {
  return std::make_unique<AuditProof>();
}

}  // namespace saan::ctl
