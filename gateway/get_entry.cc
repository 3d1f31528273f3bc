// GetEntry: one entry as it was hashed, and the proof that the log has it.

#include <utility>

#include "gateway/audit_view.h"
#include "gateway/auditor.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::GetEntryRequest& request,
                  Call* call, v1::GetEntryResponse* response) {
  absl::StatusOr<v1::LoggedEntry> logged =
      ReadEntry(house, request.log_index(), /*with_leaf=*/true);
  if (!logged.ok()) return logged.status();
  absl::Status seen = MaySee(house, *call, logged->entry());
  if (!seen.ok()) return seen;
  absl::StatusOr<std::string> proof = ProofFile(house, request.log_index());
  if (!proof.ok()) return proof.status();
  *response->mutable_entry() = *std::move(logged);
  response->set_proof(*std::move(proof));
  call->entry.set_entries_read(1);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::GetEntry(grpc::ServerContext* context,
                               const v1::GetEntryRequest* request,
                               v1::GetEntryResponse* response) {
  return Serve(frame_, *context, {"AuditorService/GetEntry", Door::kAuditor},
               *request, response, &Body);
}

}  // namespace saan
