// ConfirmHold: by another person than the one who placed it.

#include "gateway/directions.h"
#include "gateway/holds.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ConfirmHoldRequest& request,
                  Call* call, v1::ConfirmHoldResponse* response) {
  return ChangeHold(
      house, request.hold_id(), request.etag(), call, response->mutable_hold(),
      [&](const std::string& person, v1::Hold* hold) {
        if (!hold->confirmed_by().empty() || hold->has_lifted_time()) {
          return Refuse(v1::ERROR_REASON_WRONG_STATE, "hold_id");
        }
        if (person == hold->placed_by()) {
          return Refuse(v1::ERROR_REASON_SECOND_PERSON_NEEDED, "context.actor");
        }
        hold->set_confirmed_by(person);
        return absl::OkStatus();
      });
}

}  // namespace

grpc::Status Sharing::ConfirmHold(grpc::ServerContext* context,
                                  const v1::ConfirmHoldRequest* request,
                                  v1::ConfirmHoldResponse* response) {
  return Serve(frame_, *context, {"SharingService/ConfirmHold", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
