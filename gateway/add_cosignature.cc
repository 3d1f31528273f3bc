// AddCosignature: a witness brings what it signed.

#include "gateway/auditor.h"
#include "gateway/cosignatures.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::AddCosignatureRequest& request,
                  Call* call, v1::AddCosignatureResponse* response) {
  const absl::StatusOr<Cosignatures::Taken> taken =
      house.cosignatures.Add(request.note(), call->now);
  if (absl::IsNotFound(taken.status())) {
    return Refuse(v1::ERROR_REASON_WRONG_STATE, "note");
  }
  if (!taken.ok()) return Refuse(v1::ERROR_REASON_FIELD_INVALID, "note");
  response->set_cosigned_count(static_cast<uint32_t>(taken->cosigned));
  response->set_is_quorum(taken->is_quorum);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::AddCosignature(grpc::ServerContext* context,
                                     const v1::AddCosignatureRequest* request,
                                     v1::AddCosignatureResponse* response) {
  return Serve(frame_, *context,
               {"AuditorService/AddCosignature", Door::kAuditor}, *request,
               response, &Body);
}

}  // namespace saan
