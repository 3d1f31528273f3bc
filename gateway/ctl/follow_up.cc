// saan target list | count, saan silence list | snooze, saan changes: following
// up.

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

using FollowUpStub = v1::FollowUpService::Stub;

class FollowUp : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override;

 private:
  int ListTargets(const Shell& shell);
  int Count(const Shell& shell);
  int ListSilences(const Shell& shell);
  int Snooze(const Shell& shell);
  int Changes(const Shell& shell);

  std::string area_;
  bool only_open_cases_ = false;
  std::string detector_;
  bool with_snoozed_ = false;
  std::string child_id_;
  std::string span_;
  std::string reason_;
  bool is_dry_run_ = false;
  std::string system_;
  std::string form_;
  std::string since_;
};

void FollowUp::Declare(CLI::App* app, Shell* shell) {
  CLI::App* target = app->add_subcommand(
      "target", "เด็กในพื้นที่ / Children of an area to look after");
  target->require_subcommand(1);
  CLI::App* list = target->add_subcommand("list", "รายการ / List them");
  list->add_option("AREA", area_, "DOPA code, 2 to 8 digits")->required();
  list->add_flag("--circle", only_open_cases_,
                 "Only with an open case, for the monthly circle");
  OnChosen(list, shell, [this, shell] { return ListTargets(*shell); });
  CLI::App* count = target->add_subcommand(
      "count", "นับ / Count them; fewer than five are not told");
  count->add_option("AREA", area_, "DOPA code, 2 to 6 digits")->required();
  OnChosen(count, shell, [this, shell] { return Count(*shell); });

  CLI::App* silence = app->add_subcommand(
      "silence", "เด็กที่เงียบหาย / Children of whom nothing was heard");
  silence->require_subcommand(1);
  CLI::App* silences = silence->add_subcommand("list", "รายการ / List them");
  silences->add_option("--detector", detector_, "Only of this detector");
  silences->add_flag("--with-snoozed", with_snoozed_,
                     "Those too that are put off");
  OnChosen(silences, shell, [this, shell] { return ListSilences(*shell); });
  CLI::App* snooze = silence->add_subcommand("snooze", "เลื่อน / Put one off");
  snooze->add_option("CHILD_ID", child_id_, "The child")->required();
  snooze->add_option("DETECTOR", detector_, "The detector")->required();
  snooze->add_option("--for", span_, "How long, e.g. 14d; at most 90d")
      ->required();
  snooze->add_option("--reason", reason_, "A code, e.g. FAMILY_AWAY")
      ->required();
  snooze->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  OnChosen(snooze, shell, [this, shell] { return Snooze(*shell); });

  CLI::App* changes = app->add_subcommand(
      "changes", "สิ่งที่หน่วยงานอื่นเปลี่ยน / What others changed, in your own form");
  changes->add_option("--system", system_, "Your system")->required();
  changes->add_option("--form", form_, "Its form");
  changes->add_option("--since", since_, "Token of an earlier run");
  OnChosen(changes, shell, [this, shell] { return Changes(*shell); });
}

std::string Signs(const v1::Target& target, Lang lang) {
  std::vector<std::string> signs;
  const auto add = [&](bool is_set, const Words& words) {
    if (is_set) signs.push_back(words.In(lang));
  };
  add(target.is_at_high_risk(), {"เสี่ยงสูง", "high risk"});
  add(target.has_open_need(), {"มีความต้องการ", "open need"});
  add(target.has_open_absence(), {"ขาดเรียน", "absent"});
  add(target.has_open_case(), {"มีกรณี", "open case"});
  add(target.is_past_deadline(), {"แผนเลยกำหนด", "past deadline"});
  return absl::StrJoin(signs, ", ");
}

int FollowUp::ListTargets(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        v1::ListTargetsRequest request;
        request.set_area_prefix(area_);
        request.set_only_open_cases(only_open_cases_);
        Listing listing =
            shell.MakeListing({{"child_id", {"รหัสเด็ก", "Child"}},
                               {"area_code", {"พื้นที่", "Area"}},
                               {"agencies", {"หน่วยงาน", "Agencies"}},
                               {"signs", {"สัญญาณ", "Signs"}},
                               {"silences", {"เงียบหาย", "Silences"}}});
        return ListPages(
            shell, connection, connection.follow_up(),
            &FollowUpStub::ListTargets, std::move(request), /*limit=*/0,
            listing, [&](const v1::ListTargetsResponse& page) {
              for (const v1::Target& target : page.targets()) {
                listing.Add({target.child_id(), target.area_code(),
                             absl::StrJoin(target.agencies(), ", "),
                             Signs(target, shell.lang()),
                             absl::StrJoin(target.silences(), ", ")},
                            IsJson(shell.format()) ? MessageJson(target) : "");
              }
              return page.targets_size();
            });
      });
}

int FollowUp::Count(const Shell& shell) {
  v1::CountChildrenRequest request;
  request.set_area_prefix(area_);
  return CallOnce(
      shell, v1::PURPOSE_STATISTICS, &Connection::follow_up,
      &FollowUpStub::CountChildren, request,
      [&](v1::CountChildrenResponse& response) {
        Listing listing =
            shell.MakeListing({{"area_code", {"พื้นที่", "Area"}},
                               {"child_count", {"เด็ก", "Children"}},
                               {"open_need", {"มีความต้องการ", "Open need"}},
                               {"open_absence", {"ขาดเรียน", "Absent"}},
                               {"open_case", {"มีกรณี", "Open case"}}});
        *response.add_counts() = response.total();
        for (const v1::AreaCount& count : response.counts()) {
          listing.Add({count.area_code(), absl::StrCat(count.child_count()),
                       absl::StrCat(count.open_need_count()),
                       absl::StrCat(count.open_absence_count()),
                       absl::StrCat(count.open_case_count())},
                      IsJson(shell.format()) ? MessageJson(count) : "");
        }
        listing.Finish();
        return kExitOk;
      });
}

std::vector<Column> SilenceColumns() {
  return {{"child_id", {"รหัสเด็ก", "Child"}},
          {"detector", {"ตัวตรวจ", "Detector"}},
          {"area_code", {"พื้นที่", "Area"}},
          {"since_time", {"ตั้งแต่", "Since"}},
          {"snooze_time", {"เลื่อนถึง", "Put off until"}}};
}

void AddSilence(const Shell& shell, const v1::Silence& silence,
                Listing* listing) {
  listing->Add({silence.child_id(), silence.detector(), silence.area_code(),
                FormatMoment(silence.since_time(), shell.lang()),
                FormatMoment(silence.snooze_time(), shell.lang())},
               IsJson(shell.format()) ? MessageJson(silence) : "");
}

int FollowUp::ListSilences(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        v1::ListSilencesRequest request;
        request.set_detector(detector_);
        request.set_with_snoozed(with_snoozed_);
        Listing listing = shell.MakeListing(SilenceColumns());
        return ListPages(shell, connection, connection.follow_up(),
                         &FollowUpStub::ListSilences, std::move(request),
                         /*limit=*/0, listing,
                         [&](const v1::ListSilencesResponse& page) {
                           for (const v1::Silence& silence : page.silences()) {
                             AddSilence(shell, silence, &listing);
                           }
                           return page.silences_size();
                         });
      });
}

int FollowUp::Snooze(const Shell& shell) {
  const absl::StatusOr<absl::Duration> span = ParseSpan(span_);
  if (!span.ok()) {
    return shell.Fail(absl::InvalidArgumentError(
        absl::StrCat("--for: ", span.status().message())));
  }
  v1::SnoozeSilenceRequest request;
  request.set_child_id(child_id_);
  request.set_detector(detector_);
  *request.mutable_snooze_time() = ToTimestamp(shell.world.now() + *span);
  request.set_reason(reason_);
  request.set_validate_only(is_dry_run_);
  return CallOnce(shell, v1::PURPOSE_UNSPECIFIED, &Connection::follow_up,
                  &FollowUpStub::SnoozeSilence, request,
                  [&](const v1::SnoozeSilenceResponse& response) {
                    Listing listing = shell.MakeListing(SilenceColumns());
                    AddSilence(shell, response.silence(), &listing);
                    listing.Finish();
                    return kExitOk;
                  });
}

int FollowUp::Changes(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        v1::ExportChangesRequest request;
        request.set_system(system_);
        request.set_form(form_);
        request.set_since_token(since_);
        v1::ExportChangesResponse response;
        do {
          const grpc::Status status =
              connection.Call(connection.follow_up(),
                              &FollowUpStub::ExportChanges, request, &response);
          if (!status.ok()) return shell.Fail(connection, status);
          for (const v1::ChangedRecord& changed : response.records()) {
            shell.out() << (IsJson(shell.format())
                                ? MessageJson(changed)
                                : std::string(changed.native()))
                        << "\n";
          }
          request.set_since_token(response.since_token());
        } while (!response.records().empty());
        shell.Say(
            {absl::StrCat("ครั้งต่อไปใช้ --since ", response.since_token()),
             absl::StrCat("Next time: --since ", response.since_token())});
        return static_cast<int>(kExitOk);
      });
}

}  // namespace

std::unique_ptr<Verb> MakeFollowUp() { return std::make_unique<FollowUp>(); }

}  // namespace saan::ctl
