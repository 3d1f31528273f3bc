// SimulateEpoch: decisions of the log since a time, made again by another
// edition.

#include "gateway/decisions.h"
#include "gateway/epochs.h"
#include "gateway/policy/explain.h"
#include "gateway/sharing.h"
#include "gateway/simulation.h"
#include "gateway/timestamps.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::SimulateEpochRequest& request,
                  Call* call, v1::SimulateEpochResponse* response) {
  absl::StatusOr<Edition> after =
      request.draft_id().empty() ? EditionOf(house, *call, request.epoch())
                                 : EditionOfDraft(house, request.draft_id());
  if (!after.ok()) return after.status();
  if (!request.has_since_time()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "since_time");
  }
  return Simulate(house, *call, *after->rules, TimeOf(request.since_time()),
                  response);
}

}  // namespace

grpc::Status Sharing::SimulateEpoch(grpc::ServerContext* context,
                                    const v1::SimulateEpochRequest* request,
                                    v1::SimulateEpochResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/SimulateEpoch", Door::kOversight}, *request,
               response, &Body);
}

}  // namespace saan
