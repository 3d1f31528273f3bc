// saan audit export: a copy of the whole log as files of C2SP tlog-tiles, which
// any verifier of that format can check. Goes on where it was broken off.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/audit.h"
#include "gateway/ctl/trust.h"
#include "storage/checkpoint.h"
#include "storage/note.h"
#include "storage/tiles.h"

namespace saan::ctl {
namespace {

namespace fs = std::filesystem;

// Files asked for at once; the gateway sends as many as fit one answer.
constexpr size_t kFilesAtOnce = 64;

// By rename, so that a file is whole or not there.
absl::Status WriteWhole(const fs::path& path, const std::string& bytes) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  const fs::path partial = path.string() + ".partial";
  std::ofstream out(partial, std::ios::binary);
  out << bytes;
  out.close();
  if (out) fs::rename(partial, path, error);
  if (!out || error) {
    return absl::InvalidArgumentError(
        absl::StrCat(path.string(), " cannot be written"));
  }
  return absl::OkStatus();
}

class AuditExport : public Verb {
 public:
  void Declare(CLI::App* audit, Shell* shell) override {
    CLI::App* copy = audit->add_subcommand(
        "export", "สำเนาบันทึกทั้งหมด / Copy the whole log (C2SP tlog-tiles)");
    copy->add_option("folder", folder_, "Where to, or to go on with")
        ->required();
    trust_.Declare(copy);
    OnChosen(copy, shell, [this, shell] { return Run(*shell); });
  }

 private:
  int Run(const Shell& shell);
  int Fetch(const Shell& shell, Connection& connection);
  absl::Status Keep(const v1::ReadTilesResponse& response) const;

  std::string folder_;
  Trust trust_;
  std::vector<std::string> wanted_;  // Paths, the next one last.
};

int AuditExport::Run(const Shell& shell) {
  if (trust_.is_given()) {
    const absl::Status loaded = trust_.Load();
    if (!loaded.ok()) return shell.Fail(loaded);
  }
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    v1::GetCheckpointResponse response;
    const grpc::Status status = connection.Call(
        connection.auditor(), &v1::AuditorService::Stub::GetCheckpoint,
        v1::GetCheckpointRequest(), &response);
    if (!status.ok()) return shell.Fail(connection, status);
    const std::string& newest = trust_.CheckpointOf(response);
    const absl::StatusOr<storage::Note> note = storage::ParseNote(newest);
    const absl::StatusOr<storage::Checkpoint> checkpoint =
        note.ok() ? storage::ParseCheckpoint(note->text)
                  : absl::StatusOr<storage::Checkpoint>(note.status());
    const absl::Status opened =
        trust_.is_given() ? trust_.Open(newest).status() : checkpoint.status();
    if (!opened.ok()) {
      return FailUnverified(shell, {"สถานะล่าสุด", "the newest checkpoint"},
                            opened);
    }
    storage::ForEachTile(checkpoint->size, [&](const storage::TileName& name) {
      const std::string path = storage::TilePath(name);
      // A file that is there is whole, and a file never changes.
      if (!fs::exists(fs::path(folder_) / path)) wanted_.push_back(path);
      return true;
    });
    std::vector<std::string>(wanted_.rbegin(), wanted_.rend()).swap(wanted_);
    const int fetched = Fetch(shell, connection);
    if (fetched != kExitOk) return fetched;
    // Last: a folder with a checkpoint has all that the checkpoint speaks of.
    const absl::Status kept =
        WriteWhole(fs::path(folder_) / "checkpoint", newest);
    if (!kept.ok()) return shell.Fail(kept);
    shell.Say({absl::StrCat("คัดลอกแล้ว ", checkpoint->size,
                            " รายการ ตรวจด้วย saan audit verify --export"),
               absl::StrCat("Copied ", checkpoint->size,
                            " entries. Check them: saan audit verify "
                            "--export.")});
    return static_cast<int>(kExitOk);
  });
}

int AuditExport::Fetch(const Shell& shell, Connection& connection) {
  while (!wanted_.empty()) {
    v1::ReadTilesRequest request;
    for (size_t i = 0; i < std::min(kFilesAtOnce, wanted_.size()); ++i) {
      request.add_paths(wanted_[wanted_.size() - 1 - i]);
    }
    v1::ReadTilesResponse response;
    const grpc::Status status = connection.Call(
        connection.auditor(), &v1::AuditorService::Stub::ReadTiles, request,
        &response);
    if (!status.ok()) return shell.Fail(connection, status);
    bool is_asked = response.files_size() > 0 &&
                    response.files_size() <= request.paths_size();
    for (int i = 0; is_asked && i < response.files_size(); ++i) {
      is_asked = response.files(i).path() == request.paths(i);
    }
    if (!is_asked) {
      return FailUnverified(
          shell, {"ไฟล์ที่เกตเวย์ส่งมา", "the files that the gateway sent"},
          absl::DataLossError("they are not those that were asked for"));
    }
    const absl::Status kept = Keep(response);
    if (!kept.ok()) return shell.Fail(kept);
    wanted_.resize(wanted_.size() - response.files_size());
  }
  return kExitOk;
}

absl::Status AuditExport::Keep(const v1::ReadTilesResponse& response) const {
  for (const v1::TileFile& file : response.files()) {
    absl::Status kept =
        WriteWhole(fs::path(folder_) / file.path(), file.data());
    if (!kept.ok()) return kept;
  }
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<Verb> MakeAuditExport() {
  return std::make_unique<AuditExport>();
}

}  // namespace saan::ctl
