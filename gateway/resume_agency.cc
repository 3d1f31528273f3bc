// ResumeAgency: the agency is answered again.

#include "gateway/admin.h"
#include "gateway/agency_view.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ResumeAgencyRequest& request,
                  Call* call, v1::ResumeAgencyResponse* response) {
  return SetSuspended(house, request.agency(), request.etag(), false, call,
                      response->mutable_agency());
}

}  // namespace

grpc::Status Admin::ResumeAgency(grpc::ServerContext* context,
                                 const v1::ResumeAgencyRequest* request,
                                 v1::ResumeAgencyResponse* response) {
  return Serve(frame_, *context, {"AdminService/ResumeAgency", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
