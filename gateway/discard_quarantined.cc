// DiscardQuarantined: throws a record that was set aside away, for a reason
// that the log keeps.

#include "gateway/admin.h"
#include "gateway/names.h"
#include "gateway/quarantine.h"

namespace saan {
namespace {

absl::Status Body(const House& house,
                  const v1::DiscardQuarantinedRequest& request, Call* call,
                  v1::DiscardQuarantinedResponse* response) {
  if (request.reason().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "reason");
  }
  if (!IsReasonCode(request.reason())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "reason");
  }
  absl::StatusOr<v1::QuarantineRow> row =
      GetQuarantined(house, request.quarantine_id());
  if (!row.ok()) return row.status();
  Release(*row, call);
  call->entry.set_reason(request.reason());
  call->entry.add_record_ids(row->quarantine_id());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Admin::DiscardQuarantined(
    grpc::ServerContext* context, const v1::DiscardQuarantinedRequest* request,
    v1::DiscardQuarantinedResponse* response) {
  return Serve(frame_, *context,
               {"AdminService/DiscardQuarantined", Door::kAdmin}, *request,
               response, &Body);
}

}  // namespace saan
