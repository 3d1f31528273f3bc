// SuspendAgency: nothing is answered to the agency from the next call on.

#include "gateway/admin.h"
#include "gateway/agency_view.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::SuspendAgencyRequest& request,
                  Call* call, v1::SuspendAgencyResponse* response) {
  return SetSuspended(house, request.agency(), request.etag(), true, call,
                      response->mutable_agency());
}

}  // namespace

grpc::Status Admin::SuspendAgency(grpc::ServerContext* context,
                                  const v1::SuspendAgencyRequest* request,
                                  v1::SuspendAgencyResponse* response) {
  return Serve(frame_, *context, {"AdminService/SuspendAgency", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
