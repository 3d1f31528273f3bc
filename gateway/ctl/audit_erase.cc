// saan audit erase: cuts the link between a child and the log, for ever. For
// administrators.

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/audit.h"

namespace saan::ctl {
namespace {

class AuditErase : public Verb {
 public:
  void Declare(CLI::App* audit, Shell* shell) override {
    CLI::App* erase = audit->add_subcommand(
        "erase",
        "ตัดความเชื่อมโยงระหว่างเด็กกับบันทึก / Cut, for ever, the link between a "
        "child and what the log says of it");
    erase->add_option("child", child_id_, "The child's handle")->required();
    erase
        ->add_option(
            "--ground", ground_,
            absl::StrCat(
                "Why: ",
                absl::StrJoin(ShortWords(*v1::ErasureGround_descriptor()),
                              ", ")))
        ->required();
    OnChosen(erase, shell, [this, shell] { return Run(*shell); });
  }

 private:
  int Run(const Shell& shell) {
    const absl::StatusOr<int> ground =
        ParseShortWord(*v1::ErasureGround_descriptor(), ground_);
    if (!ground.ok()) {
      return shell.Fail(absl::InvalidArgumentError(
          absl::StrCat("--ground: ", ground.status().message())));
    }
    v1::EraseAuditLinkRequest request;
    request.set_request_id(shell.world.random_uuid());
    request.set_child_id(child_id_);
    request.set_ground(static_cast<v1::ErasureGround>(*ground));
    return shell.WithConnection(
        v1::PURPOSE_OPERATION, [&](Connection& connection) {
          v1::EraseAuditLinkResponse response;
          const grpc::Status status = connection.Call(
              connection.admin(), &v1::AdminService::Stub::EraseAuditLink,
              request, &response);
          if (!status.ok()) return shell.Fail(connection, status);
          if (IsJson(shell.format())) {
            PrintMessage(shell.out(), shell.format(), response);
          }
          shell.Say(
              {absl::StrCat("ตัดแล้ว ", response.entry_count(),
                            " รายการไม่อาจโยงถึงเด็กคนนี้ได้อีก หลักฐานทุกชิ้นยังใช้ได้"),
               absl::StrCat("Cut: ", response.entry_count(),
                            " entries can no longer be linked to the child. "
                            "Every proof still holds.")});
          return static_cast<int>(kExitOk);
        });
  }

  std::string child_id_;
  std::string ground_;
};

}  // namespace

std::unique_ptr<Verb> MakeAuditErase() {
  return std::make_unique<AuditErase>();
}

}  // namespace saan::ctl
