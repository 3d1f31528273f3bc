// ValidateRecords: the answers that SubmitRecord would give; nothing is kept.

#include "gateway/exchange.h"
#include "gateway/submit.h"

namespace saan {
namespace {

constexpr int kMaxNatives = 100;

// One record as if it were alone: each is filed against the store as it is.
absl::Status ValidateOne(const House& house,
                         const v1::ValidateRecordsRequest& request,
                         const std::string& native, Call* call,
                         v1::SubmitRecordResponse* result) {
  Call alone;
  alone.caller = call->caller;
  alone.context = call->context;
  alone.now = call->now;
  const Submission submission = {
      call->caller.agency,
      request.system(),
      {native, request.native_header(), request.form()}};
  const absl::Status status = SubmitOne(house, submission, &alone, result);
  // The handles of what was not kept name nothing.
  result->clear_record_id();
  result->clear_child_id();
  result->clear_quarantine_id();
  if (status.ok() || ReasonOf(status) == v1::ERROR_REASON_INTERNAL) {
    return status;
  }
  result->set_outcome(v1::SUBMIT_OUTCOME_REFUSED);
  *result->add_violations() = ViolationOf(status);
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::ValidateRecordsRequest& request,
                  Call* call, v1::ValidateRecordsResponse* response) {
  if (request.system() != call->caller.system) {
    return Refuse(v1::ERROR_REASON_SYSTEM_UNKNOWN, "system");
  }
  if (request.natives().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "natives");
  }
  if (request.natives_size() > kMaxNatives) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "natives");
  }
  for (const std::string& native : request.natives()) {
    absl::Status status =
        ValidateOne(house, request, native, call, response->add_results());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Exchange::ValidateRecords(
    grpc::ServerContext* context, const v1::ValidateRecordsRequest* request,
    v1::ValidateRecordsResponse* response) {
  return Serve(frame_, *context,
               {"ExchangeService/ValidateRecords", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
