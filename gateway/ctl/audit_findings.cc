// saan audit findings: the rules of findings.h over a verified copy of the log.
// Two auditors with the same copy find the same.

#include <CLI/CLI.hpp>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/ctl/audit.h"
#include "gateway/ctl/findings.h"
#include "gateway/ctl/log_copy.h"
#include "gateway/ctl/trust.h"
#include "storage/log_export.h"

namespace saan::ctl {
namespace {

std::vector<Column> FindingColumns() {
  return {{"rule", {"กฎ", "Rule"}},
          {"agency", {"หน่วยงาน", "Agency"}},
          {"actor_ref", {"ผู้กระทำ", "Person"}},
          {"first_index", {"รายการแรก", "First entry"}},
          {"last_index", {"รายการสุดท้าย", "Last entry"}},
          {"count", {"จำนวน", "Count"}}};
}

class AuditFindings : public Verb {
 public:
  void Declare(CLI::App* audit, Shell* shell) override {
    CLI::App* findings = audit->add_subcommand(
        "findings",
        "สิ่งที่ควรตรวจดู / What in a copy of the log deserves a look; the same "
        "for everyone who looks");
    findings->add_option("folder", folder_, "A folder of `saan audit export`")
        ->required();
    trust_.Declare(findings);
    OnChosen(findings, shell, [this, shell] { return Run(*shell); });
  }

 private:
  int Run(const Shell& shell);

  std::string folder_;
  Trust trust_;
};

int AuditFindings::Run(const Shell& shell) {
  const absl::Status loaded = trust_.Load();
  if (!loaded.ok()) return shell.Fail(loaded);
  const Words what = {"สำเนาบันทึก", "the copy"};
  const absl::StatusOr<std::string> bytes = ReadCheckpointOf(folder_);
  if (!bytes.ok()) return shell.Fail(bytes.status());
  const absl::StatusOr<storage::OpenedCheckpoint> opened = trust_.Open(*bytes);
  if (!opened.ok()) return FailUnverified(shell, what, opened.status());
  FindingRules rules;
  v1::AuditEntry entry;
  const absl::StatusOr<storage::ExportChecked> checked = storage::VerifyExport(
      opened->checkpoint, {},
      [&](const storage::TileName& name) { return ReadTileOf(folder_, name); },
      [&](uint64_t index, absl::string_view leaf) {
        if (!entry.ParseFromArray(leaf.data(), static_cast<int>(leaf.size()))) {
          return absl::DataLossError(
              absl::StrCat("entry ", index, " cannot be read"));
        }
        rules.Add(index, entry);
        return absl::OkStatus();
      });
  if (!checked.ok()) return FailUnverified(shell, what, checked.status());
  Listing listing = shell.MakeListing(FindingColumns());
  for (const AuditFinding& finding : rules.Take()) {
    listing.Add({finding.rule, finding.agency,
                 absl::BytesToHexString(finding.actor_ref),
                 absl::StrCat(finding.first_index),
                 absl::StrCat(finding.last_index), absl::StrCat(finding.count)},
                IsJson(shell.format()) ? FindingJson(finding) : "");
  }
  listing.Finish();
  shell.Say({absl::StrCat("ตรวจ ", checked->entries, " รายการด้วยกฎ ",
                          kFindingsVersion),
             absl::StrCat("Looked through ", checked->entries,
                          " proven entries by the rules of ", kFindingsVersion,
                          ".")});
  return kExitOk;
}

}  // namespace

std::unique_ptr<Verb> MakeAuditFindings() {
  return std::make_unique<AuditFindings>();
}

}  // namespace saan::ctl
