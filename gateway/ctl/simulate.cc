// saan simulate: decisions of the log, made again by a draft or another
// edition.

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/sharing_call.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

class SimulateVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* simulate = app->add_subcommand(
        "simulate", "จำลอง / What a draft would have changed");
    simulate->add_option("--draft", draft_, "The draft");
    simulate->add_option("--epoch", epoch_, "Or an edition");
    simulate
        ->add_option("--since", since_, "Decisions since this moment, e.g. 30d")
        ->required();
    OnChosen(simulate, shell, [this, shell] { return Run(*shell); });
  }

 private:
  int Run(const Shell& shell) {
    v1::SimulateEpochRequest request;
    request.set_draft_id(draft_);
    request.set_epoch(epoch_);
    const absl::StatusOr<absl::Time> since =
        ParseMoment(since_, shell.world.now());
    if (!since.ok()) return shell.Fail(since.status());
    *request.mutable_since_time() = ToTimestamp(*since);
    return CallSharing(shell, v1::PURPOSE_OPERATION,
                       &SharingStub::SimulateEpoch, request,
                       [&](const v1::SimulateEpochResponse& response) {
                         return Print(shell, response);
                       });
  }

  static ExitCode Print(const Shell& shell,
                        const v1::SimulateEpochResponse& response) {
    if (PrintedAsJson(shell, response)) return kExitOk;
    const Lang lang = shell.lang();
    Listing listing =
        shell.MakeListing({{"agency", {"หน่วยงาน", "Agency"}},
                           {"purpose", {"วัตถุประสงค์", "Purpose"}},
                           {"category", {"ข้อมูล", "Data"}},
                           {"visible", {"เห็นเพิ่ม", "Newly visible"}},
                           {"hidden", {"ไม่เห็นแล้ว", "Newly hidden"}}});
    for (const v1::SimulatedChange& change : response.changes()) {
      listing.Add({change.agency(), WordsForValue(change.purpose()).In(lang),
                   WordsForValue(change.category()).In(lang),
                   absl::StrCat(change.newly_visible_count()),
                   absl::StrCat(change.newly_hidden_count())});
    }
    listing.Finish();
    const std::string counts =
        absl::StrCat(response.replayed_count(), response.is_cut() ? "+" : "",
                     " / ", response.closed_decision_ids_size());
    shell.Say({absl::StrCat("คำตัดสินที่ลองใหม่ / ที่จะไม่เห็นอะไรเลย: ", counts),
               absl::StrCat("Decisions made again / closed wholly: ", counts)});
    if (!response.unused_rule_ids().empty()) {
      const std::string unused =
          absl::StrJoin(response.unused_rule_ids(), ", ");
      shell.Say({absl::StrCat("ข้อที่ไม่มีคำตัดสินใดใช้: ", unused),
                 absl::StrCat("Rules that no decision used: ", unused)});
    }
    return kExitOk;
  }

  std::string draft_;
  std::string since_;
  uint64_t epoch_ = 0;
};

}  // namespace

std::unique_ptr<Verb> MakeSimulate() {
  return std::make_unique<SimulateVerb>();
}

}  // namespace saan::ctl
