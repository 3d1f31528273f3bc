// saan hold place | confirm | lift | list: data of one child that goes to
// someone no more.

#include <CLI/CLI.hpp>

#include "gateway/ctl/paging.h"
#include "gateway/ctl/sharing_call.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

Listing HoldListing(const Shell& shell) {
  return shell.MakeListing({{"hold_id", {"รหัส", "Hold"}},
                            {"child_id", {"เด็ก", "Child"}},
                            {"kind", {"ชนิด", "Kind"}},
                            {"agency", {"จาก", "From"}},
                            {"state", {"สถานะ", "State"}},
                            {"valid_until", {"ถึง", "Until"}},
                            {"reason", {"เหตุผล", "Reason"}}});
}

Words StateOf(const v1::Hold& hold) {
  if (hold.has_lifted_time()) return {"ยกเลิกแล้ว", "lifted"};
  if (!hold.lift_asked_by().empty()) {
    return {"ขอยกเลิก รอคนที่สอง", "lift asked for; a second person is needed"};
  }
  if (hold.confirmed_by().empty()) {
    return {"มีผล รอคนที่สองยืนยัน", "holds; to be confirmed by a second person"};
  }
  return {"มีผล", "holds"};
}

void AddHold(const Shell& shell, const v1::Hold& hold, Listing* listing) {
  const Lang lang = shell.lang();
  listing->Add({hold.hold_id(), hold.child_id(), ShortWord(hold.kind()),
                hold.agency(), StateOf(hold).In(lang),
                FormatMoment(hold.valid_until(), lang), hold.reason()},
               IsJson(shell.format()) ? MessageJson(hold) : "");
}

int PrintHold(const Shell& shell, const v1::Hold& hold) {
  if (PrintedAsJson(shell, hold)) return kExitOk;
  Listing listing = HoldListing(shell);
  AddHold(shell, hold, &listing);
  listing.Finish();
  return kExitOk;
}

class HoldVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* hold = app->add_subcommand(
        "hold", "ระงับการเปิดเผย / Keep a child's data from someone");
    hold->require_subcommand(1);
    DeclarePlace(hold, shell);
    CLI::App* confirm =
        hold->add_subcommand("confirm", "ยืนยัน / Confirm another person's hold");
    DeclareChange(confirm);
    OnChosen(confirm, shell, [this, shell] {
      return Change<v1::ConfirmHoldRequest, v1::ConfirmHoldResponse>(
          *shell, &SharingStub::ConfirmHold);
    });
    CLI::App* lift = hold->add_subcommand(
        "lift", "ยกเลิก / Ask to lift it; a second person lifts it");
    DeclareChange(lift);
    OnChosen(lift, shell, [this, shell] {
      return Change<v1::LiftHoldRequest, v1::LiftHoldResponse>(
          *shell, &SharingStub::LiftHold);
    });
    CLI::App* list = hold->add_subcommand("list", "รายการ / List holds");
    list->add_option("--child", child_, "Of this child, ended ones too");
    OnChosen(list, shell, [this, shell] { return List(*shell); });
  }

 private:
  void DeclarePlace(CLI::App* hold, Shell* shell) {
    CLI::App* place =
        hold->add_subcommand("place", "ระงับ / Place a hold; it holds at once");
    place->add_option("--child", child_, "Whose data")->required();
    place->add_option("--kind", kind_, "safety or legal")->required();
    place->add_option("--from", agency_, "The agency, or *")->required();
    place->add_option("--person", person_, "Staff id of one person of it");
    place->add_option("--reason", reason_, "Why; kept sealed")->required();
    place->add_option("--days", days_, "It ends after so many days; usual 90");
    place->add_option("--review-by", review_by_, "YYYY-MM-DD")->required();
    place->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
    OnChosen(place, shell, [this, shell] { return Place(*shell); });
  }

  void DeclareChange(CLI::App* subcommand) {
    subcommand->add_option("HOLD", id_, "The hold")->required();
    subcommand->add_option("--etag", etag_, "Only if it is still this edition");
    subcommand->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  }

  int Place(const Shell& shell) {
    v1::PlaceHoldRequest request;
    const absl::StatusOr<v1::HoldKind> kind =
        OneWord<v1::HoldKind>("--kind", kind_);
    if (!kind.ok()) return shell.Fail(kind.status());
    v1::Hold& hold = *request.mutable_hold();
    hold.set_child_id(child_);
    hold.set_kind(*kind);
    hold.set_agency(agency_);
    hold.set_reason(reason_);
    hold.set_review_by(review_by_);
    *hold.mutable_valid_until() =
        ToTimestamp(shell.world.now() + absl::Hours(24) * days_);
    request.set_actor(person_);
    request.set_validate_only(is_dry_run_);
    return CallSharing(shell, v1::PURPOSE_OPERATION, &SharingStub::PlaceHold,
                       request, [&](const v1::PlaceHoldResponse& response) {
                         return PrintHold(shell, response.hold());
                       });
  }

  template <typename Request, typename Response>
  int Change(const Shell& shell,
             grpc::Status (SharingStub::*method)(grpc::ClientContext*,
                                                 const Request&, Response*)) {
    Request request;
    request.set_hold_id(id_);
    request.set_etag(etag_);
    request.set_validate_only(is_dry_run_);
    return CallSharing(shell, v1::PURPOSE_OPERATION, method, request,
                       [&](const Response& response) {
                         return PrintHold(shell, response.hold());
                       });
  }

  int List(const Shell& shell) {
    v1::ListHoldsRequest request;
    request.set_child_id(child_);
    return shell.WithConnection(
        v1::PURPOSE_OPERATION, [&](Connection& connection) {
          Listing listing = HoldListing(shell);
          return ListPages(shell, connection, connection.sharing(),
                           &SharingStub::ListHolds, request, /*limit=*/0,
                           listing, [&](const v1::ListHoldsResponse& page) {
                             for (const v1::Hold& hold : page.holds()) {
                               AddHold(shell, hold, &listing);
                             }
                             return page.holds_size();
                           });
        });
  }

  std::string id_;
  std::string child_;
  std::string kind_;
  std::string agency_;
  std::string person_;
  std::string reason_;
  std::string review_by_;
  std::string etag_;
  int days_ = 90;
  bool is_dry_run_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeHold() { return std::make_unique<HoldVerb>(); }

}  // namespace saan::ctl
