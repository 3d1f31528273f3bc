// saan identity link | unlink | split | apart | undo | history | explain: who
// is who, decided by a person, and taken back.

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/ctl/identity_view.h"
#include "gateway/ctl/one_call.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using IdentityStub = v1::IdentityService::Stub;

class IdentityVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override;

 private:
  int Link(const Shell& shell);
  int Unlink(const Shell& shell);
  int Split(const Shell& shell);
  int Apart(const Shell& shell);
  int Undo(const Shell& shell);
  int History(const Shell& shell);
  int Explain(const Shell& shell);

  // Makes the call with a fresh request id, and prints what was decided.
  template <typename Request, typename Response>
  int Change(const Shell& shell,
             grpc::Status (IdentityStub::*method)(grpc::ClientContext*,
                                                  const Request&, Response*),
             Request request);

  std::string id_;
  std::string other_id_;
  std::vector<std::string> groups_;
  std::string reason_;
  bool is_dry_run_ = false;
};

void IdentityVerb::Declare(CLI::App* app, Shell* shell) {
  CLI::App* identity = app->add_subcommand(
      "identity", "ใครเป็นใคร / Who is who, decided by a person");
  identity->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, const char* id_name,
                       int (IdentityVerb::*run)(const Shell&)) {
    CLI::App* verb = identity->add_subcommand(name, help);
    verb->add_option(id_name, id_, "Its handle")->required();
    OnChosen(verb, shell, [this, shell, run] { return (this->*run)(*shell); });
    return verb;
  };
  const auto decides = [&](CLI::App* verb) {
    verb->add_option("--reason", reason_, "A code of why, e.g. TWINS")
        ->required();
    verb->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  };
  CLI::App* link =
      add("link", "สองระเบียนเป็นเด็กคนเดียวกัน / Two records are one child",
          "RECORD_ID", &IdentityVerb::Link);
  link->add_option("OTHER_RECORD_ID", other_id_, "The other")->required();
  decides(link);
  decides(add("unlink", "ระเบียนนี้ไม่ใช่ของเด็กคนนี้ / A record is not of its child",
              "RECORD_ID", &IdentityVerb::Unlink));
  CLI::App* split = add("split", "เด็กคนเดียวเป็นหลายคน / One child is several",
                        "CHILD_ID", &IdentityVerb::Split);
  split
      ->add_option("--group", groups_,
                   "Records of one child, joined by commas; once for each "
                   "child. The first keeps the id")
      ->required();
  decides(split);
  CLI::App* apart =
      add("apart", "ห้ามรวมสองระเบียนนี้ / Two records are never one child",
          "RECORD_ID", &IdentityVerb::Apart);
  apart->add_option("OTHER_RECORD_ID", other_id_, "The other")->required();
  decides(apart);
  decides(add("undo", "ยกเลิกคำตัดสิน / Take a decision back", "DECISION_ID",
              &IdentityVerb::Undo));
  add("history", "คำตัดสินเกี่ยวกับเด็ก / What was decided about a child", "CHILD_ID",
      &IdentityVerb::History);
  add("explain", "เพราะเหตุใด / Why two records are, or are not, one child",
      "RECORD_ID", &IdentityVerb::Explain)
      ->add_option("OTHER_RECORD_ID", other_id_,
                   "Compare with this one now; else as it was filed");
}

template <typename Request, typename Response>
int IdentityVerb::Change(const Shell& shell,
                         grpc::Status (IdentityStub::*method)(
                             grpc::ClientContext*, const Request&, Response*),
                         Request request) {
  request.set_reason(reason_);
  request.set_validate_only(is_dry_run_);
  return CallOnce(
      shell, v1::PURPOSE_DEDUPLICATION, &Connection::identity, method,
      std::move(request), [&](const Response& response) {
        if (PrintedAsJson(shell, response)) return kExitOk;
        if constexpr (requires { response.review(); }) {
          if (response.has_review()) {
            shell.Say(
                {absl::StrCat("ต้องมีเจ้าหน้าที่อีกคนเห็นด้วย: saan review decide ",
                              response.review().review_id()),
                 absl::StrCat("Another person must agree: saan review decide ",
                              response.review().review_id())});
            return kExitOk;
          }
        }
        PrintDecision(shell, response.decision());
        if constexpr (requires { response.exposures(); }) {
          PrintExposures(shell, response.exposures());
        }
        if constexpr (requires { response.is_history_erased(); }) {
          if (response.is_history_erased()) {
            shell.Say(
                {"บันทึกการเข้าถึงของเด็กคนนี้ถูกลบความเชื่อมโยงแล้ว จึงบอกไม่ได้ว่าใครเห็น",
                 "The link between the child and the log was cut: who "
                 "saw it cannot be told."});
          }
        }
        return kExitOk;
      });
}

int IdentityVerb::Link(const Shell& shell) {
  v1::LinkRecordsRequest request;
  request.set_record_id_a(id_);
  request.set_record_id_b(other_id_);
  return Change(shell, &IdentityStub::LinkRecords, std::move(request));
}

int IdentityVerb::Unlink(const Shell& shell) {
  v1::UnlinkRecordRequest request;
  request.set_record_id(id_);
  return Change(shell, &IdentityStub::UnlinkRecord, std::move(request));
}

int IdentityVerb::Split(const Shell& shell) {
  v1::SplitChildRequest request;
  request.set_child_id(id_);
  for (const std::string& group : groups_) {
    v1::RecordGroup& records = *request.add_groups();
    for (absl::string_view record_id :
         absl::StrSplit(group, ',', absl::SkipWhitespace())) {
      records.add_record_ids(std::string(record_id));
    }
  }
  return Change(shell, &IdentityStub::SplitChild, std::move(request));
}

int IdentityVerb::Apart(const Shell& shell) {
  v1::KeepApartRequest request;
  request.set_record_id_a(id_);
  request.set_record_id_b(other_id_);
  return Change(shell, &IdentityStub::KeepApart, std::move(request));
}

int IdentityVerb::Undo(const Shell& shell) {
  v1::UndoDecisionRequest request;
  request.set_decision_id(id_);
  return Change(shell, &IdentityStub::UndoDecision, std::move(request));
}

int IdentityVerb::History(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_DEDUPLICATION, [&](Connection& connection) {
        Listing listing =
            shell.MakeListing({{"decision_id", {"รหัส", "Decision"}},
                               {"decide_time", {"เมื่อ", "When"}},
                               {"kind", {"คำตัดสิน", "Decided"}},
                               {"reason", {"เหตุผล", "Reason"}},
                               {"agency", {"หน่วยงาน", "Agency"}},
                               {"undone_by", {"ยกเลิกโดย", "Undone by"}}});
        v1::ListDecisionsRequest request;
        request.set_child_id(id_);
        return ListPages(
            shell, connection, connection.identity(),
            &IdentityStub::ListDecisions, std::move(request), /*limit=*/0,
            listing, [&](const v1::ListDecisionsResponse& page) {
              for (const v1::IdentityDecision& decision : page.decisions()) {
                listing.Add(
                    {decision.decision_id(),
                     FormatMoment(decision.decide_time(), shell.lang()),
                     WordsForValue(decision.kind()).In(shell.lang()),
                     decision.reason(), decision.agency(),
                     decision.undone_by()},
                    IsJson(shell.format()) ? MessageJson(decision) : "");
              }
              return page.decisions_size();
            });
      });
}

int IdentityVerb::Explain(const Shell& shell) {
  v1::ExplainMatchRequest request;
  request.set_record_id(id_);
  request.set_other_record_id(other_id_);
  return CallOnce(
      shell, v1::PURPOSE_DEDUPLICATION, &Connection::identity,
      &IdentityStub::ExplainMatch, request,
      [&](const v1::ExplainMatchResponse& response) {
        if (PrintedAsJson(shell, response)) return kExitOk;
        PrintExplanation(shell, response.explanation());
        if (response.withheld_comparisons() > 0) {
          shell.Say({absl::StrCat("ไม่ได้แสดงการเทียบ ",
                                  response.withheld_comparisons(), " ข้อ"),
                     absl::StrCat("Comparisons withheld: ",
                                  response.withheld_comparisons())});
        }
        return kExitOk;
      });
}

}  // namespace

std::unique_ptr<Verb> MakeIdentity() {
  return std::make_unique<IdentityVerb>();
}

}  // namespace saan::ctl
