// saan rule: the text of the rules. validate, test and diff work on files
// alone; the others speak with a gateway.

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/rule_text.h"
#include "gateway/ctl/sharing_call.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"
#include "gateway/policy/review.h"

namespace saan::ctl {
namespace {

constexpr size_t kSignatureBytes = 64;

Listing ChangeListing(const Shell& shell) {
  return shell.MakeListing({{"rule_id", {"ข้อ", "Rule"}},
                            {"before", {"เดิม", "Before"}},
                            {"after", {"ใหม่", "After"}}});
}

void AddChange(const Shell& shell, const v1::RuleChange& change,
               Listing* listing) {
  const bool is_thai = shell.lang() == Lang::kThai;
  listing->Add(
      {change.rule_id(), is_thai ? change.before_th() : change.before_en(),
       is_thai ? change.after_th() : change.after_en()},
      IsJson(shell.format()) ? MessageJson(change) : "");
}

int PrintDraft(const Shell& shell, const v1::EpochDraft& draft) {
  if (PrintedAsJson(shell, draft)) return kExitOk;
  shell.out() << draft.draft_id() << "  epoch " << draft.epoch() << "  sha256 "
              << draft.text_sha256() << "\n";
  PrintFindings(shell, draft.findings());
  Listing listing = ChangeListing(shell);
  for (const v1::RuleChange& change : draft.changes()) {
    AddChange(shell, change, &listing);
  }
  listing.Finish();
  return kExitOk;
}

int PrintEpoch(const Shell& shell, const v1::RuleEpoch& epoch) {
  if (PrintedAsJson(shell, epoch)) return kExitOk;
  shell.out() << "epoch " << epoch.epoch()
              << (epoch.is_in_force()
                      ? Words{"  มีผลใช้บังคับ", "  in force"}.In(shell.lang())
                      : "")
              << "\n";
  return kExitOk;
}

class RuleVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* rule = app->add_subcommand(
        "rule", "กติกาการแบ่งปัน / The text of the sharing rules");
    rule->require_subcommand(1);
    DeclareOffline(rule, shell);
    DeclareChanges(rule, shell);
    CLI::App* epochs = rule->add_subcommand(
        "epochs", "ชุดกติกาและร่าง / List editions and drafts");
    OnChosen(epochs, shell, [this, shell] { return Epochs(*shell); });
    CLI::App* text = rule->add_subcommand(
        "export", "ข้อความของชุดกติกา / Print the text of an edition");
    text->add_option("--epoch", epoch_,
                     "Its number; the one in force if unset");
    text->add_option("--draft", draft_, "Or a draft");
    text->add_flag("--signed", is_exact_,
                   "The very bytes that are signed, without our sentences");
    OnChosen(text, shell, [this, shell] { return Export(*shell); });
  }

 private:
  void DeclareOffline(CLI::App* rule, Shell* shell) {
    CLI::App* validate = rule->add_subcommand(
        "validate", "ตรวจไฟล์ / Check files, and tell what is odd");
    validate->add_option("FILE", files_, "Files that make one set together")
        ->required();
    OnChosen(validate, shell, [this, shell] { return Validate(*shell); });
    CLI::App* test = rule->add_subcommand(
        "test", "ทดสอบตามที่เขียนในไฟล์ / Run the tests in files");
    test->add_option("FILE", files_, "Files that make one set together")
        ->required();
    OnChosen(test, shell, [this, shell] { return Test(*shell); });
    CLI::App* diff = rule->add_subcommand(
        "diff", "เทียบสองไฟล์ / What changes from one file to another");
    diff->add_option("BEFORE", before_, "File")->required();
    diff->add_option("AFTER", after_, "File")->required();
    OnChosen(diff, shell, [this, shell] { return Diff(*shell); });
  }

  void DeclareChanges(CLI::App* rule, Shell* shell) {
    CLI::App* apply = rule->add_subcommand(
        "apply", "เสนอร่าง / Propose a file as a draft of the next edition");
    apply->add_option("FILE", before_, "The whole rule set")->required();
    apply->add_option("--note", note_, "Why, for the one who approves");
    apply->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
    OnChosen(apply, shell, [this, shell] { return Apply(*shell); });
    CLI::App* approve = rule->add_subcommand(
        "approve", "อนุมัติร่าง / Approve another person's draft");
    approve->add_option("DRAFT", draft_, "The draft")->required();
    approve->add_option("--etag", etag_, "Only if it is still this edition");
    approve->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
    OnChosen(approve, shell, [this, shell] { return Approve(*shell); });
    CLI::App* publish = rule->add_subcommand(
        "publish", "ประกาศใช้ / Put an approved and signed draft in force");
    publish->add_option("DRAFT", draft_, "The draft")->required();
    publish
        ->add_option("--signature-file", signature_file_,
                     "64 raw bytes over the text (certs/sign_rules.sh)")
        ->required();
    publish->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
    OnChosen(publish, shell, [this, shell] { return Publish(*shell); });
    CLI::App* back = rule->add_subcommand(
        "rollback", "กลับไปใช้ชุดเดิม / Put an earlier edition in force again");
    back->add_option("EPOCH", epoch_, "Its number")->required();
    back->add_option("--note", note_, "Why")->required();
    back->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
    OnChosen(back, shell, [this, shell] { return RollBack(*shell); });
  }

  int Validate(const Shell& shell) {
    const absl::StatusOr<RuleText> text = ReadRules(files_);
    if (!text.ok()) return shell.Fail(text.status());
    const std::vector<v1::Finding> findings =
        policy::FindingsIn(text->written, *text->rules, shell.world.now(), {});
    PrintFindings(shell, {findings.begin(), findings.end()});
    if (findings.empty()) shell.Say({"ถูกต้อง", "In order."});
    return findings.empty() ? kExitOk : kExitFailed;
  }

  int Test(const Shell& shell) {
    const absl::StatusOr<RuleText> text = ReadRules(files_);
    if (!text.ok()) return shell.Fail(text.status());
    bool all_passed = true;
    Listing listing =
        shell.MakeListing({{"agreement_id", {"ข้อตกลง", "Agreement"}},
                           {"name", {"การทดสอบ", "Test"}},
                           {"result", {"ผล", "Result"}}});
    for (const v1::TestOutcome& outcome : policy::RunTests(*text->rules)) {
      const bool passed = outcome.failures().empty();
      all_passed = all_passed && passed;
      listing.Add({outcome.agreement_id(), outcome.name(),
                   passed ? Words{"ผ่าน", "passed"}.In(shell.lang())
                          : outcome.failures(0)},
                  IsJson(shell.format()) ? MessageJson(outcome) : "");
    }
    listing.Finish();
    return all_passed ? kExitOk : kExitUnverified;
  }

  int Diff(const Shell& shell) {
    const absl::StatusOr<RuleText> before = ReadRules({before_});
    if (!before.ok()) return shell.Fail(before.status());
    const absl::StatusOr<RuleText> after = ReadRules({after_});
    if (!after.ok()) return shell.Fail(after.status());
    const v1::EpochDiff diff =
        policy::DiffOf(*before->rules, *after->rules, shell.world.now());
    if (PrintedAsJson(shell, diff)) return kExitOk;
    Listing rules = ChangeListing(shell);
    for (const v1::RuleChange& change : diff.rules()) {
      AddChange(shell, change, &rules);
    }
    rules.Finish();
    PrintCells(shell, diff);
    return kExitOk;
  }

  int Apply(const Shell& shell) {
    v1::ProposeEpochRequest request;
    absl::StatusOr<std::string> text =
        ReadSmallFile(before_, "FILE", kMaxRuleFile);
    if (!text.ok()) return shell.Fail(text.status());
    request.set_text(*std::move(text));
    request.set_note(note_);
    request.set_validate_only(is_dry_run_);
    return CallSharing(shell, v1::PURPOSE_OPERATION, &SharingStub::ProposeEpoch,
                       request, [&](const v1::ProposeEpochResponse& response) {
                         return PrintDraft(shell, response.draft());
                       });
  }

  int Approve(const Shell& shell) {
    v1::ApproveEpochRequest request;
    request.set_draft_id(draft_);
    request.set_etag(etag_);
    request.set_validate_only(is_dry_run_);
    return CallSharing(shell, v1::PURPOSE_OPERATION, &SharingStub::ApproveEpoch,
                       request, [&](const v1::ApproveEpochResponse& response) {
                         return PrintDraft(shell, response.draft());
                       });
  }

  int Publish(const Shell& shell) {
    v1::PublishEpochRequest request;
    request.set_draft_id(draft_);
    request.set_validate_only(is_dry_run_);
    absl::StatusOr<std::string> signature =
        ReadSmallFile(signature_file_, "--signature-file", kSignatureBytes);
    if (!signature.ok()) return shell.Fail(signature.status());
    request.set_signature(*std::move(signature));
    return CallSharing(shell, v1::PURPOSE_OPERATION, &SharingStub::PublishEpoch,
                       request, [&](const v1::PublishEpochResponse& response) {
                         return PrintEpoch(shell, response.epoch());
                       });
  }

  int RollBack(const Shell& shell) {
    v1::RollBackEpochRequest request;
    request.set_epoch(epoch_);
    request.set_note(note_);
    request.set_validate_only(is_dry_run_);
    return CallSharing(shell, v1::PURPOSE_OPERATION,
                       &SharingStub::RollBackEpoch, request,
                       [&](const v1::RollBackEpochResponse& response) {
                         return PrintEpoch(shell, response.epoch());
                       });
  }

  int Epochs(const Shell& shell) {
    return CallSharing(
        shell, v1::PURPOSE_OPERATION, &SharingStub::ListEpochs,
        v1::ListEpochsRequest(), [&](const v1::ListEpochsResponse& response) {
          if (PrintedAsJson(shell, response)) return kExitOk;
          Listing listing = shell.MakeListing({{"epoch", {"ชุดที่", "Epoch"}},
                                               {"state", {"สถานะ", "State"}},
                                               {"time", {"เมื่อ", "When"}},
                                               {"note", {"เหตุผล", "Note"}}});
          const Lang lang = shell.lang();
          for (const v1::EpochDraft& draft : response.drafts()) {
            listing.Add({absl::StrCat(draft.epoch()),
                         absl::StrCat(Words{"ร่าง ", "draft "}.In(lang),
                                      draft.draft_id()),
                         FormatMoment(draft.proposed_time(), lang),
                         draft.note()});
          }
          for (const v1::RuleEpoch& epoch : response.epochs()) {
            const Words state = epoch.is_in_force()
                                    ? Words{"มีผลใช้บังคับ", "in force"}
                                    : Words{"เคยใช้", "published"};
            listing.Add({absl::StrCat(epoch.epoch()), state.In(lang),
                         FormatMoment(epoch.published_time(), lang),
                         epoch.note()});
          }
          listing.Finish();
          return kExitOk;
        });
  }

  int Export(const Shell& shell) {
    v1::GetEpochRequest request;
    request.set_epoch(epoch_);
    request.set_draft_id(draft_);
    return CallSharing(shell, v1::PURPOSE_OPERATION, &SharingStub::GetEpoch,
                       request, [&](const v1::GetEpochResponse& response) {
                         if (is_exact_) {
                           shell.out() << response.text();
                         } else if (!PrintedAsJson(shell, response.rules())) {
                           shell.out() << RuleTextOf(response.rules());
                         }
                         return kExitOk;
                       });
  }

  std::vector<std::string> files_;
  std::string before_;
  std::string after_;
  std::string draft_;
  std::string etag_;
  std::string note_;
  std::string signature_file_;
  uint64_t epoch_ = 0;
  bool is_exact_ = false;
  bool is_dry_run_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeRule() { return std::make_unique<RuleVerb>(); }

}  // namespace saan::ctl
