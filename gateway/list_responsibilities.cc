// ListResponsibilities: who is responsible; of one area, who is it now.

#include "gateway/coordination.h"
#include "gateway/responsibilities.h"

namespace saan {
namespace {

absl::Status Body(const House& house,
                  const v1::ListResponsibilitiesRequest& request, Call* call,
                  v1::ListResponsibilitiesResponse* response) {
  if (request.area_code().empty()) {
    absl::StatusOr<std::vector<v1::ResponsibilityRow>> rows =
        AllResponsibilities(house);
    if (!rows.ok()) return rows.status();
    for (const v1::ResponsibilityRow& row : *rows) {
      *response->add_responsibilities() = ResponsibilityOf(row);
    }
    return absl::OkStatus();
  }
  if (!IsArea(request.area_code())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "area_code");
  }
  for (const char* duty : {kCareDuty, kProtectionDuty}) {
    absl::StatusOr<std::optional<v1::ResponsibilityRow>> row =
        FindResponsible(house, duty, request.area_code(), call->now);
    if (!row.ok()) return row.status();
    if (row->has_value()) {
      *response->add_responsibilities() = ResponsibilityOf(**row);
    }
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::ListResponsibilities(
    grpc::ServerContext* context,
    const v1::ListResponsibilitiesRequest* request,
    v1::ListResponsibilitiesResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/ListResponsibilities", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
