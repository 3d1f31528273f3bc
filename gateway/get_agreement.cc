// GetAgreement: one that names the caller; one that does not is not there.

#include <set>

#include "gateway/agreements.h"
#include "gateway/policy/review.h"
#include "gateway/sharing.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::GetAgreementRequest& request,
                  Call* call, v1::GetAgreementResponse* response) {
  for (const v1::SharingAgreement& agreement :
       call->rules->set().agreements()) {
    if (agreement.agreement_id() != request.agreement_id() ||
        !MaySee(house, *call, agreement)) {
      continue;
    }
    *response->mutable_agreement() = agreement;
    response->set_epoch(call->rules->epoch());
    for (v1::Finding& finding :
         policy::FindingsIn(call->rules->set(), *call->rules, call->now, {})) {
      if (finding.agreement_id() == agreement.agreement_id()) {
        *response->add_findings() = std::move(finding);
      }
    }
    return absl::OkStatus();
  }
  return Refuse(v1::ERROR_REASON_NOT_FOUND, "agreement_id");
}

}  // namespace

grpc::Status Sharing::GetAgreement(grpc::ServerContext* context,
                                   const v1::GetAgreementRequest* request,
                                   v1::GetAgreementResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/GetAgreement", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
