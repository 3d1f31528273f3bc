// saan whoami: who the caller is to the gateway.

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

void Print(const Shell& shell, const v1::WhoAmIResponse& who) {
  const bool is_thai = shell.lang() == Lang::kThai;
  Listing listing = shell.MakeListing(
      {{"field", {"รายการ", "Field"}}, {"value", {"ค่า", "Value"}}});
  const auto add = [&](const Words& field, std::string value) {
    listing.Add({field.In(shell.lang()), std::move(value)});
  };
  add({"หน่วยงาน", "Agency"}, who.agency());
  add({"ชื่อหน่วยงาน", "Name"},
      is_thai ? who.display_name_th() : who.display_name_en());
  add({"ระบบ", "System"}, who.system());
  std::vector<std::string> roles;
  for (const int role : who.roles()) {
    roles.push_back(
        WordsForValue(static_cast<v1::Role>(role)).In(shell.lang()));
  }
  add({"บทบาทที่ใช้ได้", "Roles"}, absl::StrJoin(roles, ", "));
  add({"ใบรับรองใช้ได้ถึง", "Certificate until"},
      FormatMoment(who.certificate_expire_time(), shell.lang()));
  for (const v1::FormInfo& form : who.forms()) {
    add({"แบบข้อมูล", "Form"},
        absl::StrCat(form.form(), " (",
                     WordsForValue(form.format()).In(shell.lang()), ") ",
                     form.mapping_version()));
  }
  add({"เวลาของเกตเวย์", "Gateway time"},
      FormatMoment(who.gateway_time(), shell.lang()));
  add({"รุ่นของเกตเวย์", "Gateway"}, who.gateway_build());
  listing.Finish();
}

class WhoAmI : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* whoami = app->add_subcommand(
        "whoami", "เกตเวย์เห็นเราเป็นใคร / Who you are to the gateway");
    OnChosen(whoami, shell, [shell] {
      return shell->WithConnection(
          v1::PURPOSE_OPERATION, [&](Connection& connection) {
            v1::WhoAmIResponse who;
            const grpc::Status status = connection.Call(
                connection.exchange(), &v1::ExchangeService::Stub::WhoAmI,
                v1::WhoAmIRequest(), &who);
            if (!status.ok()) return shell->Fail(connection, status);
            if (IsJson(shell->format())) {
              PrintMessage(shell->out(), shell->format(), who);
            } else {
              Print(*shell, who);
            }
            return static_cast<int>(kExitOk);
          });
    });
  }
};

}  // namespace

std::unique_ptr<Verb> MakeWhoAmI() { return std::make_unique<WhoAmI>(); }

}  // namespace saan::ctl
