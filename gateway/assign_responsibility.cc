// AssignResponsibility: who is responsible for an area, from when on.

#include "gateway/coordination.h"
#include "gateway/names.h"
#include "gateway/responsibilities.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status CheckAgency(const House& house, const std::string& agency) {
  if (!IsName(agency)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "responsibility.agency");
  }
  const absl::Status found = house.agencies.Find(agency).status();
  if (!absl::IsNotFound(found)) return found;
  return Refuse(v1::ERROR_REASON_NOT_FOUND, "responsibility.agency");
}

absl::Status Body(const House& house,
                  const v1::AssignResponsibilityRequest& request, Call* call,
                  v1::AssignResponsibilityResponse* response) {
  const v1::Responsibility& asked = request.responsibility();
  if (!IsArea(asked.area_prefix())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "responsibility.area_prefix");
  }
  if (!IsDuty(asked.duty())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "responsibility.duty");
  }
  if (!v1::Role_IsValid(asked.role())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "responsibility.role");
  }
  if (absl::Status checked = CheckAgency(house, asked.agency());
      !checked.ok()) {
    return checked;
  }
  v1::ResponsibilityRow row;
  row.set_responsibility_id(NewHandle(house.env));
  row.set_agency(asked.agency());
  row.set_role(asked.role());
  row.set_area_prefix(asked.area_prefix());
  row.set_duty(asked.duty());
  row.set_valid_from_unix_seconds(asked.has_valid_from()
                                      ? asked.valid_from().seconds()
                                      : absl::ToUnixSeconds(call->now));
  if (asked.has_valid_until()) {
    row.set_valid_until_unix_seconds(asked.valid_until().seconds());
    if (row.valid_until_unix_seconds() <= row.valid_from_unix_seconds()) {
      return Refuse(v1::ERROR_REASON_FIELD_INVALID,
                    "responsibility.valid_until");
    }
  }
  storage::PutRow<v1::ResponsibilityRow>(
      storage::kResponsibilities,
      ResponsibilityKey(row.duty(), row.area_prefix(), row.responsibility_id()),
      row, nullptr, &call->changes);
  *response->mutable_responsibility() = ResponsibilityOf(row);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::AssignResponsibility(
    grpc::ServerContext* context,
    const v1::AssignResponsibilityRequest* request,
    v1::AssignResponsibilityResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/AssignResponsibility", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
