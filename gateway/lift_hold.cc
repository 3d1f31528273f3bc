// LiftHold: the first person asks, a second one lifts.

#include "gateway/directions.h"
#include "gateway/holds.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::LiftHoldRequest& request,
                  Call* call, v1::LiftHoldResponse* response) {
  return ChangeHold(
      house, request.hold_id(), request.etag(), call, response->mutable_hold(),
      [&](const std::string& person, v1::Hold* hold) {
        if (hold->has_lifted_time()) {
          return Refuse(v1::ERROR_REASON_WRONG_STATE, "hold_id");
        }
        if (hold->lift_asked_by().empty()) {
          hold->set_lift_asked_by(person);
          return absl::OkStatus();
        }
        if (person == hold->lift_asked_by()) {
          return Refuse(v1::ERROR_REASON_SECOND_PERSON_NEEDED, "context.actor");
        }
        *hold->mutable_lifted_time() = TimestampOf(call->now);
        return absl::OkStatus();
      });
}

}  // namespace

grpc::Status Sharing::LiftHold(grpc::ServerContext* context,
                               const v1::LiftHoldRequest* request,
                               v1::LiftHoldResponse* response) {
  return Serve(frame_, *context, {"SharingService/LiftHold", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
