// saan breakglass break | list | review: minutes for one child in an emergency.

#include <CLI/CLI.hpp>

#include "gateway/ctl/paging.h"
#include "gateway/ctl/sharing_call.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

Listing GlassListing(const Shell& shell) {
  return shell.MakeListing(
      {{"break_glass_id", {"รหัส", "Break glass"}},
       {"child_id", {"เด็ก", "Child"}},
       {"agency", {"หน่วยงาน", "Agency"}},
       {"end_time", {"สิ้นสุด", "Ends"}},
       {"review_due_time", {"ต้องทบทวนภายใน", "Review due"}},
       {"outcome", {"ผลทบทวน", "Outcome"}},
       {"reason", {"เหตุผล", "Reason"}}});
}

void AddGlass(const Shell& shell, const v1::BreakGlass& glass,
              Listing* listing) {
  const Lang lang = shell.lang();
  listing->Add({glass.break_glass_id(), glass.child_id(), glass.agency(),
                FormatMoment(glass.end_time(), lang),
                FormatMoment(glass.review_due_time(), lang),
                ShortWord(glass.outcome()), glass.reason()},
               IsJson(shell.format()) ? MessageJson(glass) : "");
}

int PrintGlass(const Shell& shell, const v1::BreakGlass& glass) {
  if (PrintedAsJson(shell, glass)) return kExitOk;
  Listing listing = GlassListing(shell);
  AddGlass(shell, glass, &listing);
  listing.Finish();
  return kExitOk;
}

class BreakGlassVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* glass = app->add_subcommand(
        "breakglass", "เปิดกรณีฉุกเฉิน / Minutes for one child in an emergency");
    glass->require_subcommand(1);
    CLI::App* open = glass->add_subcommand(
        "break",
        "เปิด / Break the glass; the owners are told, a review follows");
    open->add_option("--child", child_, "The child")->required();
    open->add_option("--reason", reason_, "Why, in a sentence")->required();
    open->add_option("--minutes", minutes_, "1 to 60; usual 15");
    open->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
    OnChosen(open, shell, [this, shell] { return Break(*shell); });
    CLI::App* list = glass->add_subcommand("list", "รายการ / List them");
    list->add_flag("--open", is_open_only_, "Only those not reviewed yet");
    OnChosen(list, shell, [this, shell] { return List(*shell); });
    CLI::App* review =
        glass->add_subcommand("review", "ทบทวน / Say what the review found");
    review->add_option("ID", id_, "Which")->required();
    review->add_option("--outcome", outcome_, "justified, mistaken or abuse")
        ->required();
    review->add_option("--note", note_, "In words")->required();
    review->add_option("--etag", etag_, "Only if it is still this edition");
    review->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
    OnChosen(review, shell, [this, shell] { return Review(*shell); });
  }

 private:
  int Break(const Shell& shell) {
    v1::BreakGlassRequest request;
    request.set_child_id(child_);
    request.set_reason(reason_);
    request.set_minutes(minutes_);
    request.set_validate_only(is_dry_run_);
    return CallSharing(shell, v1::PURPOSE_EMERGENCY, &SharingStub::BreakGlass,
                       request, [&](const v1::BreakGlassResponse& response) {
                         return PrintGlass(shell, response.broken_glass());
                       });
  }

  int List(const Shell& shell) {
    v1::ListBrokenGlassRequest request;
    request.set_is_open_only(is_open_only_);
    return shell.WithConnection(
        v1::PURPOSE_OPERATION, [&](Connection& connection) {
          Listing listing = GlassListing(shell);
          return ListPages(
              shell, connection, connection.sharing(),
              &SharingStub::ListBrokenGlass, request, /*limit=*/0, listing,
              [&](const v1::ListBrokenGlassResponse& page) {
                for (const v1::BreakGlass& glass : page.broken_glass()) {
                  AddGlass(shell, glass, &listing);
                }
                return page.broken_glass_size();
              });
        });
  }

  int Review(const Shell& shell) {
    v1::ReviewBrokenGlassRequest request;
    const absl::StatusOr<v1::BreakGlassOutcome> outcome =
        OneWord<v1::BreakGlassOutcome>("--outcome", outcome_);
    if (!outcome.ok()) return shell.Fail(outcome.status());
    request.set_break_glass_id(id_);
    request.set_outcome(*outcome);
    request.set_note(note_);
    request.set_etag(etag_);
    request.set_validate_only(is_dry_run_);
    return CallSharing(shell, v1::PURPOSE_OPERATION,
                       &SharingStub::ReviewBrokenGlass, request,
                       [&](const v1::ReviewBrokenGlassResponse& response) {
                         return PrintGlass(shell, response.broken_glass());
                       });
  }

  std::string id_;
  std::string child_;
  std::string reason_;
  std::string outcome_;
  std::string note_;
  std::string etag_;
  int minutes_ = 0;
  bool is_open_only_ = false;
  bool is_dry_run_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeBreakGlass() {
  return std::make_unique<BreakGlassVerb>();
}

}  // namespace saan::ctl
