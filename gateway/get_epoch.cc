// GetEpoch: the text of an edition or draft, and what it says.

#include "gateway/epochs.h"
#include "gateway/policy/review.h"
#include "gateway/sharing.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::GetEpochRequest& request,
                  Call* call, v1::GetEpochResponse* response) {
  absl::StatusOr<Edition> edition =
      request.draft_id().empty() ? EditionOf(house, *call, request.epoch())
                                 : EditionOfDraft(house, request.draft_id());
  if (!edition.ok()) return edition.status();
  const absl::StatusOr<std::set<std::string>> agencies =
      RegisteredAgencies(house);
  if (!agencies.ok()) return agencies.status();
  for (v1::Finding& finding : policy::FindingsIn(
           edition->written, *edition->rules, call->now, *agencies)) {
    *response->add_findings() = std::move(finding);
  }
  for (v1::TestOutcome& outcome : policy::RunTests(*edition->rules)) {
    *response->add_tests() = std::move(outcome);
  }
  *response->mutable_rules() = edition->rules->set();
  response->set_text(std::move(edition->text));
  response->set_signature(std::move(edition->signature));
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::GetEpoch(grpc::ServerContext* context,
                               const v1::GetEpochRequest* request,
                               v1::GetEpochResponse* response) {
  return Serve(frame_, *context, {"SharingService/GetEpoch", Door::kOversight},
               *request, response, &Body);
}

}  // namespace saan
