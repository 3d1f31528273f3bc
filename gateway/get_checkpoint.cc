// GetCheckpoint: the newest signed state of the log.

#include "gateway/auditor.h"
#include "gateway/cosignatures.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::GetCheckpointRequest&,
                  Call* call, v1::GetCheckpointResponse* response) {
  const absl::StatusOr<storage::SignedCheckpoint> checkpoint =
      house.signatory.Covering(house.log.Head().size());
  if (!checkpoint.ok()) return checkpoint.status();
  response->set_checkpoint(checkpoint->note);
  response->set_verifier_key(storage::FormatVerifierKey(house.signatory.key()));
  response->set_cosigned_checkpoint(house.cosignatures.Newest());
  response->set_checkpoint_to_cosign(house.cosignatures.ToCosign(call->now));
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::GetCheckpoint(grpc::ServerContext* context,
                                    const v1::GetCheckpointRequest* request,
                                    v1::GetCheckpointResponse* response) {
  return Serve(frame_, *context,
               {"AuditorService/GetCheckpoint", Door::kAuditor}, *request,
               response, &Body);
}

}  // namespace saan
