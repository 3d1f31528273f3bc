// ListAgreements: an agency sees those that name it; overseers see all.

#include "gateway/agreements.h"
#include "gateway/sharing.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ListAgreementsRequest& request,
                  Call* call, v1::ListAgreementsResponse* response) {
  response->set_epoch(call->rules->epoch());
  for (const v1::SharingAgreement& agreement :
       call->rules->set().agreements()) {
    if (!MaySee(house, *call, agreement)) continue;
    if (!request.agency().empty() && !IsNamedIn(agreement, request.agency())) {
      continue;
    }
    *response->add_agreements() = agreement;
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::ListAgreements(grpc::ServerContext* context,
                                     const v1::ListAgreementsRequest* request,
                                     v1::ListAgreementsResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/ListAgreements", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
