// saan explain decision | access | who | what: why an answer is as it is, and
// what another asker would see.

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/rule_text.h"
#include "gateway/ctl/sharing_call.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"
#include "gateway/policy/sentence.h"

namespace saan::ctl {
namespace {

std::string InWords(const policy::Sentence& sentence, Lang lang) {
  return lang == Lang::kThai ? sentence.th : sentence.en;
}

// The parts of a rule that did not fit, in words.
std::string UnmetText(const v1::RuleAnswer& rule, Lang lang) {
  std::vector<std::string> clauses;
  for (const int clause : rule.unmet()) {
    clauses.push_back(
        InWords(policy::WordsOf(static_cast<v1::Clause>(clause)), lang));
  }
  return absl::StrJoin(clauses, ", ");
}

void PrintExplanation(const Shell& shell,
                      const v1::HolderExplanation& explained) {
  const Lang lang = shell.lang();
  const v1::AccessExplanation& why = explained.explanation();
  shell.out() << (explained.holder().empty() ? "*" : explained.holder())
              << "  (epoch " << why.epoch() << ")\n  "
              << (lang == Lang::kThai ? why.sentence_th() : why.sentence_en())
              << "\n";
  for (const v1::RuleAnswer& rule : why.rules()) {
    const std::string& sentence =
        lang == Lang::kThai ? rule.sentence_th() : rule.sentence_en();
    const Words mark = rule.unmet().empty() ? Words{"ใช้ได้", "applies"}
                                            : Words{"ไม่ตรง", "does not fit"};
    shell.out() << "  - " << rule.rule_id() << " [" << mark.In(lang)
                << (rule.unmet().empty() ? "" : ": ") << UnmetText(rule, lang)
                << "] " << sentence << "\n";
  }
  Listing listing = shell.MakeListing({{"data", {"ข้อมูล", "Data"}},
                                       {"level", {"เห็น", "Shown"}},
                                       {"by", {"ตาม", "By"}}});
  for (const v1::LabelAnswer& answer : why.labels()) {
    if (answer.decided_by().empty()) continue;
    listing.Add(
        {absl::StrCat(WordsForValue(answer.label().category()).In(lang), " / ",
                      WordsForValue(answer.label().about()).In(lang), " ",
                      answer.label().sensitivity()),
         InWords(policy::WordsOf(answer.level()), lang),
         absl::StrCat(ShortWord(answer.tier()), ": ", answer.decided_by())});
  }
  listing.Finish();
}

template <typename Response>
ExitCode PrintExplanations(const Shell& shell, const Response& response) {
  if (PrintedAsJson(shell, response)) return kExitOk;
  for (const v1::HolderExplanation& explained : response.explanations()) {
    PrintExplanation(shell, explained);
  }
  return kExitOk;
}

class ExplainVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* explain = app->add_subcommand(
        "explain", "อธิบาย / Why something is shown, or would be");
    explain->require_subcommand(1);
    CLI::App* decision = explain->add_subcommand(
        "decision", "คำตัดสิน / A decision that an answer named");
    decision->add_option("DECISION", id_, "Its id")->required();
    OnChosen(decision, shell, [this, shell] { return Decision(*shell); });
    CLI::App* access = explain->add_subcommand(
        "access", "ถ้าหาก / What an asker would see of a child");
    DeclareAsker(access);
    access->add_option("--child", child_, "The child; unset: of any");
    access->add_option("--as-of", as_of_, "At this moment; unset: now");
    OnChosen(access, shell, [this, shell] { return Access(*shell); });
    CLI::App* who = explain->add_subcommand(
        "who", "ใครเห็น / Who may see a kind of data for a purpose");
    who->add_option("--data", category_, "Category")->required();
    who->add_option("--about", about_, "child (usual), guardian, ...");
    who->add_option("--sensitivity", sensitivity_, "0 to 4");
    who->add_option("--for", purpose_, "Purpose")->required();
    who->add_option("--holder", holder_, "Of this agency's records");
    OnChosen(who, shell, [this, shell] { return Who(*shell); });
    CLI::App* what = explain->add_subcommand(
        "what", "เห็นอะไร / What a role may see for a purpose");
    DeclareAsker(what);
    OnChosen(what, shell, [this, shell] { return What(*shell); });
  }

 private:
  void DeclareAsker(CLI::App* subcommand) {
    subcommand->add_option("--agency", agency_, "Who asks")->required();
    subcommand->add_option("--as-role", role_, "In what role")->required();
    subcommand->add_option("--for", purpose_, "For what purpose")->required();
    subcommand->add_option("--action", action_, "read (usual), search, match");
    subcommand->add_option("--holder", holder_, "Of this agency's records");
  }

  absl::StatusOr<v1::Asker> AskerAsked() const {
    v1::Asker asker;
    asker.set_agency(agency_);
    asker.set_holder(holder_);
    const absl::StatusOr<v1::Role> role = ParseRole(role_);
    if (!role.ok()) return role.status();
    asker.set_role(*role);
    const absl::StatusOr<v1::Purpose> purpose = ParsePurpose(purpose_);
    if (!purpose.ok()) return purpose.status();
    asker.set_purpose(*purpose);
    const absl::StatusOr<v1::Action> action =
        OneWord<v1::Action>("--action", action_);
    if (!action.ok()) return action.status();
    asker.set_action(*action);
    return asker;
  }

  int Decision(const Shell& shell) {
    v1::ExplainDecisionRequest request;
    request.set_decision_id(id_);
    return CallSharing(shell, v1::PURPOSE_AUDIT, &SharingStub::ExplainDecision,
                       request,
                       [&](const v1::ExplainDecisionResponse& response) {
                         return PrintExplanations(shell, response);
                       });
  }

  int Access(const Shell& shell) {
    v1::ExplainAccessRequest request;
    const absl::StatusOr<v1::Asker> asker = AskerAsked();
    if (!asker.ok()) return shell.Fail(asker.status());
    *request.mutable_asker() = *asker;
    request.set_child_id(child_);
    if (!as_of_.empty()) {
      const absl::StatusOr<absl::Time> time =
          ParseMoment(as_of_, shell.world.now());
      if (!time.ok()) return shell.Fail(time.status());
      *request.mutable_as_of_time() = ToTimestamp(*time);
    }
    return CallSharing(shell, v1::PURPOSE_AUDIT, &SharingStub::ExplainAccess,
                       request, [&](const v1::ExplainAccessResponse& response) {
                         return PrintExplanations(shell, response);
                       });
  }

  int Who(const Shell& shell) {
    v1::WhoCanSeeRequest request;
    const absl::StatusOr<v1::Category> category =
        OneWord<v1::Category>("--data", category_);
    if (!category.ok()) return shell.Fail(category.status());
    const absl::StatusOr<v1::About> about =
        OneWord<v1::About>("--about", about_);
    if (!about.ok()) return shell.Fail(about.status());
    const absl::StatusOr<v1::Purpose> purpose = ParsePurpose(purpose_);
    if (!purpose.ok()) return shell.Fail(purpose.status());
    request.mutable_label()->set_category(*category);
    request.mutable_label()->set_about(*about);
    request.mutable_label()->set_sensitivity(sensitivity_);
    request.set_purpose(*purpose);
    request.set_holder(holder_);
    return CallSharing(shell, v1::PURPOSE_AUDIT, &SharingStub::WhoCanSee,
                       request, [&](const v1::WhoCanSeeResponse& response) {
                         PrintSights(shell, response.sights());
                         return kExitOk;
                       });
  }

  int What(const Shell& shell) {
    v1::WhatCanSeeRequest request;
    const absl::StatusOr<v1::Asker> asker = AskerAsked();
    if (!asker.ok()) return shell.Fail(asker.status());
    *request.mutable_asker() = *asker;
    return CallSharing(shell, v1::PURPOSE_AUDIT, &SharingStub::WhatCanSee,
                       request, [&](const v1::WhatCanSeeResponse& response) {
                         PrintSights(shell, response.sights());
                         return kExitOk;
                       });
  }

  std::string id_;
  std::string child_;
  std::string as_of_;
  std::string agency_;
  std::string role_;
  std::string purpose_;
  std::string action_ = "read";
  std::string holder_;
  std::string category_;
  std::string about_;
  int sensitivity_ = 0;
};

}  // namespace

std::unique_ptr<Verb> MakeExplain() { return std::make_unique<ExplainVerb>(); }

}  // namespace saan::ctl
