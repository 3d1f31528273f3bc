// saan agreement list | show: the agreements in force.

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/rule_text.h"
#include "gateway/ctl/sharing_call.h"
#include "gateway/ctl/verbs.h"

namespace saan::ctl {
namespace {

class AgreementVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* agreement = app->add_subcommand(
        "agreement", "ข้อตกลงแบ่งปันข้อมูล / Agreements in force");
    agreement->require_subcommand(1);
    CLI::App* list =
        agreement->add_subcommand("list", "รายการ / List agreements");
    list->add_option("--agency", agency_, "Those that name this agency");
    OnChosen(list, shell, [this, shell] { return List(*shell); });
    CLI::App* show = agreement->add_subcommand(
        "show", "เนื้อหาและกติกา / Text, rules and what is odd");
    show->add_option("AGREEMENT", agreement_, "Its id")->required();
    OnChosen(show, shell, [this, shell] { return Show(*shell); });
  }

 private:
  int List(const Shell& shell) {
    v1::ListAgreementsRequest request;
    request.set_agency(agency_);
    return CallSharing(
        shell, v1::PURPOSE_OPERATION, &SharingStub::ListAgreements, request,
        [&](const v1::ListAgreementsResponse& response) {
          const bool is_thai = shell.lang() == Lang::kThai;
          Listing listing =
              shell.MakeListing({{"agreement_id", {"รหัส", "Agreement"}},
                                 {"title", {"ชื่อ", "Title"}},
                                 {"parties", {"คู่สัญญา", "Parties"}},
                                 {"valid_until", {"ถึง", "Until"}},
                                 {"rules", {"ข้อ", "Rules"}}});
          for (const v1::SharingAgreement& agreement : response.agreements()) {
            listing.Add(
                {agreement.agreement_id(),
                 is_thai ? agreement.title_th() : agreement.title_en(),
                 absl::StrJoin(agreement.parties(), ", "),
                 agreement.valid_until(), absl::StrCat(agreement.rules_size())},
                IsJson(shell.format()) ? MessageJson(agreement) : "");
          }
          listing.Finish();
          return kExitOk;
        });
  }

  int Show(const Shell& shell) {
    v1::GetAgreementRequest request;
    request.set_agreement_id(agreement_);
    return CallSharing(
        shell, v1::PURPOSE_OPERATION, &SharingStub::GetAgreement, request,
        [&](const v1::GetAgreementResponse& response) {
          const v1::SharingAgreement& agreement = response.agreement();
          if (PrintedAsJson(shell, agreement)) return kExitOk;
          const bool is_thai = shell.lang() == Lang::kThai;
          shell.out() << agreement.agreement_id() << "  "
                      << (is_thai ? agreement.title_th() : agreement.title_en())
                      << "\n"
                      << agreement.legal_text_th() << "\n"
                      << agreement.valid_from() << " - "
                      << agreement.valid_until() << "\n";
          for (const v1::Rule& rule : agreement.rules()) {
            shell.out() << "- " << rule.rule_id() << ": "
                        << (is_thai ? rule.sentence_th() : rule.sentence_en())
                        << "\n";
          }
          PrintFindings(shell, response.findings());
          return kExitOk;
        });
  }

  std::string agency_;
  std::string agreement_;
};

}  // namespace

std::unique_ptr<Verb> MakeAgreement() {
  return std::make_unique<AgreementVerb>();
}

}  // namespace saan::ctl
