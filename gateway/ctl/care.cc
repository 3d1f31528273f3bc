// saan benefit check, saan known, saan case move | show, saan area assign | end
// | list: working together on a child.

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/one_call.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using CoordinationStub = v1::CoordinationService::Stub;

class Care : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override;

 private:
  void DeclareKnown(CLI::App* app, Shell* shell);
  void DeclareCase(CLI::App* app, Shell* shell);
  void DeclareArea(CLI::App* app, Shell* shell);

  int CheckBenefit(const Shell& shell);
  int AskKnown(const Shell& shell);
  int MoveCase(const Shell& shell);
  int ShowCases(const Shell& shell);
  int AssignArea(const Shell& shell);
  int EndArea(const Shell& shell);
  int ListAreas(const Shell& shell);

  std::string child_id_;
  std::string kind_, from_, until_;
  std::string given_, family_, nickname_, birth_, place_, phone_, guardian_;
  int age_years_ = 0;
  std::string step_, deadline_, agreed_;
  std::vector<std::string> team_;
  bool is_refused_ = false;
  std::string id_, agency_, role_, area_, duty_ = "care";
  bool is_dry_run_ = false;
};

void Care::Declare(CLI::App* app, Shell* shell) {
  CLI::App* benefit =
      app->add_subcommand("benefit", "ความช่วยเหลือ / Is help given twice?");
  benefit->require_subcommand(1);
  CLI::App* check =
      benefit->add_subcommand("check", "ตรวจก่อนให้ / Before it is granted");
  check->add_option("CHILD_ID", child_id_, "The child")->required();
  check
      ->add_option(
          "--kind", kind_,
          "One of: " +
              absl::StrJoin(ShortWords(*v1::BenefitKind_descriptor()), ", "))
      ->required();
  check->add_option("--from", from_, "First day, YYYY-MM-DD")->required();
  check->add_option("--until", until_,
                    "Last day, YYYY-MM-DD; none for a single payment");
  OnChosen(check, shell, [this, shell] { return CheckBenefit(*shell); });
  DeclareKnown(app, shell);
  DeclareCase(app, shell);
  DeclareArea(app, shell);
}

void Care::DeclareKnown(CLI::App* app, Shell* shell) {
  CLI::App* known = app->add_subcommand(
      "known", "มีใครรู้จักเด็กคนนี้ไหม / Does anyone know this child?");
  known->add_option("--given", given_, "Given name");
  known->add_option("--family", family_, "Family name");
  known->add_option("--nickname", nickname_, "Nickname");
  known->add_option("--birth", birth_, "Birth date");
  known->add_option("--age", age_years_, "Age in years");
  known->add_option("--place", place_, "Place");
  known->add_option("--phone", phone_, "Telephone of the family");
  known->add_option("--guardian", guardian_, "Given name of a guardian");
  OnChosen(known, shell, [this, shell] { return AskKnown(*shell); });
}

void Care::DeclareCase(CLI::App* app, Shell* shell) {
  CLI::App* cases =
      app->add_subcommand("case", "กรณี / Cases of a child, by the nine steps");
  cases->require_subcommand(1);
  CLI::App* show = cases->add_subcommand(
      "show", "ทุกหน่วยงานเคียงกัน / Those of all agencies side by side");
  show->add_option("CHILD_ID", child_id_, "The child")->required();
  OnChosen(show, shell, [this, shell] { return ShowCases(*shell); });
  CLI::App* move =
      cases->add_subcommand("move", "ทำขั้นตอน / Take one of the nine steps");
  move->add_option("CHILD_ID", child_id_, "The child")->required();
  move->add_option(
          "STEP", step_,
          "One of: " +
              absl::StrJoin(ShortWords(*v1::CaseStep_descriptor()), ", "))
      ->required();
  move->add_flag("--refuse", is_refused_, "Step 2: the case is refused");
  move->add_option("--deadline", deadline_, "Step 6: last day, YYYY-MM-DD");
  move->add_option("--agreed", agreed_,
                   "Step 7: day on which the guardian agreed, YYYY-MM-DD");
  move->add_option("--team", team_,
                   "Agencies of the joint team from now on, besides one's own");
  move->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  OnChosen(move, shell, [this, shell] { return MoveCase(*shell); });
}

void Care::DeclareArea(CLI::App* app, Shell* shell) {
  CLI::App* area = app->add_subcommand(
      "area", "พื้นที่รับผิดชอบ / Who is responsible for an area");
  area->require_subcommand(1);
  CLI::App* assign =
      area->add_subcommand("assign", "มอบหมาย / Say who is responsible");
  assign->add_option("AREA", area_, "DOPA code, 2 to 8 digits")->required();
  assign->add_option("AGENCY", agency_, "The agency")->required();
  assign->add_option("--for-role", role_, "The role in it; all when left out");
  assign->add_option("--duty", duty_, "care or protection")
      ->check(CLI::IsMember({"care", "protection"}))
      ->capture_default_str();
  assign->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  OnChosen(assign, shell, [this, shell] { return AssignArea(*shell); });
  CLI::App* end = area->add_subcommand("end", "สิ้นสุด / End it now");
  end->add_option("RESPONSIBILITY_ID", id_, "Handle")->required();
  OnChosen(end, shell, [this, shell] { return EndArea(*shell); });
  CLI::App* list = area->add_subcommand("list", "รายการ / List them");
  list->add_option("--area", area_, "Who is it now for this DOPA code");
  OnChosen(list, shell, [this, shell] { return ListAreas(*shell); });
}

int Care::CheckBenefit(const Shell& shell) {
  const absl::StatusOr<int> kind =
      ParseShortWord(*v1::BenefitKind_descriptor(), kind_);
  if (!kind.ok()) return shell.Fail(kind.status());
  v1::CheckBenefitRequest request;
  request.set_child_id(child_id_);
  request.set_kind(static_cast<v1::BenefitKind>(*kind));
  request.set_from_date(from_);
  request.set_until_date(until_);
  return CallOnce(
      shell, v1::PURPOSE_UNSPECIFIED, &Connection::coordination,
      &CoordinationStub::CheckBenefit, request,
      [&](const v1::CheckBenefitResponse& response) {
        Listing listing =
            shell.MakeListing({{"kind", {"ประเภท", "Kind"}},
                               {"of", {"ของ", "Of"}},
                               {"contact_agency", {"ติดต่อ", "Speak to"}}});
        for (const v1::HelpOverlap& overlap : response.overlaps()) {
          const Words of = overlap.is_of_household()
                               ? Words{"ครัวเรือน", "the household"}
                               : Words{"เด็กคนนี้", "the child"};
          listing.Add({overlap.kind() == v1::BENEFIT_KIND_UNSPECIFIED
                           ? Words{"ไม่เปิดเผย", "not told"}.In(shell.lang())
                           : WordsForValue(overlap.kind()).In(shell.lang()),
                       of.In(shell.lang()), overlap.contact_agency()},
                      IsJson(shell.format()) ? MessageJson(overlap) : "");
        }
        listing.Finish();
        if (response.overlaps().empty()) {
          shell.Say({"ไม่พบความช่วยเหลือที่ซ้ำซ้อน", "No help overlaps."});
        }
        return kExitOk;
      });
}

int Care::AskKnown(const Shell& shell) {
  v1::AskKnownRequest request;
  request.set_given_name(given_);
  request.set_family_name(family_);
  request.set_nickname(nickname_);
  request.set_birth_date(birth_);
  request.set_approximate_age_years(age_years_);
  request.set_place(place_);
  request.set_phone(phone_);
  request.set_guardian_given_name(guardian_);
  return CallOnce(
      shell, v1::PURPOSE_UNSPECIFIED, &Connection::coordination,
      &CoordinationStub::AskKnown, request,
      [&](const v1::AskKnownResponse& response) {
        if (PrintedAsJson(shell, response)) return kExitOk;
        Listing listing =
            shell.MakeListing({{"is_known", {"รู้จัก", "Known"}},
                               {"contact", {"ติดต่อ", "Speak to"}},
                               {"left", {"ถามได้อีก", "Questions left"}}});
        const Words known =
            response.is_known() ? Words{"ใช่", "yes"} : Words{"ไม่", "no"};
        listing.Add({known.In(shell.lang()),
                     absl::StrJoin(response.contact_agencies(), ", "),
                     absl::StrCat(response.questions_left())});
        listing.Finish();
        return kExitOk;
      });
}

void AddCase(const Shell& shell, const v1::SharedCase& shown,
             Listing* listing) {
  listing->Add({shown.agency(), WordsForValue(shown.step()).In(shell.lang()),
                shown.deadline(), shown.guardian_agreed_date(), "saan"},
               IsJson(shell.format()) ? MessageJson(shown) : "");
}

Listing CaseListing(const Shell& shell) {
  return shell.MakeListing({{"agency", {"หน่วยงาน", "Agency"}},
                            {"step", {"ขั้นตอน", "Step"}},
                            {"deadline", {"กำหนดแล้วเสร็จ", "Deadline"}},
                            {"agreed", {"ผู้ปกครองเห็นชอบ", "Guardian agreed"}},
                            {"held_by", {"อยู่ในระบบ", "Held by"}}});
}

int Care::MoveCase(const Shell& shell) {
  const absl::StatusOr<int> step =
      ParseShortWord(*v1::CaseStep_descriptor(), step_);
  if (!step.ok()) return shell.Fail(step.status());
  v1::MoveCaseRequest request;
  request.set_child_id(child_id_);
  request.set_step(static_cast<v1::CaseStep>(*step));
  request.set_is_refused(is_refused_);
  request.set_deadline(deadline_);
  request.set_guardian_agreed_date(agreed_);
  for (const std::string& agency : team_) request.add_team_agencies(agency);
  request.set_validate_only(is_dry_run_);
  return CallOnce(shell, v1::PURPOSE_UNSPECIFIED, &Connection::coordination,
                  &CoordinationStub::MoveCase, request,
                  [&](const v1::MoveCaseResponse& response) {
                    Listing listing = CaseListing(shell);
                    AddCase(shell, response.case_(), &listing);
                    listing.Finish();
                    return kExitOk;
                  });
}

int Care::ShowCases(const Shell& shell) {
  v1::GetCaseViewRequest request;
  request.set_child_id(child_id_);
  return CallOnce(
      shell, v1::PURPOSE_UNSPECIFIED, &Connection::coordination,
      &CoordinationStub::GetCaseView, request,
      [&](const v1::GetCaseViewResponse& response) {
        if (PrintedAsJson(shell, response)) return kExitOk;
        Listing listing = CaseListing(shell);
        for (const v1::AgencyCase& shown : response.agency_cases()) {
          const v1::Case& one = shown.case_();
          listing.Add({shown.agency(),
                       WordsForValue(one.step()).In(shell.lang()),
                       one.plan().deadline(), one.guardian_agreement().date(),
                       one.case_number()});
        }
        for (const v1::SharedCase& shown : response.shared_cases()) {
          AddCase(shell, shown, &listing);
        }
        listing.Finish();
        return kExitOk;
      });
}

Listing AreaListing(const Shell& shell) {
  return shell.MakeListing({{"responsibility_id", {"รหัส", "Handle"}},
                            {"area_prefix", {"พื้นที่", "Area"}},
                            {"duty", {"หน้าที่", "Duty"}},
                            {"agency", {"หน่วยงาน", "Agency"}},
                            {"role", {"บทบาท", "Role"}},
                            {"valid_from", {"ตั้งแต่", "From"}},
                            {"valid_until", {"ถึง", "Until"}}});
}

void AddArea(const Shell& shell, const v1::Responsibility& row,
             Listing* listing) {
  listing->Add({row.responsibility_id(), row.area_prefix(), row.duty(),
                row.agency(), WordsForValue(row.role()).In(shell.lang()),
                FormatMoment(row.valid_from(), shell.lang()),
                FormatMoment(row.valid_until(), shell.lang())},
               IsJson(shell.format()) ? MessageJson(row) : "");
}

int Care::AssignArea(const Shell& shell) {
  v1::AssignResponsibilityRequest request;
  request.set_validate_only(is_dry_run_);
  v1::Responsibility& row = *request.mutable_responsibility();
  row.set_agency(agency_);
  row.set_area_prefix(area_);
  row.set_duty(duty_);
  const absl::StatusOr<v1::Role> role = ParseRole(role_);
  if (!role.ok()) return shell.Fail(role.status());
  row.set_role(*role);
  return CallOnce(shell, v1::PURPOSE_OPERATION, &Connection::coordination,
                  &CoordinationStub::AssignResponsibility, request,
                  [&](const v1::AssignResponsibilityResponse& response) {
                    Listing listing = AreaListing(shell);
                    AddArea(shell, response.responsibility(), &listing);
                    listing.Finish();
                    return kExitOk;
                  });
}

int Care::EndArea(const Shell& shell) {
  v1::EndResponsibilityRequest request;
  request.set_responsibility_id(id_);
  return CallOnce(shell, v1::PURPOSE_OPERATION, &Connection::coordination,
                  &CoordinationStub::EndResponsibility, request,
                  [&](const v1::EndResponsibilityResponse& response) {
                    Listing listing = AreaListing(shell);
                    AddArea(shell, response.responsibility(), &listing);
                    listing.Finish();
                    return kExitOk;
                  });
}

int Care::ListAreas(const Shell& shell) {
  v1::ListResponsibilitiesRequest request;
  request.set_area_code(area_);
  return CallOnce(
      shell, v1::PURPOSE_OPERATION, &Connection::coordination,
      &CoordinationStub::ListResponsibilities, request,
      [&](const v1::ListResponsibilitiesResponse& response) {
        Listing listing = AreaListing(shell);
        for (const v1::Responsibility& row : response.responsibilities()) {
          AddArea(shell, row, &listing);
        }
        listing.Finish();
        return kExitOk;
      });
}

}  // namespace

std::unique_ptr<Verb> MakeCare() { return std::make_unique<Care>(); }

}  // namespace saan::ctl
