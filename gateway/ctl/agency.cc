// saan agency add | list | suspend | resume: who may speak to the gateway.

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using AdminStub = v1::AdminService::Stub;

std::vector<Column> AgencyColumns() {
  return {{"agency", {"หน่วยงาน", "Agency"}},
          {"name", {"ชื่อ", "Name"}},
          {"state", {"สถานะ", "State"}},
          {"system", {"ระบบ", "System"}},
          {"roles", {"บทบาท", "Roles"}},
          {"certificates", {"ใบรับรอง", "Certificates"}},
          {"valid_until", {"ใช้ได้ถึง", "Valid until"}}};
}

std::string RolesIn(const v1::AgencySystem& system, Lang lang) {
  std::vector<std::string> roles;
  for (const int role : system.roles()) {
    roles.push_back(WordsForValue(static_cast<v1::Role>(role)).In(lang));
  }
  return absl::StrJoin(roles, ", ");
}

// The last day on which any certificate of the system is valid.
std::string ValidUntil(const v1::AgencySystem& system, Lang lang) {
  google::protobuf::Timestamp last;
  for (const v1::AgencyCertificate& certificate : system.certificates()) {
    if (certificate.not_after().seconds() > last.seconds()) {
      last = certificate.not_after();
    }
  }
  return FormatMoment(last, lang);
}

void AddAgency(const Shell& shell, const v1::Agency& agency, Listing* listing) {
  if (IsJson(shell.format())) {
    listing->Add({}, MessageJson(agency));
    return;
  }
  const Lang lang = shell.lang();
  const Words state = agency.is_suspended() ? Words{"ถูกระงับ", "suspended"}
                                            : Words{"ใช้งาน", "active"};
  const std::string name =
      lang == Lang::kThai ? agency.display_name_th() : agency.display_name_en();
  for (const v1::AgencySystem& system : agency.systems()) {
    listing->Add({agency.agency(), name, state.In(lang), system.system(),
                  RolesIn(system, lang),
                  absl::StrCat(system.certificates_size()),
                  ValidUntil(system, lang)});
  }
  if (agency.systems().empty()) {
    listing->Add({agency.agency(), name, state.In(lang), "", "", "", ""});
  }
}

// One agency as it is registered now.
int PrintAgency(const Shell& shell, const v1::Agency& agency) {
  if (IsJson(shell.format())) {
    PrintMessage(shell.out(), shell.format(), agency);
    return kExitOk;
  }
  Listing listing = shell.MakeListing(AgencyColumns());
  AddAgency(shell, agency, &listing);
  listing.Finish();
  return kExitOk;
}

class AgencyVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* agency =
        app->add_subcommand("agency", "หน่วยงาน / Who may speak to the gateway");
    agency->require_subcommand(1);
    DeclareAdd(agency, shell);
    CLI::App* list =
        agency->add_subcommand("list", "รายชื่อหน่วยงาน / List agencies");
    OnChosen(list, shell, [this, shell] { return List(*shell); });
    CLI::App* suspend = agency->add_subcommand(
        "suspend", "ระงับหน่วยงาน / Stop answering an agency");
    DeclareSwitch(suspend);
    OnChosen(suspend, shell, [this, shell] {
      return Switch<v1::SuspendAgencyRequest, v1::SuspendAgencyResponse>(
          *shell, &AdminStub::SuspendAgency);
    });
    CLI::App* resume = agency->add_subcommand(
        "resume", "เลิกระงับหน่วยงาน / Answer a suspended agency again");
    DeclareSwitch(resume);
    OnChosen(resume, shell, [this, shell] {
      return Switch<v1::ResumeAgencyRequest, v1::ResumeAgencyResponse>(
          *shell, &AdminStub::ResumeAgency);
    });
  }

 private:
  void DeclareAdd(CLI::App* agency, Shell* shell);
  void DeclareSwitch(CLI::App* subcommand);
  int Add(const Shell& shell);
  int List(const Shell& shell);

  template <typename Request, typename Response>
  int Switch(const Shell& shell,
             grpc::Status (AdminStub::*method)(grpc::ClientContext*,
                                               const Request&, Response*)) {
    Request request;
    request.set_request_id(shell.world.random_uuid());
    request.set_agency(agency_);
    request.set_etag(etag_);
    request.set_validate_only(is_dry_run_);
    return shell.WithConnection(
        v1::PURPOSE_OPERATION, [&](Connection& connection) {
          Response response;
          const grpc::Status status =
              connection.Call(connection.admin(), method, request, &response);
          if (!status.ok()) return shell.Fail(connection, status);
          return PrintAgency(shell, response.agency());
        });
  }

  std::string agency_;
  std::string name_th_;
  std::string name_en_;
  std::string system_;
  std::vector<std::string> roles_;
  std::string certificate_file_;
  std::string etag_;
  bool is_dry_run_ = false;
  bool is_quiet_ = false;
};

void AgencyVerb::DeclareAdd(CLI::App* agency, Shell* shell) {
  CLI::App* add = agency->add_subcommand(
      "add", "ลงทะเบียน / Register an agency, a system of it, or a certificate");
  add->add_option("AGENCY", agency_, "Id: lower-case letters, digits, dashes")
      ->required();
  add->add_option("--name-th", name_th_, "Thai name; for a new agency");
  add->add_option("--name-en", name_en_, "English name; for a new agency");
  add->add_option("--system", system_, "Id of the system");
  add->add_option("--grant-role", roles_,
                  "Role of the system; may be given again. One of: " +
                      absl::StrJoin(ShortWords(*v1::Role_descriptor()), ", "))
      ->delimiter(',');
  add->add_option("--cert-file", certificate_file_,
                  "A certificate of the system, PEM");
  add->add_flag("--quiet,-q", is_quiet_, "Print nothing when all is well");
  add->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  OnChosen(add, shell, [this, shell] { return Add(*shell); });
}

void AgencyVerb::DeclareSwitch(CLI::App* subcommand) {
  subcommand->add_option("AGENCY", agency_, "The agency's id")->required();
  subcommand->add_option("--etag", etag_, "Only if it is still this edition");
  subcommand->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
}

int AgencyVerb::Add(const Shell& shell) {
  v1::RegisterAgencyRequest request;
  request.set_request_id(shell.world.random_uuid());
  request.set_agency(agency_);
  request.set_display_name_th(name_th_);
  request.set_display_name_en(name_en_);
  request.set_system(system_);
  request.set_validate_only(is_dry_run_);
  for (const std::string& word : roles_) {
    const absl::StatusOr<v1::Role> role = ParseRole(word);
    if (!role.ok()) {
      return shell.Fail(absl::InvalidArgumentError(
          absl::StrCat("--grant-role: ", role.status().message())));
    }
    request.add_roles(*role);
  }
  if (!certificate_file_.empty()) {
    absl::StatusOr<std::string> pem =
        ReadSmallFile(certificate_file_, "--cert-file", kMaxPemBytes);
    if (!pem.ok()) return shell.Fail(pem.status());
    request.set_certificate_pem(*std::move(pem));
  }
  return shell.WithConnection(
      v1::PURPOSE_OPERATION, [&](Connection& connection) {
        v1::RegisterAgencyResponse response;
        const grpc::Status status = connection.Call(
            connection.admin(), &AdminStub::RegisterAgency, request, &response);
        if (!status.ok()) return shell.Fail(connection, status);
        return is_quiet_ ? static_cast<int>(kExitOk)
                         : PrintAgency(shell, response.agency());
      });
}

int AgencyVerb::List(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_OPERATION, [&](Connection& connection) {
        Listing listing = shell.MakeListing(AgencyColumns());
        return ListPages(shell, connection, connection.admin(),
                         &AdminStub::ListAgencies, v1::ListAgenciesRequest(),
                         /*limit=*/0, listing,
                         [&](const v1::ListAgenciesResponse& page) {
                           for (const v1::Agency& agency : page.agencies()) {
                             AddAgency(shell, agency, &listing);
                           }
                           return page.agencies_size();
                         });
      });
}

}  // namespace

std::unique_ptr<Verb> MakeAgency() { return std::make_unique<AgencyVerb>(); }

}  // namespace saan::ctl
