// saan child get | find | records | export: what is known of a child.

#include <CLI/CLI.hpp>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/ctl/child_view.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using ExchangeStub = v1::ExchangeService::Stub;

class Child : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* child =
        app->add_subcommand("child", "เด็ก / What is known of a child");
    child->require_subcommand(1);
    DeclareGet(child, shell);
    DeclareFind(child, shell);
    DeclareRecords(child, shell);
    DeclareExport(child, shell);
  }

 private:
  void DeclareGet(CLI::App* child, Shell* shell);
  void DeclareFind(CLI::App* child, Shell* shell);
  void DeclareRecords(CLI::App* child, Shell* shell);
  void DeclareExport(CLI::App* child, Shell* shell);

  // The caller's system: as said, or as the gateway knows it.
  grpc::Status FindSystem(Connection& connection);
  absl::StatusOr<v1::GetChildRequest> GetRequest() const;

  int Get(const Shell& shell);
  int Find(const Shell& shell);
  int Records(const Shell& shell);
  int Export(const Shell& shell);

  std::string system_;
  std::string form_;
  // get
  std::string child_id_;
  std::string native_id_;
  std::string id_kind_;
  std::string id_value_;
  std::string view_ = "together";
  bool has_provenance_ = false;
  // find
  std::string sex_;
  int age_years_ = 0;
  int limit_ = 0;
  std::string given_, family_, nickname_, birth_, place_, phone_, guardian_;
  // records
  bool is_in_review_ = false;
  // export
  std::string record_id_;
  std::string out_file_;
};

void Child::DeclareGet(CLI::App* child, Shell* shell) {
  CLI::App* get = child->add_subcommand(
      "get", "ดูเด็กหนึ่งคน / Show a child as the agencies see it");
  CLI::Option* by_handle =
      get->add_option("CHILD_ID", child_id_, "The child's handle");
  CLI::Option* by_native =
      get->add_option("--native", native_id_, "Your own id of its record")
          ->excludes(by_handle);
  get->add_option("--form", form_, "Form of that record")->needs(by_native);
  get->add_option("--system", system_, "Your system (default: your own)");
  CLI::Option* kind = get->add_option("--id-kind", id_kind_,
                                      "Kind of identifier, e.g. "
                                      "national_id")
                          ->excludes(by_handle)
                          ->excludes(by_native);
  get->add_option("--id-value", id_value_, "The identifier")
      ->needs(kind)
      ->excludes(by_handle)
      ->excludes(by_native);
  get->add_option("--view", view_, "together: fields side by side; records")
      ->check(CLI::IsMember({"together", "records"}))
      ->capture_default_str();
  get->add_flag("--provenance", has_provenance_,
                "Show where each value comes from");
  OnChosen(get, shell, [this, shell] { return Get(*shell); });
}

void Child::DeclareFind(CLI::App* child, Shell* shell) {
  CLI::App* find = child->add_subcommand(
      "find", "ถามว่าเป็นเด็กคนใด / Ask by description who a child may be");
  find->add_option("--given", given_, "Given name");
  find->add_option("--family", family_, "Family name");
  find->add_option("--nickname", nickname_, "Nickname");
  find->add_option("--birth", birth_, "Birth date, in any form");
  find->add_option("--age", age_years_, "Age in years")
      ->check(CLI::Range(0, 25));
  find->add_option("--sex", sex_, "male or female")
      ->check(CLI::IsMember({"male", "female"}));
  find->add_option("--place", place_, "Place, in any form");
  find->add_option("--phone", phone_, "Telephone of the family");
  find->add_option("--guardian", guardian_, "Given name of a guardian");
  find->add_option("--limit", limit_, "Most candidates wanted (at most 20)")
      ->check(CLI::Range(1, 20));
  OnChosen(find, shell, [this, shell] { return Find(*shell); });
}

void Child::DeclareRecords(CLI::App* child, Shell* shell) {
  CLI::App* records =
      child->add_subcommand("records", "ระเบียนของเรา / List your own records");
  records->add_option("--system", system_, "Your system (default: your own)");
  records->add_flag("--in-review", is_in_review_,
                    "Only records that wait for a person's decision");
  OnChosen(records, shell, [this, shell] { return Records(*shell); });
}

void Child::DeclareExport(CLI::App* child, Shell* shell) {
  CLI::App* exported = child->add_subcommand(
      "export", "ส่งออกระเบียน / Give a record in your own native form");
  exported->add_option("RECORD_ID", record_id_, "The record")->required();
  exported->add_option("--system", system_, "Your system (default: your own)");
  exported->add_option("--form", form_,
                       "The form (default: the first that "
                       "can be written)");
  exported->add_option("--out", out_file_, "File to write (default: stdout)");
  OnChosen(exported, shell, [this, shell] { return Export(*shell); });
}

grpc::Status Child::FindSystem(Connection& connection) {
  if (!system_.empty()) return grpc::Status::OK;
  v1::WhoAmIResponse who;
  const grpc::Status status = connection.Call(
      connection.exchange(), &ExchangeStub::WhoAmI, v1::WhoAmIRequest(), &who);
  system_ = who.system();
  return status;
}

absl::StatusOr<v1::GetChildRequest> Child::GetRequest() const {
  v1::GetChildRequest request;
  request.set_view(view_ == "records" ? v1::CHILD_VIEW_RECORDS
                                      : v1::CHILD_VIEW_TOGETHER);
  if (!child_id_.empty()) {
    request.set_child_id(child_id_);
  } else if (!native_id_.empty()) {
    request.mutable_native()->set_system(system_);
    request.mutable_native()->set_native_id(native_id_);
    request.mutable_native()->set_form(form_);
  } else if (!id_kind_.empty() && !id_value_.empty()) {
    absl::StatusOr<int> kind =
        ParseShortWord(*v1::IdentifierKind_descriptor(), id_kind_);
    if (!kind.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--id-kind: ", kind.status().message()));
    }
    request.mutable_identifier()->set_kind(
        static_cast<v1::IdentifierKind>(*kind));
    request.mutable_identifier()->set_value(id_value_);
  } else {
    return absl::InvalidArgumentError(
        "say which child: CHILD_ID, --native ID, or --id-kind with "
        "--id-value");
  }
  return request;
}

int Child::Get(const Shell& shell) {
  if (absl::StatusOr<v1::GetChildRequest> draft = GetRequest(); !draft.ok()) {
    return shell.Fail(draft.status());
  }
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        if (!native_id_.empty()) {
          if (grpc::Status status = FindSystem(connection); !status.ok()) {
            return shell.Fail(connection, status);
          }
        }
        v1::GetChildResponse response;
        const grpc::Status status =
            connection.Call(connection.exchange(), &ExchangeStub::GetChild,
                            *GetRequest(), &response);
        if (!status.ok()) return shell.Fail(connection, status);
        if (IsJson(shell.format())) {
          PrintMessage(shell.out(), shell.format(), response);
        } else if (view_ == "records") {
          PrintRecords(shell, response.child());
        } else {
          PrintFields(shell, response.child(), has_provenance_);
        }
        SayAround(shell, response.withheld(), response.receipt());
        return static_cast<int>(kExitOk);
      });
}

int Child::Find(const Shell& shell) {
  v1::FindChildrenRequest question;
  question.set_given_name(given_);
  question.set_family_name(family_);
  question.set_nickname(nickname_);
  question.set_birth_date(birth_);
  question.set_approximate_age_years(age_years_);
  if (!sex_.empty()) {
    question.set_sex(sex_ == "male" ? v1::SEX_MALE : v1::SEX_FEMALE);
  }
  question.set_place(place_);
  question.set_phone(phone_);
  question.set_guardian_given_name(guardian_);
  question.set_page_size(limit_);
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        v1::FindChildrenResponse response;
        const grpc::Status status =
            connection.Call(connection.exchange(), &ExchangeStub::FindChildren,
                            question, &response);
        if (!status.ok()) return shell.Fail(connection, status);
        Listing listing =
            shell.MakeListing({{"child_id", {"รหัสเด็ก", "Child"}},
                               {"likelihood", {"ความน่าจะเป็น", "Likelihood"}}});
        for (const v1::Candidate& candidate : response.candidates()) {
          listing.Add({candidate.child_id(),
                       WordsForValue(candidate.likelihood()).In(shell.lang())},
                      IsJson(shell.format()) ? MessageJson(candidate) : "");
        }
        listing.Finish();
        if (listing.rows() == 0) {
          shell.Say(
              {"ไม่พบเด็กที่ตรงกับคำถาม", "No child answers to this description."});
        }
        return static_cast<int>(kExitOk);
      });
}

int Child::Records(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        if (grpc::Status status = FindSystem(connection); !status.ok()) {
          return shell.Fail(connection, status);
        }
        v1::ListRecordsRequest request;
        request.set_system(system_);
        if (is_in_review_) request.set_state(v1::RECORD_STATE_IN_REVIEW);
        Listing listing =
            shell.MakeListing({{"native_id", {"เลขที่ต้นทาง", "Native id"}},
                               {"form", {"แบบ", "Form"}},
                               {"state", {"สถานะ", "State"}},
                               {"received_time", {"ได้รับเมื่อ", "Received"}},
                               {"child_id", {"รหัสเด็ก", "Child"}},
                               {"record_id", {"รหัสระเบียน", "Record"}}});
        return ListPages(
            shell, connection, connection.exchange(),
            &ExchangeStub::ListRecords, std::move(request), /*limit=*/0,
            listing, [&](const v1::ListRecordsResponse& page) {
              for (const v1::RecordSummary& record : page.records()) {
                listing.Add({record.native_id(), record.form(),
                             WordsForValue(record.state()).In(shell.lang()),
                             FormatMoment(record.received_time(), shell.lang()),
                             record.child_id(), record.record_id()},
                            IsJson(shell.format()) ? MessageJson(record) : "");
              }
              return page.records_size();
            });
      });
}

int Child::Export(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        if (grpc::Status status = FindSystem(connection); !status.ok()) {
          return shell.Fail(connection, status);
        }
        v1::ExportRecordRequest request;
        request.set_record_id(record_id_);
        request.set_system(system_);
        request.set_form(form_);
        v1::ExportRecordResponse response;
        const grpc::Status status =
            connection.Call(connection.exchange(), &ExchangeStub::ExportRecord,
                            std::move(request), &response);
        if (!status.ok()) return shell.Fail(connection, status);
        if (out_file_.empty()) {
          shell.out() << response.native();
          if (!absl::EndsWith(response.native(), "\n")) shell.out() << "\n";
        } else {
          std::ofstream file(out_file_, std::ios::binary | std::ios::trunc);
          file << response.native();
          file.close();
          if (!file) {
            return shell.Fail(absl::InvalidArgumentError(
                absl::StrCat("--out: ", out_file_, " cannot be written")));
          }
        }
        SayAround(shell, response.withheld(), response.receipt());
        return static_cast<int>(kExitOk);
      });
}

}  // namespace

std::unique_ptr<Verb> MakeChild() { return std::make_unique<Child>(); }

}  // namespace saan::ctl
