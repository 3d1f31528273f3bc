// UnlinkRecord: a record is not of the child that it is filed under.

#include "gateway/identity.h"
#include "gateway/identity_decisions.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::UnlinkRecordRequest& request,
                  Call* call, v1::UnlinkRecordResponse* response) {
  absl::Status reason = CheckReason(request.reason());
  if (!reason.ok()) return reason;
  call->filing = std::make_unique<FilingHold>(house.filing);
  absl::StatusOr<v1::RecordHandle> record =
      RecordAsked(house, request.record_id());
  if (!record.ok()) return record.status();
  absl::StatusOr<v1::ChildRow> child =
      ChildToDecideOn(house, *call, record->child_id());
  if (!child.ok()) return child.status();
  v1::IdentityDecision decision;
  decision.set_reason(request.reason());
  absl::StatusOr<Exposures> exposures =
      TakeOut(house, *child, record->record_id(), call, &decision);
  if (!exposures.ok()) return exposures.status();
  *response->mutable_decision() = std::move(decision);
  response->set_is_history_erased(exposures->is_history_erased);
  TellExposures(*exposures, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::UnlinkRecord(grpc::ServerContext* context,
                                    const v1::UnlinkRecordRequest* request,
                                    v1::UnlinkRecordResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/UnlinkRecord", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
