// ProveEntry: for those who hold a receipt. It shows nothing of what the entry
// says, so every auditor may have it of any entry.

#include <utility>

#include "gateway/audit_view.h"
#include "gateway/auditor.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ProveEntryRequest& request,
                  Call* call, v1::ProveEntryResponse* response) {
  absl::StatusOr<std::string> proof = ProofFile(house, request.log_index());
  if (!proof.ok()) return proof.status();
  absl::StatusOr<v1::LoggedEntry> logged =
      ReadEntry(house, request.log_index(), /*with_leaf=*/false);
  if (!logged.ok()) return logged.status();
  response->set_proof(*std::move(proof));
  response->set_leaf_hash(logged->leaf_hash());
  call->entry.set_entries_read(1);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::ProveEntry(grpc::ServerContext* context,
                                 const v1::ProveEntryRequest* request,
                                 v1::ProveEntryResponse* response) {
  return Serve(frame_, *context, {"AuditorService/ProveEntry", Door::kAuditor},
               *request, response, &Body);
}

}  // namespace saan
