// DiffEpochs: what a new edition changes, in rules and in answers.

#include "gateway/epochs.h"
#include "gateway/policy/review.h"
#include "gateway/sharing.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::DiffEpochsRequest& request,
                  Call* call, v1::DiffEpochsResponse* response) {
  const absl::StatusOr<Edition> before =
      EditionOf(house, *call, request.before_epoch());
  if (!before.ok()) return before.status();
  const absl::StatusOr<Edition> after =
      request.after_draft_id().empty()
          ? EditionOf(house, *call, request.after_epoch())
          : EditionOfDraft(house, request.after_draft_id());
  if (!after.ok()) return after.status();
  *response->mutable_diff() =
      policy::DiffOf(*before->rules, *after->rules, call->now);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::DiffEpochs(grpc::ServerContext* context,
                                 const v1::DiffEpochsRequest* request,
                                 v1::DiffEpochsResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/DiffEpochs", Door::kOversight}, *request,
               response, &Body);
}

}  // namespace saan
