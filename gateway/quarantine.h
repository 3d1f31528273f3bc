// Records that were set aside whole because they could not be mapped.

#ifndef SAAN_GATEWAY_QUARANTINE_H_
#define SAAN_GATEWAY_QUARANTINE_H_

#include <string>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "saan/v1/admin.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// A quarantined record as administrators see it: reasons, no contents.
v1::QuarantinedRecord QuarantinedOf(const v1::QuarantineRow& row);

// The row, from what will be on disk. NOT_FOUND, FIELD_INVALID.
absl::StatusOr<v1::QuarantineRow> GetQuarantined(
    const House& house, const std::string& quarantine_id);

// Takes the row out of the quarantine, if it is still as it was read.
void Release(const v1::QuarantineRow& row, Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_QUARANTINE_H_
