// saan referral send | list | show | accept | decline | ask | answer | start |
// complete | reopen | cancel: help that one agency asks of another.

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/one_call.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using CoordinationStub = v1::CoordinationService::Stub;

std::vector<Column> ReferralColumns() {
  return {{"referral_id", {"รหัสส่งต่อ", "Referral"}},
          {"child_id", {"รหัสเด็ก", "Child"}},
          {"from_agency", {"จาก", "From"}},
          {"to_agency", {"ถึง", "To"}},
          {"need", {"เรื่อง", "Need"}},
          {"status", {"สถานะ", "Status"}},
          {"due_time", {"กำหนด", "Due"}},
          {"note", {"ข้อความ", "Words"}}};
}

// What a party may still need to read.
std::string NoteOf(const v1::CareReferral& referral, Lang lang) {
  std::vector<std::string> notes;
  for (const std::string* text :
       {&referral.message(), &referral.question(), &referral.answer(),
        &referral.outcome_note()}) {
    if (!text->empty()) notes.push_back(*text);
  }
  if (referral.decline_reason() != v1::DECLINE_REASON_UNSPECIFIED) {
    notes.push_back(WordsForValue(referral.decline_reason()).In(lang));
  }
  if (referral.outcome() != v1::REFERRAL_OUTCOME_UNSPECIFIED) {
    notes.push_back(WordsForValue(referral.outcome()).In(lang));
  }
  if (referral.is_past_due()) {
    notes.push_back(lang == Lang::kThai ? "เกินกำหนด" : "past due");
  }
  return absl::StrJoin(notes, " · ");
}

void AddReferral(const Shell& shell, const v1::CareReferral& referral,
                 Listing* listing) {
  const Lang lang = shell.lang();
  listing->Add(
      {referral.referral_id(), referral.child_id(), referral.from_agency(),
       referral.to_agency(), referral.need(),
       WordsForValue(referral.status()).In(lang),
       FormatMoment(referral.due_time(), lang), NoteOf(referral, lang)},
      IsJson(shell.format()) ? MessageJson(referral) : "");
}

int PrintReferral(const Shell& shell, const v1::CareReferral& referral) {
  if (IsJson(shell.format())) {
    PrintMessage(shell.out(), shell.format(), referral);
    return kExitOk;
  }
  Listing listing = shell.MakeListing(ReferralColumns());
  AddReferral(shell, referral, &listing);
  listing.Finish();
  return kExitOk;
}

class ReferralVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override;

 private:
  CLI::App* DeclareStep(CLI::App* referral, const char* name, const char* about,
                        Shell* shell, std::function<int()> run);
  void DeclareSend(CLI::App* referral, Shell* shell);
  void DeclarePlainSteps(CLI::App* referral, Shell* shell);
  void DeclareTalk(CLI::App* referral, Shell* shell);
  void DeclareEnds(CLI::App* referral, Shell* shell);
  int Send(const Shell& shell);
  int List(const Shell& shell);
  int Show(const Shell& shell);

  // One step of the referral named; `fill` adds what the step brings.
  template <typename Request, typename Response>
  int Step(const Shell& shell,
           grpc::Status (CoordinationStub::*method)(grpc::ClientContext*,
                                                    const Request&, Response*),
           const std::function<absl::Status(Request*)>& fill) {
    Request request;
    request.set_referral_id(referral_id_);
    request.set_etag(etag_);
    request.set_validate_only(is_dry_run_);
    if (absl::Status filled = fill(&request); !filled.ok()) {
      return shell.Fail(filled);
    }
    return CallOnce(shell, v1::PURPOSE_UNSPECIFIED, &Connection::coordination,
                    method, request, [&](const Response& response) {
                      return PrintReferral(shell, response.referral());
                    });
  }
  template <typename Request, typename Response>
  int Step(const Shell& shell,
           grpc::Status (CoordinationStub::*method)(grpc::ClientContext*,
                                                    const Request&,
                                                    Response*)) {
    return Step<Request, Response>(shell, method,
                                   [](Request*) { return absl::OkStatus(); });
  }

  std::string referral_id_;
  std::string child_id_;
  std::string to_agency_;
  std::string need_;
  std::string urgency_;
  std::string text_;
  std::string code_;
  std::string etag_;
  bool is_report_ = false;
  bool is_sent_ = false;
  bool only_open_ = false;
  bool is_dry_run_ = false;
};

CLI::App* ReferralVerb::DeclareStep(CLI::App* referral, const char* name,
                                    const char* about, Shell* shell,
                                    std::function<int()> run) {
  CLI::App* step = referral->add_subcommand(name, about);
  step->add_option("REFERRAL_ID", referral_id_, "The referral")->required();
  step->add_option("--etag", etag_, "Only if it is still this edition");
  step->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  OnChosen(step, shell, std::move(run));
  return step;
}

void ReferralVerb::DeclareSend(CLI::App* referral, Shell* shell) {
  CLI::App* send =
      referral->add_subcommand("send", "ส่งต่อ / Ask another agency for help");
  send->add_option("CHILD_ID", child_id_, "The child")->required();
  send->add_option("--to", to_agency_, "The agency")->required();
  send->add_option("--need", need_,
                   "What is needed, e.g. housing (deploy/care/needs.tsv)")
      ->required();
  send->add_option(
      "--urgency", urgency_,
      "One of: " + absl::StrJoin(ShortWords(*v1::Urgency_descriptor()), ", "));
  send->add_option("--message", text_, "Words to the receiver");
  send->add_flag("--protection-report", is_report_,
                 "A report under the Child Protection Act s.29");
  send->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  OnChosen(send, shell, [this, shell] { return Send(*shell); });
}

void ReferralVerb::Declare(CLI::App* app, Shell* shell) {
  CLI::App* referral = app->add_subcommand(
      "referral", "การส่งต่อ / Help that one agency asks of another");
  referral->require_subcommand(1);
  DeclareSend(referral, shell);
  CLI::App* list = referral->add_subcommand(
      "list", "รายการส่งต่อ / What your agency received, or sent");
  list->add_flag("--sent", is_sent_, "Those that your agency sent");
  list->add_flag("--open", only_open_, "Only those that are open");
  OnChosen(list, shell, [this, shell] { return List(*shell); });
  CLI::App* show = referral->add_subcommand("show", "ดูการส่งต่อ / Show one");
  show->add_option("REFERRAL_ID", referral_id_, "The referral")->required();
  OnChosen(show, shell, [this, shell] { return Show(*shell); });

  DeclarePlainSteps(referral, shell);
  DeclareTalk(referral, shell);
  DeclareEnds(referral, shell);
}

void ReferralVerb::DeclarePlainSteps(CLI::App* referral, Shell* shell) {
  DeclareStep(referral, "accept", "รับ / Take it on", shell, [this, shell] {
    return Step<v1::AcceptReferralRequest, v1::AcceptReferralResponse>(
        *shell, &CoordinationStub::AcceptReferral);
  });
  DeclareStep(
      referral, "start", "เริ่มดำเนินการ / Help has begun", shell, [this, shell] {
        return Step<v1::StartReferralRequest, v1::StartReferralResponse>(
            *shell, &CoordinationStub::StartReferral);
      });
  DeclareStep(
      referral, "cancel", "ยกเลิก / It is needed no more", shell, [this, shell] {
        return Step<v1::CancelReferralRequest, v1::CancelReferralResponse>(
            *shell, &CoordinationStub::CancelReferral);
      });
}

void ReferralVerb::DeclareTalk(CLI::App* referral, Shell* shell) {
  DeclareStep(referral, "ask", "ขอข้อมูลเพิ่ม / Ask for more", shell,
              [this, shell] {
                return Step<v1::AskReferralRequest, v1::AskReferralResponse>(
                    *shell, &CoordinationStub::AskReferral,
                    [this](v1::AskReferralRequest* request) {
                      request->set_question(text_);
                      return absl::OkStatus();
                    });
              })
      ->add_option("--question", text_, "What is missing")
      ->required();
  DeclareStep(
      referral, "answer", "ตอบคำถาม / Answer what was asked", shell,
      [this, shell] {
        return Step<v1::AnswerReferralRequest, v1::AnswerReferralResponse>(
            *shell, &CoordinationStub::AnswerReferral,
            [this](v1::AnswerReferralRequest* request) {
              request->set_answer(text_);
              return absl::OkStatus();
            });
      })
      ->add_option("--answer", text_, "The answer")
      ->required();
  DeclareStep(referral, "reopen", "เปิดอีกครั้ง / Try again", shell, [this, shell] {
    return Step<v1::ReopenReferralRequest, v1::ReopenReferralResponse>(
        *shell, &CoordinationStub::ReopenReferral,
        [this](v1::ReopenReferralRequest* request) {
          request->set_message(text_);
          return absl::OkStatus();
        });
  })->add_option("--message", text_, "Words to the receiver");
}

void ReferralVerb::DeclareEnds(CLI::App* referral, Shell* shell) {
  DeclareStep(
      referral, "decline", "ไม่รับ / Do not take it on", shell,
      [this, shell] {
        return Step<v1::DeclineReferralRequest, v1::DeclineReferralResponse>(
            *shell, &CoordinationStub::DeclineReferral,
            [this](v1::DeclineReferralRequest* request) {
              const absl::StatusOr<int> reason =
                  ParseShortWord(*v1::DeclineReason_descriptor(), code_);
              if (!reason.ok()) return reason.status();
              request->set_reason(static_cast<v1::DeclineReason>(*reason));
              return absl::OkStatus();
            });
      })
      ->add_option(
          "--reason", code_,
          "One of: " +
              absl::StrJoin(ShortWords(*v1::DeclineReason_descriptor()), ", "))
      ->required();
  CLI::App* complete = DeclareStep(
      referral, "complete", "เสร็จสิ้น / Help has ended", shell, [this, shell] {
        return Step<v1::CompleteReferralRequest, v1::CompleteReferralResponse>(
            *shell, &CoordinationStub::CompleteReferral,
            [this](v1::CompleteReferralRequest* request) {
              const absl::StatusOr<int> outcome =
                  ParseShortWord(*v1::ReferralOutcome_descriptor(), code_);
              if (!outcome.ok()) return outcome.status();
              request->set_outcome(static_cast<v1::ReferralOutcome>(*outcome));
              request->set_outcome_note(text_);
              return absl::OkStatus();
            });
      });
  complete
      ->add_option(
          "--outcome", code_,
          "One of: " + absl::StrJoin(
                           ShortWords(*v1::ReferralOutcome_descriptor()), ", "))
      ->required();
  complete->add_option("--note", text_, "For your agency alone");
}

int ReferralVerb::Send(const Shell& shell) {
  v1::CreateReferralRequest request;
  request.set_child_id(child_id_);
  request.set_to_agency(to_agency_);
  request.set_need(need_);
  request.set_message(text_);
  request.set_is_protection_report(is_report_);
  request.set_validate_only(is_dry_run_);
  if (!urgency_.empty()) {
    const absl::StatusOr<int> urgency =
        ParseShortWord(*v1::Urgency_descriptor(), urgency_);
    if (!urgency.ok()) return shell.Fail(urgency.status());
    request.set_urgency(static_cast<v1::Urgency>(*urgency));
  }
  return CallOnce(shell, v1::PURPOSE_UNSPECIFIED, &Connection::coordination,
                  &CoordinationStub::CreateReferral, request,
                  [&](const v1::CreateReferralResponse& response) {
                    return PrintReferral(shell, response.referral());
                  });
}

int ReferralVerb::List(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        v1::ListReferralsRequest request;
        request.set_side(is_sent_ ? v1::REFERRAL_SIDE_SENT
                                  : v1::REFERRAL_SIDE_RECEIVED);
        request.set_only_open(only_open_);
        Listing listing = shell.MakeListing(ReferralColumns());
        return ListPages(shell, connection, connection.coordination(),
                         &CoordinationStub::ListReferrals, std::move(request),
                         /*limit=*/0, listing,
                         [&](const v1::ListReferralsResponse& page) {
                           for (const auto& referral : page.referrals()) {
                             AddReferral(shell, referral, &listing);
                           }
                           return page.referrals_size();
                         });
      });
}

int ReferralVerb::Show(const Shell& shell) {
  v1::GetReferralRequest request;
  request.set_referral_id(referral_id_);
  return CallOnce(shell, v1::PURPOSE_UNSPECIFIED, &Connection::coordination,
                  &CoordinationStub::GetReferral, request,
                  [&](const v1::GetReferralResponse& response) {
                    return PrintReferral(shell, response.referral());
                  });
}

}  // namespace

std::unique_ptr<Verb> MakeReferral() {
  return std::make_unique<ReferralVerb>();
}

}  // namespace saan::ctl
