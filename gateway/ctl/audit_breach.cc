// saan audit breach | processing: what to tell after a breach, and the record
// of processing of an agency. Both read the log entry by entry, each proven
// where a key is given.

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/audit.h"
#include "gateway/ctl/breach.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/processing.h"
#include "gateway/ctl/proven_entries.h"
#include "gateway/ctl/trust.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

// Pseudonyms that the gateway names in one call.
constexpr size_t kNamesAtOnce = 2000;

using TakeEntry =
    std::function<void(uint64_t log_index, const v1::AuditEntry& entry)>;

class AuditBreach : public Verb {
 public:
  void Declare(CLI::App* audit, Shell* shell) override {
    CLI::App* breach = audit->add_subcommand(
        "breach",
        "รายงานเหตุละเมิด / After a breach: which children, what data (PDPA "
        "s.37(4), 72 hours)");
    breach->add_option("--agency", agency_, "Whose calls")->required();
    breach->add_option("--staff", staff_, "Only of this staff id");
    breach->add_option("--known-since", known_since_,
                       "When the breach became known; the 72 hours run from "
                       "then (now)");
    DeclareRange(breach);
    OnChosen(breach, shell, [this, shell] { return Breach(*shell); });

    CLI::App* processing = audit->add_subcommand(
        "processing",
        "บันทึกรายการประมวลผล / Record of processing of an agency (PDPA s.39)");
    processing->add_option("agency", agency_, "Whose record")->required();
    DeclareRange(processing);
    OnChosen(processing, shell, [this, shell] { return Processing(*shell); });
  }

 private:
  void DeclareRange(CLI::App* app) {
    app->add_option("--since", since_,
                    "From then on: 2566-10-03, 2566-10-03T08:05, or 72h ago")
        ->required();
    app->add_option("--until", until_, "Before then (now)");
    app->add_option("--as", form_, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    trust_.Declare(app);
  }

  int Breach(const Shell& shell);
  int Processing(const Shell& shell);
  absl::Status ReadRange(const Shell& shell);
  // Reads all entries that `request` asks for. Gives an exit code.
  int Read(const Shell& shell, Connection& connection,
           v1::ListEntriesRequest request, const TakeEntry& take) const;
  int NameChildren(const Shell& shell, Connection& connection,
                   BreachReport* report) const;

  std::string agency_, staff_, since_, until_, known_since_;
  std::string form_ = "text";
  Trust trust_;
  BreachScope scope_;
};

absl::Status AuditBreach::ReadRange(const Shell& shell) {
  const absl::Time now = shell.world.now();
  scope_ = {agency_, staff_, now, now, now};
  const std::pair<const std::string*, absl::Time*> moments[] = {
      {&since_, &scope_.from},
      {&until_, &scope_.until},
      {&known_since_, &scope_.known_since}};
  for (const auto& [text, time] : moments) {
    if (text->empty()) continue;
    absl::StatusOr<absl::Time> moment = ParseMoment(*text, now);
    if (!moment.ok()) return moment.status();
    *time = *moment;
  }
  return trust_.is_given() ? trust_.Load() : absl::OkStatus();
}

int AuditBreach::Read(const Shell& shell, Connection& connection,
                      v1::ListEntriesRequest request,
                      const TakeEntry& take) const {
  *request.mutable_from_time() = ToTimestamp(scope_.from);
  *request.mutable_until_time() = ToTimestamp(scope_.until);
  request.set_with_proofs(trust_.is_given());
  request.set_page_size(kPageSize);
  return ReadProvenEntries(
      shell, connection, trust_, std::move(request),
      [&](const v1::ListEntriesResponse& page) {
        for (const v1::LoggedEntry& logged : page.entries()) {
          take(logged.log_index(), logged.entry());
        }
      });
}

int AuditBreach::NameChildren(const Shell& shell, Connection& connection,
                              BreachReport* report) const {
  while (true) {
    v1::NameSubjectsRequest request;
    for (const std::string& unnamed : report->Unnamed(kNamesAtOnce)) {
      request.add_subject_refs(unnamed);
    }
    if (request.subject_refs().empty()) return kExitOk;
    v1::NameSubjectsResponse response;
    const grpc::Status status = connection.Call(
        connection.auditor(), &v1::AuditorService::Stub::NameSubjects, request,
        &response);
    if (!status.ok()) return shell.Fail(connection, status);
    for (const v1::NamedSubject& subject : response.subjects()) {
      report->Name(subject.subject_ref(), subject.child_id());
    }
    // What it left out would be asked for for ever.
    for (const std::string& asked : request.subject_refs()) {
      const std::vector<std::string> still = report->Unnamed(1);
      if (!still.empty() && still[0] == asked) report->Name(asked, "");
    }
  }
}

int AuditBreach::Breach(const Shell& shell) {
  const absl::Status read = ReadRange(shell);
  if (!read.ok()) return shell.Fail(read);
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    v1::ListEntriesRequest request;
    request.set_agency(agency_);
    request.set_actor(staff_);
    BreachReport report(scope_);
    const int failed = Read(shell, connection, request,
                            [&](uint64_t index, const v1::AuditEntry& entry) {
                              report.Add(index, entry);
                            });
    if (failed != kExitOk) return failed;
    const int unnamed = NameChildren(shell, connection, &report);
    if (unnamed != kExitOk) return unnamed;
    shell.out() << (form_ == "json" ? report.Json() : report.Text());
    shell.out().flush();
    return static_cast<int>(kExitOk);
  });
}

int AuditBreach::Processing(const Shell& shell) {
  const absl::Status read = ReadRange(shell);
  if (!read.ok()) return shell.Fail(read);
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    ProcessingRecord record(agency_, scope_.from, scope_.until);
    const TakeEntry take = [&](uint64_t, const v1::AuditEntry& entry) {
      record.Add(entry);
    };
    v1::ListEntriesRequest own;
    own.set_agency(agency_);
    int failed = Read(shell, connection, own, take);
    if (failed != kExitOk) return failed;
    // What others saw of its data; its own calls are in already.
    v1::ListEntriesRequest others;
    others.set_filter(absl::StrCat("holder = \"", agency_,
                                   "\" AND NOT agency = \"", agency_, "\""));
    failed = Read(shell, connection, others, take);
    if (failed != kExitOk) return failed;
    shell.out() << (form_ == "json" ? record.Json() : record.Text());
    shell.out().flush();
    return static_cast<int>(kExitOk);
  });
}

}  // namespace

std::unique_ptr<Verb> MakeAuditBreach() {
  return std::make_unique<AuditBreach>();
}

}  // namespace saan::ctl
