#include "gateway/ctl/match_store.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/ctl/identity_view.h"
#include "gateway/ctl/new_file.h"
#include "gateway/ctl/one_call.h"
#include "gateway/ctl/progress.h"

namespace saan::ctl {
namespace {

using IdentityStub = v1::IdentityService::Stub;

}  // namespace

void PrintChanges(const Shell& shell,
                  const std::vector<match::LevelChange>& changes) {
  Listing listing =
      shell.MakeListing({{"comparison", {"การเทียบ", "Comparison"}},
                         {"level", {"ระดับ", "Level"}},
                         {"before_bits", {"เดิม (บิต)", "Before (bits)"}},
                         {"after_bits", {"ใหม่ (บิต)", "After (bits)"}},
                         {"change_bits", {"ต่าง (บิต)", "Change (bits)"}}});
  for (const match::LevelChange& change : changes) {
    listing.Add(
        {change.comparison, change.level,
         absl::StrFormat("%.2f", change.before_bits),
         absl::StrFormat("%.2f", change.after_bits),
         absl::StrFormat("%.2f", change.after_bits - change.before_bits)});
  }
  listing.Finish();
}

int TrainFromStore(const Shell& shell, const std::string& out_file,
                   const std::string& version, uint64_t seed) {
  NewFile out(out_file);
  if (absl::Status status = out.status(); !status.ok()) {
    return shell.Fail(status);
  }
  v1::TrainMatchModelRequest request;
  request.set_seed(seed);
  request.set_version(version);
  return CallOnce(
      shell, v1::PURPOSE_OPERATION, &Connection::identity,
      &IdentityStub::TrainMatchModel, request,
      [&](const v1::TrainMatchModelResponse& response) {
        out.out() << response.model_text();
        if (absl::Status kept = out.Keep(); !kept.ok()) {
          return shell.Fail(kept);
        }
        std::vector<match::LevelChange> changes;
        for (const v1::ModelChange& change : response.changes()) {
          changes.push_back({change.comparison(), change.level(),
                             change.bits_before(), change.bits_after()});
        }
        PrintChanges(shell, changes);
        shell.Say(
            {absl::StrCat("เรียนรู้จาก ", response.records(), " ระเบียน และ ",
                          response.labels(), " คำตัดสิน เขียน ", version, " ไว้ใน ",
                          out_file, " แล้ว มีผลเมื่อใส่ใน match_model_file"),
             absl::StrCat("Learned from ", response.records(), " records and ",
                          response.labels(), " decisions; wrote ", version,
                          " to ", out_file,
                          ". It takes effect once it is the configuration's "
                          "match_model_file.")});
        return static_cast<int>(kExitOk);
      });
}

int RematchStore(const Shell& shell, const std::string& page_token,
                 bool is_dry_run) {
  v1::RematchRequest request;
  request.set_validate_only(is_dry_run);
  request.set_page_token(page_token);
  return shell.WithConnection(
      v1::PURPOSE_OPERATION, [&](Connection& connection) {
        Listing listing = shell.MakeListing(
            {{"record", {"ระเบียน", "Record"}},
             {"candidate", {"เทียบกับ", "Against"}},
             {"filed", {"เดิม", "Filed"}},
             {"verdict", {"แบบจำลองว่า", "Model says"}},
             {"weight_bits", {"น้ำหนัก (บิต)", "Weight (bits)"}}});
        Progress progress(shell.world.err, shell.world.is_err_terminal);
        uint64_t judged = 0, opened = 0;
        do {
          request.set_request_id(shell.world.random_uuid());
          v1::RematchResponse response;
          const grpc::Status status =
              connection.Call(connection.identity(), &IdentityStub::Rematch,
                              request, &response);
          if (!status.ok()) {
            listing.Finish();
            shell.Say(
                {absl::StrCat("ทำต่อได้ด้วย --from ", request.page_token()),
                 absl::StrCat("Go on with --from ", request.page_token())});
            return shell.Fail(connection, status);
          }
          judged += response.judged();
          opened += response.opened();
          for (const v1::RematchChange& change : response.changes()) {
            const Words filed = change.is_filed_together()
                                    ? Words{"คนเดียวกัน", "one child"}
                                    : Words{"คนละคน", "two children"};
            listing.Add(
                {HandleText(change.record()), HandleText(change.candidate()),
                 filed.In(shell.lang()),
                 WordsForValue(change.evidence().verdict()).In(shell.lang()),
                 absl::StrFormat("%.1f", change.evidence().weight_bits())},
                IsJson(shell.format()) ? MessageJson(change) : "");
          }
          progress.Show(shell.lang() == Lang::kThai ? "พิจารณาใหม่" : "judging",
                        judged, judged, response.records());
          request.set_page_token(response.next_page_token());
        } while (!request.page_token().empty());
        listing.Finish();
        shell.Say({absl::StrCat("พิจารณาใหม่ ", judged, " ระเบียน เปิดให้คนตัดสิน ",
                                opened, " คู่"),
                   absl::StrCat("Judged ", judged, " records again; ", opened,
                                " pairs wait for a person.")});
        return static_cast<int>(kExitOk);
      });
}

}  // namespace saan::ctl
