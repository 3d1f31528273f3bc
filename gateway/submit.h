// Submitting a record, for every verb that does: SubmitRecord, SubmitRecords,
// ValidateRecords, RetryQuarantined.

#ifndef SAAN_GATEWAY_SUBMIT_H_
#define SAAN_GATEWAY_SUBMIT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "adapters/adapter.h"
#include "gateway/call.h"
#include "saan/v1/exchange.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// A native record and where it says it is from.
struct Submission {
  std::string agency;
  std::string system;
  adapters::Native native;
};

// Maps and files one record into call->changes, or sets it aside whole. When it
// returns, the call holds House::filing if a record was filed. `response`
// receives what the caller may be told. Refusals: SYSTEM_UNKNOWN,
// FIELD_REQUIRED, RECORD_TOO_LARGE.
absl::Status SubmitOne(const House& house, const Submission& submission,
                       Call* call, v1::SubmitRecordResponse* response);

// The same for a request of the caller's own. Refuses another's system too.
absl::Status SubmitOwn(const House& house,
                       const v1::SubmitRecordRequest& request, Call* call,
                       v1::SubmitRecordResponse* response);

}  // namespace saan

#endif  // SAAN_GATEWAY_SUBMIT_H_
