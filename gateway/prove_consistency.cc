// ProveConsistency: that the log only grew between two sizes.

#include <string>
#include <vector>

#include "gateway/auditor.h"

namespace saan {
namespace {

absl::Status Body(const House& house,
                  const v1::ProveConsistencyRequest& request, Call* call,
                  v1::ProveConsistencyResponse* response) {
  const uint64_t newest = house.log.Head().size();
  const uint64_t wanted =
      request.newer_size() == 0 ? newest : request.newer_size();
  if (wanted > newest) return Refuse(v1::ERROR_REASON_NOT_FOUND, "newer_size");
  const absl::StatusOr<storage::SignedCheckpoint> checkpoint =
      house.signatory.Covering(wanted);
  if (!checkpoint.ok()) return checkpoint.status();
  const uint64_t newer = request.newer_size() == 0 ? checkpoint->size : wanted;
  if (request.older_size() > newer) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "older_size");
  }
  const absl::StatusOr<storage::Frontier> before =
      house.log.FrontierAt(request.older_size());
  if (!before.ok()) return before.status();
  const absl::StatusOr<storage::Frontier> after = house.log.FrontierAt(newer);
  if (!after.ok()) return after.status();
  const absl::StatusOr<std::vector<std::string>> hashes =
      house.log.ProveConsistency(request.older_size(), newer);
  if (!hashes.ok()) return hashes.status();
  response->set_older_size(request.older_size());
  response->set_older_root_hash(before->Root());
  response->set_newer_size(newer);
  response->set_newer_root_hash(after->Root());
  for (const std::string& hash : *hashes) response->add_hashes(hash);
  response->set_checkpoint(checkpoint->note);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::ProveConsistency(
    grpc::ServerContext* context, const v1::ProveConsistencyRequest* request,
    v1::ProveConsistencyResponse* response) {
  return Serve(frame_, *context,
               {"AuditorService/ProveConsistency", Door::kAuditor}, *request,
               response, &Body);
}

}  // namespace saan
