// saan audit findings | acknowledge | sample: the rules of findings.h over a
// verified copy of the log, what came of what they found, and entries drawn for
// a person to look at. Two auditors with the same copy find and draw the same.

#include <CLI/CLI.hpp>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/audit.h"
#include "gateway/ctl/findings.h"
#include "gateway/ctl/log_copy.h"
#include "gateway/ctl/proven_entries.h"
#include "gateway/ctl/trust.h"
#include "storage/log_export.h"
#include "storage/segment_check.h"

namespace saan::ctl {
namespace {

constexpr uint64_t kNoSegment = std::numeric_limits<uint64_t>::max();
constexpr size_t kUsualSample = 20;
constexpr size_t kLargestSample = 10000;

std::vector<Column> FindingColumns() {
  return {{"rule", {"กฎ", "Rule"}},
          {"agency", {"หน่วยงาน", "Agency"}},
          {"actor_ref", {"ผู้กระทำ", "Person"}},
          {"first_index", {"รายการแรก", "First entry"}},
          {"last_index", {"รายการสุดท้าย", "Last entry"}},
          {"count", {"จำนวน", "Count"}},
          {"verdict", {"ผลการตรวจ", "What came of it"}}};
}

std::vector<Column> SampleColumns() {
  return {{"log_index", {"รายการ", "Entry"}}};
}

// What a copy of the log says.
struct Studied {
  std::vector<AuditFinding> findings;
  Acknowledgements acknowledgements;
  std::vector<uint64_t> sample;
  uint64_t entries = 0;
};

class AuditFindings : public Verb {
 public:
  void Declare(CLI::App* audit, Shell* shell) override {
    CLI::App* findings = audit->add_subcommand(
        "findings",
        "สิ่งที่ควรตรวจดู / What in a copy of the log deserves a look; the same "
        "for everyone who looks");
    DeclareCopy(findings);
    findings->add_option("--segment", segment_,
                         "Only this sealed segment; what is found there never "
                         "changes");
    OnChosen(findings, shell, [this, shell] { return Find(*shell); });

    CLI::App* acknowledge = audit->add_subcommand(
        "acknowledge", "บันทึกผลการตรวจ / Say what came of a finding");
    DeclareCopy(acknowledge);
    acknowledge->add_option("rule", rule_, "Its rule, as findings shows it")
        ->required();
    acknowledge->add_option("first_index", first_index_, "Its first entry")
        ->required();
    acknowledge
        ->add_option(
            "--verdict", verdict_,
            absl::StrCat(
                "What came of it: ",
                absl::StrJoin(ShortWords(*v1::FindingVerdict_descriptor()),
                              ", "),
                "; --case-ref says where the matter is kept"))
        ->required();
    OnChosen(acknowledge, shell, [this, shell] { return Acknowledge(*shell); });

    CLI::App* sample = audit->add_subcommand(
        "sample", "สุ่มรายการให้คนตรวจ / Entries drawn for a person to look at");
    DeclareCopy(sample);
    sample->add_option("--count", count_, "How many")
        ->check(CLI::Range(size_t{1}, kLargestSample))
        ->capture_default_str();
    OnChosen(sample, shell, [this, shell] { return Sample(*shell); });
  }

 private:
  void DeclareCopy(CLI::App* app) {
    app->add_option("folder", folder_, "A folder of `saan audit export`")
        ->required();
    trust_.Declare(app);
  }

  int Find(const Shell& shell);
  int Acknowledge(const Shell& shell);
  int Sample(const Shell& shell);
  // Verifies the copy and studies it. Gives an exit code.
  int Study(const Shell& shell, Studied* studied);
  absl::Status StudyEntry(uint64_t index, const v1::AuditEntry& entry,
                          FindingRules* rules, Studied* studied);

  std::string folder_, rule_, verdict_;
  uint64_t segment_ = kNoSegment;
  uint64_t first_index_ = 0;
  size_t count_ = kUsualSample;
  storage::SegmentCheck segments_;
  // The segment asked for, once its seal was read, and what may be of it.
  std::vector<std::pair<uint64_t, v1::AuditEntry>> unsealed_;
  bool is_segment_read_ = false;
  Trust trust_;
};

absl::Status AuditFindings::StudyEntry(uint64_t index,
                                       const v1::AuditEntry& entry,
                                       FindingRules* rules, Studied* studied) {
  studied->acknowledgements.Add(index, entry);
  if (segment_ == kNoSegment) {
    rules->Add(index, entry);
    return absl::OkStatus();
  }
  if (is_segment_read_) return absl::OkStatus();
  absl::Status checked = segments_.Add(index, entry);
  if (!checked.ok()) return checked;
  if (!entry.has_seal()) {
    unsealed_.emplace_back(index, entry);
    return absl::OkStatus();
  }
  std::vector<std::pair<uint64_t, v1::AuditEntry>> later;
  for (auto& [its_index, its_entry] : unsealed_) {
    if (its_index >= entry.seal().end_index()) {
      later.emplace_back(its_index, std::move(its_entry));
    } else if (entry.seal().number() == segment_) {
      rules->Add(its_index, its_entry);
    } else {
      rules->Remember(its_entry);
    }
  }
  is_segment_read_ = entry.seal().number() == segment_;
  unsealed_ = std::move(later);
  unsealed_.emplace_back(index, entry);
  return absl::OkStatus();
}

int AuditFindings::Study(const Shell& shell, Studied* studied) {
  const absl::Status loaded = trust_.Load();
  if (!loaded.ok()) return shell.Fail(loaded);
  const Words what = {"สำเนาบันทึก", "the copy"};
  const absl::StatusOr<std::string> bytes = ReadCheckpointOf(folder_);
  if (!bytes.ok()) return shell.Fail(bytes.status());
  const absl::StatusOr<storage::OpenedCheckpoint> opened = trust_.Open(*bytes);
  if (!opened.ok()) return FailUnverified(shell, what, opened.status());
  FindingRules rules;
  EntrySample sample(opened->checkpoint.root, count_);
  v1::AuditEntry entry;
  const absl::StatusOr<storage::ExportChecked> checked = storage::VerifyExport(
      opened->checkpoint, {},
      [&](const storage::TileName& name) { return ReadTileOf(folder_, name); },
      [&](uint64_t index, absl::string_view leaf) {
        if (leaf.empty()) {
          segments_.AddExpired(index);
          return absl::OkStatus();
        }
        if (!entry.ParseFromArray(leaf.data(), static_cast<int>(leaf.size()))) {
          return absl::DataLossError(
              absl::StrCat("entry ", index, " cannot be read"));
        }
        // What discloses nothing is nothing to look at.
        if (!entry.disclosed().empty()) sample.Add(index);
        return StudyEntry(index, entry, &rules, studied);
      });
  if (!checked.ok()) return FailUnverified(shell, what, checked.status());
  studied->entries = checked->entries - checked->expired;
  TellExpired(shell, checked->expired);
  studied->findings = rules.Take();
  studied->sample = sample.Drawn();
  if (segment_ == kNoSegment || is_segment_read_) return kExitOk;
  return shell.Fail(absl::NotFoundError(
      absl::StrCat("--segment: the copy has no sealed segment ", segment_)));
}

int AuditFindings::Find(const Shell& shell) {
  Studied studied;
  const int failed = Study(shell, &studied);
  if (failed != kExitOk) return failed;
  Listing listing = shell.MakeListing(FindingColumns());
  for (const AuditFinding& finding : studied.findings) {
    const v1::AcknowledgedFinding* known =
        studied.acknowledgements.Find(finding);
    listing.Add(
        {finding.rule, finding.agency,
         absl::BytesToHexString(finding.actor_ref),
         absl::StrCat(finding.first_index), absl::StrCat(finding.last_index),
         absl::StrCat(finding.count),
         known == nullptr ? ""
                          : WordsForValue(known->verdict()).In(shell.lang())},
        IsJson(shell.format()) ? FindingJson(finding) : "");
  }
  listing.Finish();
  shell.Say({absl::StrCat("ตรวจ ", studied.entries, " รายการด้วยกฎ ",
                          kFindingsVersion),
             absl::StrCat("Looked through ", studied.entries,
                          " proven entries by the rules of ", kFindingsVersion,
                          ".")});
  return kExitOk;
}

int AuditFindings::Acknowledge(const Shell& shell) {
  const absl::StatusOr<int> verdict =
      ParseShortWord(*v1::FindingVerdict_descriptor(), verdict_);
  if (!verdict.ok()) {
    return shell.Fail(absl::InvalidArgumentError(
        absl::StrCat("--verdict: ", verdict.status().message())));
  }
  Studied studied;
  const int failed = Study(shell, &studied);
  if (failed != kExitOk) return failed;
  v1::AcknowledgeFindingRequest request;
  for (const AuditFinding& finding : studied.findings) {
    if (finding.rule != rule_ || finding.first_index != first_index_) continue;
    *request.mutable_finding() = ToMessage(finding);
  }
  if (!request.has_finding()) {
    return shell.Fail(absl::NotFoundError(
        "the copy has no such finding: see saan audit findings"));
  }
  request.set_request_id(shell.world.random_uuid());
  request.mutable_finding()->set_verdict(
      static_cast<v1::FindingVerdict>(*verdict));
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    v1::AcknowledgeFindingResponse response;
    const grpc::Status status = connection.Call(
        connection.auditor(), &v1::AuditorService::Stub::AcknowledgeFinding,
        request, &response);
    if (!status.ok()) return shell.Fail(connection, status);
    shell.Say({absl::StrCat("บันทึกแล้ว รายการ ", response.receipt().log_index()),
               absl::StrCat("Recorded as entry ",
                            response.receipt().log_index(), ".")});
    return static_cast<int>(kExitOk);
  });
}

int AuditFindings::Sample(const Shell& shell) {
  Studied studied;
  const int failed = Study(shell, &studied);
  if (failed != kExitOk) return failed;
  Listing listing = shell.MakeListing(SampleColumns());
  for (const uint64_t index : studied.sample) {
    listing.Add({absl::StrCat(index)});
  }
  listing.Finish();
  return kExitOk;
}

}  // namespace

std::unique_ptr<Verb> MakeAuditFindings() {
  return std::make_unique<AuditFindings>();
}

}  // namespace saan::ctl
