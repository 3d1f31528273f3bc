// EndResponsibility: it ends now, and stays on record.

#include <optional>

#include "gateway/coordination.h"
#include "gateway/names.h"
#include "gateway/responsibilities.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house,
                  const v1::EndResponsibilityRequest& request, Call* call,
                  v1::EndResponsibilityResponse* response) {
  if (!IsHandle(request.responsibility_id())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "responsibility_id");
  }
  absl::StatusOr<std::vector<v1::ResponsibilityRow>> rows =
      AllResponsibilities(house);
  if (!rows.ok()) return rows.status();
  for (const v1::ResponsibilityRow& before : *rows) {
    if (before.responsibility_id() != request.responsibility_id()) continue;
    const int64_t now = absl::ToUnixSeconds(call->now);
    if (before.valid_until_unix_seconds() != 0 &&
        before.valid_until_unix_seconds() <= now) {
      return Refuse(v1::ERROR_REASON_WRONG_STATE, "responsibility_id");
    }
    v1::ResponsibilityRow after = before;
    after.set_valid_until_unix_seconds(now);
    storage::PutRow(storage::kResponsibilities,
                    ResponsibilityKey(after.duty(), after.area_prefix(),
                                      after.responsibility_id()),
                    after, &before, &call->changes);
    *response->mutable_responsibility() = ResponsibilityOf(after);
    return absl::OkStatus();
  }
  return Refuse(v1::ERROR_REASON_NOT_FOUND, "responsibility_id");
}

}  // namespace

grpc::Status Coordination::EndResponsibility(
    grpc::ServerContext* context, const v1::EndResponsibilityRequest* request,
    v1::EndResponsibilityResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/EndResponsibility", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
