// WhatCanSee: what a role of an agency may see for a purpose. An agency asks of
// itself; overseers of all.

#include "gateway/decisions.h"
#include "gateway/oversight.h"
#include "gateway/policy/explain.h"
#include "gateway/sharing.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::WhatCanSeeRequest& request,
                  Call* call, v1::WhatCanSeeResponse* response) {
  v1::Asker asker = request.asker();
  if (asker.agency().empty()) asker.set_agency(call->caller.agency);
  if (asker.agency() != call->caller.agency && !Oversees(house, *call)) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  const absl::StatusOr<policy::Ask> ask = AskOf(asker, call->now);
  if (!ask.ok()) return ask.status();
  for (v1::Sight& sight : policy::WhatCanSee(*call->rules, *ask)) {
    *response->add_sights() = std::move(sight);
  }
  response->set_epoch(call->rules->epoch());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::WhatCanSee(grpc::ServerContext* context,
                                 const v1::WhatCanSeeRequest* request,
                                 v1::WhatCanSeeResponse* response) {
  return Serve(frame_, *context, {"SharingService/WhatCanSee", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
