// saan quarantine list | show | retry | discard: records that could not be
// mapped. Nothing here shows what a record holds.

#include <CLI/CLI.hpp>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using AdminStub = v1::AdminService::Stub;

std::string Reasons(const v1::QuarantinedRecord& record, Lang lang) {
  std::set<std::string> reasons;
  for (const v1::Violation& violation : record.violations()) {
    reasons.insert(WordsForValue(violation.reason()).In(lang));
  }
  return absl::StrJoin(reasons, ", ");
}

class Quarantine : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override;

 private:
  int List(const Shell& shell);
  int Show(const Shell& shell);
  int Retry(const Shell& shell);
  int Discard(const Shell& shell);

  std::string id_;
  std::string agency_;
  std::string reason_;
  bool is_dry_run_ = false;
};

void Quarantine::Declare(CLI::App* app, Shell* shell) {
  CLI::App* quarantine = app->add_subcommand(
      "quarantine", "ระเบียนที่กักไว้ / Records that could not be mapped");
  quarantine->require_subcommand(1);
  const char* id_help = "Handle of the quarantined record";

  CLI::App* list =
      quarantine->add_subcommand("list", "รายการที่กักไว้ / List them");
  list->add_option("--agency", agency_, "Only this agency's");
  OnChosen(list, shell, [this, shell] { return List(*shell); });

  CLI::App* show = quarantine->add_subcommand(
      "show", "เหตุผลที่กัก / Say what is wrong with one");
  show->add_option("QUARANTINE_ID", id_, id_help)->required();
  OnChosen(show, shell, [this, shell] { return Show(*shell); });

  CLI::App* retry =
      quarantine->add_subcommand("retry", "ลองใหม่ / Map one again");
  retry->add_option("QUARANTINE_ID", id_, id_help)->required();
  retry->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  OnChosen(retry, shell, [this, shell] { return Retry(*shell); });

  CLI::App* discard =
      quarantine->add_subcommand("discard", "ทิ้ง / Throw one away");
  discard->add_option("QUARANTINE_ID", id_, id_help)->required();
  discard
      ->add_option("--reason", reason_,
                   "A code that the log keeps, e.g. SENT_BY_MISTAKE")
      ->required();
  discard->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  OnChosen(discard, shell, [this, shell] { return Discard(*shell); });
}

int Quarantine::List(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_OPERATION, [&](Connection& connection) {
        v1::ListQuarantineRequest request;
        request.set_agency(agency_);
        Listing listing =
            shell.MakeListing({{"quarantine_id", {"รหัสกัก", "Quarantine"}},
                               {"agency", {"หน่วยงาน", "Agency"}},
                               {"system", {"ระบบ", "System"}},
                               {"form", {"แบบ", "Form"}},
                               {"received_time", {"ได้รับเมื่อ", "Received"}},
                               {"native_bytes", {"ไบต์", "Bytes"}},
                               {"reasons", {"เหตุผล", "Reasons"}}});
        return ListPages(
            shell, connection, connection.admin(), &AdminStub::ListQuarantine,
            std::move(request), /*limit=*/0, listing,
            [&](const v1::ListQuarantineResponse& page) {
              for (const v1::QuarantinedRecord& record : page.records()) {
                listing.Add({record.quarantine_id(), record.agency(),
                             record.system(), record.form(),
                             FormatMoment(record.received_time(), shell.lang()),
                             absl::StrCat(record.native_bytes()),
                             Reasons(record, shell.lang())},
                            IsJson(shell.format()) ? MessageJson(record) : "");
              }
              return page.records_size();
            });
      });
}

int Quarantine::Show(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_OPERATION, [&](Connection& connection) {
        v1::ListQuarantineRequest request;
        request.set_quarantine_id(id_);
        v1::ListQuarantineResponse response;
        const grpc::Status status =
            connection.Call(connection.admin(), &AdminStub::ListQuarantine,
                            std::move(request), &response);
        if (!status.ok()) return shell.Fail(connection, status);
        if (response.records().empty()) {
          return shell.Fail(Failure{kExitNotFound,
                                    {"ไม่มีระเบียนที่กักไว้ด้วยรหัสนี้",
                                     "No quarantined record has this handle."},
                                    {},
                                    {}});
        }
        const v1::QuarantinedRecord& record = response.records(0);
        if (IsJson(shell.format())) {
          PrintMessage(shell.out(), shell.format(), record);
          return static_cast<int>(kExitOk);
        }
        Listing listing = shell.MakeListing({{"field", {"ช่อง", "Field"}},
                                             {"reason", {"เหตุผล", "Reason"}},
                                             {"remedy", {"วิธีแก้", "Remedy"}}});
        for (const v1::Violation& violation : record.violations()) {
          listing.Add({violation.field(),
                       WordsForValue(violation.reason()).In(shell.lang()),
                       shell.lang() == Lang::kThai ? violation.message_th()
                                                   : violation.message_en()});
        }
        listing.Finish();
        return static_cast<int>(kExitOk);
      });
}

int Quarantine::Retry(const Shell& shell) {
  v1::RetryQuarantinedRequest request;
  request.set_request_id(shell.world.random_uuid());
  request.set_quarantine_id(id_);
  request.set_validate_only(is_dry_run_);
  return shell.WithConnection(
      v1::PURPOSE_OPERATION, [&](Connection& connection) {
        v1::RetryQuarantinedResponse response;
        const grpc::Status status =
            connection.Call(connection.admin(), &AdminStub::RetryQuarantined,
                            request, &response);
        if (!status.ok()) return shell.Fail(connection, status);
        const v1::SubmitRecordResponse& result = response.result();
        if (IsJson(shell.format())) {
          PrintMessage(shell.out(), shell.format(), result);
        } else {
          Listing listing =
              shell.MakeListing({{"outcome", {"ผล", "Outcome"}},
                                 {"record_id", {"รหัสระเบียน", "Record"}},
                                 {"child_id", {"รหัสเด็ก", "Child"}}});
          listing.Add({WordsForValue(result.outcome()).In(shell.lang()),
                       result.record_id(), result.child_id()});
          listing.Finish();
        }
        const bool is_kept =
            result.outcome() != v1::SUBMIT_OUTCOME_QUARANTINED &&
            result.outcome() != v1::SUBMIT_OUTCOME_REFUSED;
        return static_cast<int>(is_kept ? kExitOk : kExitFailed);
      });
}

int Quarantine::Discard(const Shell& shell) {
  v1::DiscardQuarantinedRequest request;
  request.set_request_id(shell.world.random_uuid());
  request.set_quarantine_id(id_);
  request.set_reason(reason_);
  request.set_validate_only(is_dry_run_);
  return shell.WithConnection(
      v1::PURPOSE_OPERATION, [&](Connection& connection) {
        v1::DiscardQuarantinedResponse response;
        const grpc::Status status =
            connection.Call(connection.admin(), &AdminStub::DiscardQuarantined,
                            request, &response);
        if (!status.ok()) return shell.Fail(connection, status);
        if (IsJson(shell.format())) {
          PrintMessage(shell.out(), shell.format(), response);
        }
        if (is_dry_run_) {
          shell.Say({"ทิ้งได้ (ยังไม่ได้ทิ้ง)", "It can be thrown away."});
        } else {
          shell.Say({"ทิ้งแล้ว", "It has been thrown away."});
        }
        return static_cast<int>(kExitOk);
      });
}

}  // namespace

std::unique_ptr<Verb> MakeQuarantine() {
  return std::make_unique<Quarantine>();
}

}  // namespace saan::ctl
