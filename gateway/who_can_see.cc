// WhoCanSee: who may see a label for a purpose, from the table of rules.

#include "gateway/policy/explain.h"
#include "gateway/sharing.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::WhoCanSeeRequest& request,
                  Call* call, v1::WhoCanSeeResponse* response) {
  const v1::Label& label = request.label();
  if (!v1::Category_IsValid(label.category()) ||
      label.category() == v1::CATEGORY_UNSPECIFIED) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "label.category");
  }
  if (!v1::About_IsValid(label.about()) || label.sensitivity() < 0 ||
      label.sensitivity() >= policy::Decision::kSensitivities) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "label");
  }
  if (!v1::Purpose_IsValid(request.purpose()) ||
      request.purpose() == v1::PURPOSE_UNSPECIFIED) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "purpose");
  }
  for (v1::Sight& sight :
       policy::WhoCanSee(*call->rules, label, request.purpose(),
                         request.holder(), call->now)) {
    *response->add_sights() = std::move(sight);
  }
  response->set_epoch(call->rules->epoch());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::WhoCanSee(grpc::ServerContext* context,
                                const v1::WhoCanSeeRequest* request,
                                v1::WhoCanSeeResponse* response) {
  return Serve(frame_, *context, {"SharingService/WhoCanSee", Door::kOversight},
               *request, response, &Body);
}

}  // namespace saan
