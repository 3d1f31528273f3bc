// saan consent record | withdraw | list | erased: consents to share one child's
// data. A renewal is a record that supersedes another.

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/sharing_call.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

constexpr int kUsualMaxSensitivity = 2;

Listing ConsentListing(const Shell& shell) {
  return shell.MakeListing({{"consent_id", {"รหัส", "Consent"}},
                            {"child_id", {"เด็ก", "Child"}},
                            {"effect", {"คำตอบ", "Effect"}},
                            {"grantor", {"ผู้ให้", "By"}},
                            {"recipients", {"แก่", "To"}},
                            {"valid_until", {"ถึง", "Until"}},
                            {"state", {"สถานะ", "State"}},
                            {"erase", {"ต้องลบ", "To erase"}}});
}

// Recipients that have not said that they erased.
std::string MustErase(const v1::Consent& consent) {
  std::vector<std::string> agencies;
  for (const v1::Delivery& delivery : consent.deliveries()) {
    if (delivery.has_erase_due_time() && !delivery.has_erased_time()) {
      agencies.push_back(delivery.agency());
    }
  }
  return absl::StrJoin(agencies, ", ");
}

void AddConsent(const Shell& shell, const v1::ConsentView& view,
                Listing* listing) {
  const v1::Consent& consent = view.consent();
  const Lang lang = shell.lang();
  Words state = view.is_effective() ? Words{"มีผล", "effective"}
                                    : Words{"ไม่มีผล", "not effective"};
  if (consent.has_withdrawn_time()) state = {"ถอนแล้ว", "withdrawn"};
  if (!view.ask_again_since().empty()) state = {"ต้องขอใหม่", "ask again"};
  listing->Add(
      {consent.consent_id(), consent.child_id(), ShortWord(consent.effect()),
       ShortWord(consent.grantor()), absl::StrJoin(consent.recipients(), ", "),
       FormatMoment(consent.valid_until(), lang), state.In(lang),
       MustErase(consent)},
      IsJson(shell.format()) ? MessageJson(view) : "");
}

int PrintConsent(const Shell& shell, const v1::Consent& consent) {
  if (PrintedAsJson(shell, consent)) return kExitOk;
  v1::ConsentView view;
  *view.mutable_consent() = consent;
  view.set_is_effective(!consent.has_withdrawn_time());
  Listing listing = ConsentListing(shell);
  AddConsent(shell, view, &listing);
  listing.Finish();
  return kExitOk;
}

class ConsentVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* consent = app->add_subcommand(
        "consent", "ความยินยอม / Consents to share one child's data");
    consent->require_subcommand(1);
    DeclareRecord(consent, shell);
    CLI::App* withdraw = consent->add_subcommand(
        "withdraw", "ถอน / Withdraw: nothing more is shown under it");
    withdraw->add_option("CONSENT", id_, "The consent")->required();
    withdraw->add_option("--etag", etag_, "Only if it is still this edition");
    withdraw->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
    OnChosen(withdraw, shell, [this, shell] { return Withdraw(*shell); });
    CLI::App* list = consent->add_subcommand(
        "list", "รายการ / Of a child, or those that wait for something");
    list->add_option("--child", child_, "Of this child");
    list->add_option("--waiting-for", queue_,
                     "erasure, erasure_overdue or ask_again");
    OnChosen(list, shell, [this, shell] { return List(*shell); });
    CLI::App* erased = consent->add_subcommand(
        "erased", "แจ้งว่าลบแล้ว / Say that what was got is erased");
    erased->add_option("CONSENT", id_, "The withdrawn consent")->required();
    erased->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
    OnChosen(erased, shell, [this, shell] { return Erased(*shell); });
  }

 private:
  void DeclareRecord(CLI::App* consent, Shell* shell);
  absl::Status Fill(const Shell& shell, v1::Consent* consent) const;
  absl::Status FillProof(v1::Consent* consent) const;
  int Record(const Shell& shell);
  int Withdraw(const Shell& shell);
  int List(const Shell& shell);
  int Erased(const Shell& shell);

  std::string id_;
  std::string child_;
  std::string by_;
  std::string guardian_;
  std::string authority_;
  std::string authority_file_;
  std::string authority_until_;
  std::string evidence_file_;
  std::string channel_;
  std::string text_version_;
  std::string erase_by_;
  std::string supersedes_;
  std::string queue_;
  std::string etag_;
  std::vector<std::string> purposes_;
  std::vector<std::string> categories_;
  std::vector<std::string> about_;
  std::vector<std::string> to_;
  int max_sensitivity_ = kUsualMaxSensitivity;
  int days_ = 365;
  bool is_refusal_ = false;
  bool is_capable_ = false;
  bool is_dry_run_ = false;
};

void ConsentVerb::DeclareRecord(CLI::App* consent, Shell* shell) {
  CLI::App* record =
      consent->add_subcommand("record", "บันทึก / Record a consent or a refusal");
  record->add_option("--child", child_, "Whose data")->required();
  record->add_option("--by", by_, "child, guardian, court or officer")
      ->required();
  record->add_flag("--refuse", is_refusal_, "It is a no");
  record->add_flag("--capable", is_capable_,
                   "The child was found able to judge");
  record->add_option("--guardian", guardian_,
                     "A handle for the guardian, never a name");
  record->add_option("--authority", authority_,
                     "birth_certificate, house_register, court_order, "
                     "foster_or_adoption, official_order");
  record->add_option("--authority-file", authority_file_,
                     "The document; only its hash is sent");
  record->add_option("--authority-until", authority_until_, "YYYY-MM-DD");
  record->add_option("--for", purposes_, "Purposes")
      ->required()
      ->delimiter(',');
  record->add_option("--data", categories_, "Categories")
      ->required()
      ->delimiter(',');
  record->add_option("--about", about_, "child (usual), guardian, household")
      ->delimiter(',');
  record->add_option("--max-sensitivity", max_sensitivity_, "0 to 4; usual 2");
  record->add_option("--to", to_, "Agencies, or *")->required()->delimiter(',');
  record->add_option("--days", days_, "It runs for so many days; usual 365");
  record->add_option("--erase-by", erase_by_, "YYYY-MM-DD")->required();
  record->add_option("--channel", channel_, "paper, spoken or electronic")
      ->required();
  record->add_option("--text-version", text_version_, "Edition of the text")
      ->required();
  record
      ->add_option("--evidence-file", evidence_file_,
                   "The signed text or recording; only its hash is sent")
      ->required();
  record->add_option("--supersedes", supersedes_, "The consent this renews");
  record->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  OnChosen(record, shell, [this, shell] { return Record(*shell); });
}

absl::Status ConsentVerb::FillProof(v1::Consent* consent) const {
  const absl::StatusOr<v1::ConsentChannel> channel =
      OneWord<v1::ConsentChannel>("--channel", channel_);
  if (!channel.ok()) return channel.status();
  consent->set_channel(*channel);
  const absl::StatusOr<v1::AuthorityEvidence> authority =
      OneWord<v1::AuthorityEvidence>("--authority", authority_);
  if (!authority.ok()) return authority.status();
  consent->set_authority(*authority);
  absl::StatusOr<std::string> evidence =
      Sha256OfFile(evidence_file_, "--evidence-file");
  if (!evidence.ok()) return evidence.status();
  consent->set_evidence_sha256(*std::move(evidence));
  if (authority_file_.empty()) return absl::OkStatus();
  absl::StatusOr<std::string> document =
      Sha256OfFile(authority_file_, "--authority-file");
  if (!document.ok()) return document.status();
  consent->set_authority_sha256(*std::move(document));
  return absl::OkStatus();
}

absl::Status ConsentVerb::Fill(const Shell& shell, v1::Consent* consent) const {
  consent->set_child_id(child_);
  consent->set_effect(is_refusal_ ? v1::CONSENT_EFFECT_REFUSE
                                  : v1::CONSENT_EFFECT_GRANT);
  const absl::StatusOr<v1::Grantor> grantor = OneWord<v1::Grantor>("--by", by_);
  if (!grantor.ok()) return grantor.status();
  consent->set_grantor(*grantor);
  consent->set_grantor_reference(guardian_);
  consent->set_authority_until(authority_until_);
  consent->set_is_assessed_capable(is_capable_);
  absl::Status added =
      AddWords<v1::Purpose>("--for", purposes_, consent->mutable_purposes());
  if (!added.ok()) return added;
  v1::LabelSet& labels = *consent->add_labels();
  added = AddWords<v1::Category>("--data", categories_,
                                 labels.mutable_categories());
  if (!added.ok()) return added;
  added = AddWords<v1::About>("--about", about_, labels.mutable_about());
  if (!added.ok()) return added;
  labels.set_max_sensitivity(max_sensitivity_);
  for (const std::string& agency : to_) consent->add_recipients(agency);
  *consent->mutable_valid_from() = ToTimestamp(shell.world.now());
  *consent->mutable_valid_until() =
      ToTimestamp(shell.world.now() + absl::Hours(24) * days_);
  consent->set_erase_by(erase_by_);
  consent->set_text_version(text_version_);
  consent->set_supersedes(supersedes_);
  return FillProof(consent);
}

int ConsentVerb::Record(const Shell& shell) {
  v1::RecordConsentRequest request;
  request.set_validate_only(is_dry_run_);
  const absl::Status filled = Fill(shell, request.mutable_consent());
  if (!filled.ok()) return shell.Fail(filled);
  return CallSharing(shell, v1::PURPOSE_CASE_CARE, &SharingStub::RecordConsent,
                     request, [&](const v1::RecordConsentResponse& response) {
                       return PrintConsent(shell, response.consent());
                     });
}

int ConsentVerb::Withdraw(const Shell& shell) {
  v1::WithdrawConsentRequest request;
  request.set_consent_id(id_);
  request.set_etag(etag_);
  request.set_validate_only(is_dry_run_);
  return CallSharing(shell, v1::PURPOSE_CASE_CARE,
                     &SharingStub::WithdrawConsent, request,
                     [&](const v1::WithdrawConsentResponse& response) {
                       return PrintConsent(shell, response.consent());
                     });
}

int ConsentVerb::Erased(const Shell& shell) {
  v1::AcknowledgeErasureRequest request;
  request.set_consent_id(id_);
  request.set_validate_only(is_dry_run_);
  return CallSharing(shell, v1::PURPOSE_CASE_CARE,
                     &SharingStub::AcknowledgeErasure, request,
                     [&](const v1::AcknowledgeErasureResponse& response) {
                       return PrintConsent(shell, response.consent());
                     });
}

int ConsentVerb::List(const Shell& shell) {
  v1::ListConsentsRequest request;
  request.set_child_id(child_);
  const absl::StatusOr<v1::ConsentQueue> queue =
      OneWord<v1::ConsentQueue>("--waiting-for", queue_);
  if (!queue.ok()) return shell.Fail(queue.status());
  request.set_queue(*queue);
  return shell.WithConnection(
      v1::PURPOSE_CASE_CARE, [&](Connection& connection) {
        Listing listing = ConsentListing(shell);
        return ListPages(shell, connection, connection.sharing(),
                         &SharingStub::ListConsents, request, /*limit=*/0,
                         listing, [&](const v1::ListConsentsResponse& page) {
                           for (const v1::ConsentView& view : page.consents()) {
                             AddConsent(shell, view, &listing);
                           }
                           return page.consents_size();
                         });
      });
}

}  // namespace

std::unique_ptr<Verb> MakeConsent() { return std::make_unique<ConsentVerb>(); }

}  // namespace saan::ctl
