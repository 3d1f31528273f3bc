// SubmitRecord: one native record in, its child found or made.

#include "gateway/exchange.h"
#include "gateway/submit.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::SubmitRecordRequest& request,
                  Call* call, v1::SubmitRecordResponse* response) {
  absl::Status status = SubmitOwn(house, request, call, response);
  if (request.validate_only()) {
    // The handles of what was not kept name nothing.
    response->clear_record_id();
    response->clear_child_id();
    response->clear_quarantine_id();
  }
  return status;
}

}  // namespace

grpc::Status Exchange::SubmitRecord(grpc::ServerContext* context,
                                    const v1::SubmitRecordRequest* request,
                                    v1::SubmitRecordResponse* response) {
  return Serve(frame_, *context,
               {"ExchangeService/SubmitRecord", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
