// RetryQuarantined: maps a record that was set aside again.

#include <utility>

#include "gateway/admin.h"
#include "gateway/quarantine.h"
#include "gateway/submit.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house,
                  const v1::RetryQuarantinedRequest& request, Call* call,
                  v1::RetryQuarantinedResponse* response) {
  absl::StatusOr<v1::QuarantineRow> row =
      GetQuarantined(house, request.quarantine_id());
  if (!row.ok()) return row.status();
  const Submission submission = {
      row->agency(), row->system(), {row->native(), row->native_header(), ""}};
  v1::SubmitRecordResponse& result = *response->mutable_result();
  const storage::Batch before = call->changes;
  absl::Status status = SubmitOne(house, submission, call, &result);
  if (!status.ok()) return status;
  // The administrator is told what became of it, not which child it is.
  result.clear_child_id();
  result.clear_native_id();
  if (result.outcome() != v1::SUBMIT_OUTCOME_QUARANTINED) {
    Release(*row, call);
    return absl::OkStatus();
  }
  // Still not mappable: the row stays in its place, with the reasons of today.
  call->changes = before;
  v1::QuarantineRow after = *row;
  *after.mutable_violations() = result.violations();
  after.set_version(row->version() + 1);
  storage::PutRow(storage::kQuarantine, row->quarantine_id(), after, &*row,
                  &call->changes);
  result.set_quarantine_id(row->quarantine_id());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Admin::RetryQuarantined(grpc::ServerContext* context,
                                     const v1::RetryQuarantinedRequest* request,
                                     v1::RetryQuarantinedResponse* response) {
  return Serve(frame_, *context,
               {"AdminService/RetryQuarantined", Door::kAdmin}, *request,
               response, &Body);
}

}  // namespace saan
