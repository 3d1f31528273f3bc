// saan audit list: who looked at whom, why, and how it ended. The other parts
// of `saan audit` stand beside it; see audit.h.

#include "gateway/ctl/audit.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/proven_entries.h"
#include "gateway/ctl/trust.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"
#include "storage/tlog_proof.h"

namespace saan::ctl {
namespace {

constexpr int64_t kDefaultLimit = 100;
// Bytes of a person's pseudonym that are shown: enough to tell people apart.
constexpr size_t kActorBytes = 4;

// "การศึกษา[1], ครอบครัว/ผู้ปกครอง[2]": categories with their highest
// sensitivity, and about whom where that is not the child.
std::string Disclosed(const v1::AuditEntry& entry, Lang lang) {
  std::map<std::pair<v1::Category, v1::About>, int> highest;
  for (const v1::Label& label : entry.disclosed()) {
    const v1::About about = label.about() == v1::ABOUT_UNSPECIFIED
                                ? v1::ABOUT_CHILD
                                : label.about();
    int& level = highest[{label.category(), about}];
    level = std::max(level, label.sensitivity());
  }
  std::vector<std::string> parts;
  for (const auto& [what, sensitivity] : highest) {
    std::string part = WordsForValue(what.first).In(lang);
    if (what.second != v1::ABOUT_CHILD) {
      absl::StrAppend(&part, "/", WordsForValue(what.second).In(lang));
    }
    parts.push_back(absl::StrCat(part, "[", sensitivity, "]"));
  }
  return absl::StrJoin(parts, ", ");
}

std::string Who(const v1::AuditEntry& entry) {
  std::string who = entry.agency();
  if (!entry.system().empty()) absl::StrAppend(&who, "/", entry.system());
  if (!entry.actor_ref().empty()) {
    absl::StrAppend(
        &who, " #",
        absl::BytesToHexString(entry.actor_ref().substr(0, kActorBytes)));
  }
  return who;
}

std::vector<Column> EntryColumns() {
  return {{"log_index", {"รายการ", "Entry"}},
          {"recorded_time", {"เวลา", "Time"}},
          {"who", {"ผู้เรียก", "Who"}},
          {"role", {"บทบาท", "Role"}},
          {"purpose", {"วัตถุประสงค์", "Purpose"}},
          {"method", {"การเรียก", "Call"}},
          {"outcome", {"ผล", "Outcome"}},
          {"reason", {"เหตุผล", "Reason"}},
          {"subject_count", {"เด็ก", "Children"}},
          {"holders", {"ข้อมูลของ", "Holders"}},
          {"disclosed", {"ข้อมูลที่เปิดเผย [ชั้น]", "Disclosed [level]"}}};
}

void AddEntry(const Shell& shell, const v1::LoggedEntry& logged,
              Listing* listing) {
  const v1::AuditEntry& entry = logged.entry();
  const Lang lang = shell.lang();
  listing->Add(
      {absl::StrCat(logged.log_index()),
       FormatMoment(absl::FromUnixNanos(entry.recorded_unix_nanos()), lang),
       Who(entry),
       entry.role() == v1::ROLE_UNSPECIFIED
           ? ""
           : WordsForValue(entry.role()).In(lang),
       entry.purpose() == v1::PURPOSE_UNSPECIFIED
           ? ""
           : WordsForValue(entry.purpose()).In(lang),
       entry.method(), WordsForValue(entry.outcome()).In(lang),
       entry.reason().empty() ? "" : WordsForReason(entry.reason()).In(lang),
       absl::StrCat(entry.subject_count()),
       absl::StrJoin(entry.holders(), ", "), Disclosed(entry, lang)},
      IsJson(shell.format()) ? MessageJson(logged) : "");
}

// What part of the log the answers together are complete for.
class Coverage {
 public:
  void Add(const v1::ListEntriesResponse& page) {
    examined_ += page.entries_examined();
    expired_ += page.entries_expired();
    is_by_index_ = page.is_by_index();
    if (page.covered_first() == page.covered_end()) return;
    first_ = std::min(first_, page.covered_first());
    end_ = std::max(end_, page.covered_end());
  }

  void Tell(const Shell& shell, bool is_proven) const {
    if (end_ == 0) return;
    const Words how =
        is_by_index_ ? Words{"เลือกด้วยดัชนีของเกตเวย์ (ตรวจความครบถ้วนเองได้ด้วย "
                             "saan audit export แล้ว verify)",
                             "chosen by the gateway's index; to prove that "
                             "none was left out, use saan audit export and "
                             "verify"}
                     : Words{"อ่านทุกรายการในช่วง", "every entry in it was read"};
    const Words proof =
        is_proven ? Words{"แต่ละรายการพิสูจน์แล้ว", "each entry shown is proven"}
                  : Words{"ไม่ได้พิสูจน์ (ใช้ --log-key หรือ --policy)",
                          "not verified (give --log-key or --policy)"};
    shell.Say({absl::StrCat("ครอบคลุมรายการ ", first_, "–", end_ - 1, " ตรวจ ",
                            examined_, " รายการ; ", how.th, "; ", proof.th),
               absl::StrCat("Covers entries ", first_, " to ", end_ - 1, ", ",
                            examined_, " looked through; ", how.en, "; ",
                            proof.en, ".")});
    TellExpired(shell, expired_);
  }

 private:
  uint64_t first_ = std::numeric_limits<uint64_t>::max();
  uint64_t end_ = 0;
  uint64_t examined_ = 0;
  uint64_t expired_ = 0;
  bool is_by_index_ = false;
};

class Audit : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* audit =
        app->add_subcommand("audit", "บันทึกการเข้าถึง / The log of every call");
    audit->require_subcommand(1);
    CLI::App* list = audit->add_subcommand(
        "list", "ใครดูข้อมูลของใคร / List entries of the log");
    list->add_option("--child", child_id_, "Only about this child");
    list->add_option("--agency", agency_, "Only of this agency");
    list->add_flag("--refused", is_refused_, "Only refused calls, bad input");
    list->add_option("--since", since_,
                     "From then on: 2566-10-03, 2566-10-03T08:05, or 24h ago");
    list->add_option("--until", until_, "Before then");
    list->add_option("--limit", limit_, "Most entries wanted; 0 is all")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    list->add_flag("--newest", is_newest_first_, "The newest first");
    list->add_option("--filter", filter_,
                     "Only what matches, e.g. 'purpose = CASE_CARE AND NOT "
                     "outcome = DONE' (AIP-160)");
    list->add_option("--staff", staff_,
                     "Only of this staff id; needs --agency");
    list->add_option("--case", case_, "Only of this case; needs --agency");
    list->add_option("--save-proofs", proofs_,
                     "Folder: write INDEX.leaf and INDEX.tlog-proof of each "
                     "entry, verified");
    trust_.Declare(list);
    OnChosen(list, shell, [this, shell] { return List(*shell); });
    for (const auto& make :
         {&MakeAuditProof, &MakeAuditExport, &MakeAuditVerify,
          &MakeAuditFindings, &MakeAuditReport, &MakeAuditSegments,
          &MakeAuditBreach, &MakeAuditErase}) {
      parts_.push_back(make());
      parts_.back()->Declare(audit, shell);
    }
  }

 private:
  int List(const Shell& shell) {
    v1::ListEntriesRequest request;
    request.set_child_id(child_id_);
    request.set_agency(agency_);
    request.set_is_refused(is_refused_);
    request.set_is_newest_first(is_newest_first_);
    if (!since_.empty()) {
      const absl::StatusOr<absl::Time> time =
          ParseMoment(since_, shell.world.now());
      if (!time.ok()) return BadMoment(shell, "--since", time.status());
      *request.mutable_from_time() = ToTimestamp(*time);
    }
    if (!until_.empty()) {
      const absl::StatusOr<absl::Time> time =
          ParseMoment(until_, shell.world.now());
      if (!time.ok()) return BadMoment(shell, "--until", time.status());
      *request.mutable_until_time() = ToTimestamp(*time);
    }
    request.set_filter(filter_);
    request.set_actor(staff_);
    request.set_case_reference(case_);
    request.set_with_proofs(!proofs_.empty() || trust_.is_given());
    if (trust_.is_given()) {
      const absl::Status loaded = trust_.Load();
      if (!loaded.ok()) return shell.Fail(loaded);
    }
    return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
      Listing listing = shell.MakeListing(EntryColumns());
      Coverage coverage;
      absl::Status proven;
      const int exit_code =
          ListPages(shell, connection, connection.auditor(),
                    &v1::AuditorService::Stub::ListEntries, request, limit_,
                    listing, [&](const v1::ListEntriesResponse& page) {
                      coverage.Add(page);
                      if (proven.ok()) proven = Prove(page);
                      for (const auto& entry : page.entries()) {
                        if (proven.ok()) AddEntry(shell, entry, &listing);
                      }
                      return page.entries_size();
                    });
      if (!proven.ok()) {
        return FailUnverified(
            shell, {"รายการที่เกตเวย์ส่งมา", "the entries that the gateway sent"},
            proven);
      }
      if (exit_code == kExitOk) coverage.Tell(shell, trust_.is_given());
      return exit_code;
    });
  }

  // Verifies the entries of a page where a key was given, and keeps their
  // proofs where a folder was.
  absl::Status Prove(const v1::ListEntriesResponse& page) const {
    if (page.entries().empty()) return absl::OkStatus();
    if (trust_.is_given()) {
      absl::Status proven = trust_.ProvePage(page);
      if (!proven.ok()) return proven;
    }
    if (proofs_.empty()) return absl::OkStatus();
    for (const v1::LoggedEntry& logged : page.entries()) {
      absl::Status kept = KeepProof(page.checkpoint(), logged);
      if (!kept.ok()) return kept;
    }
    return absl::OkStatus();
  }

  absl::Status KeepProof(const std::string& checkpoint,
                         const v1::LoggedEntry& logged) const {
    storage::TlogProof proof;
    proof.index = logged.log_index();
    proof.hashes.assign(logged.inclusion_proof().begin(),
                        logged.inclusion_proof().end());
    proof.checkpoint = checkpoint;
    std::error_code ignored;
    std::filesystem::create_directories(proofs_, ignored);
    const std::string stem =
        (std::filesystem::path(proofs_) / absl::StrCat(logged.log_index()))
            .string();
    std::ofstream leaf(stem + ".leaf", std::ios::binary);
    leaf << logged.leaf();
    leaf.close();
    std::ofstream file(stem + ".tlog-proof", std::ios::binary);
    file << storage::FormatTlogProof(proof);
    file.close();
    if (leaf && file) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("--save-proofs: ", proofs_, " cannot be written"));
  }

  static int BadMoment(const Shell& shell, absl::string_view flag,
                       const absl::Status& status) {
    return shell.Fail(
        absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message())));
  }

  std::string child_id_;
  std::string agency_;
  std::string since_;
  std::string until_;
  std::string filter_;
  std::string staff_;
  std::string case_;
  std::string proofs_;
  Trust trust_;
  std::vector<std::unique_ptr<Verb>> parts_;
  int64_t limit_ = kDefaultLimit;
  bool is_refused_ = false;
  bool is_newest_first_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeAudit() { return std::make_unique<Audit>(); }

}  // namespace saan::ctl
