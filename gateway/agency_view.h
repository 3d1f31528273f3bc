// An agency's row as administrators see it.

#ifndef SAAN_GATEWAY_AGENCY_VIEW_H_
#define SAAN_GATEWAY_AGENCY_VIEW_H_

#include "gateway/call.h"
#include "saan/v1/admin.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

v1::Agency AgencyOf(const v1::AgencyRow& row);

// Sets whether an agency is answered. NOT_FOUND; WRONG_STATE when it stands by
// configuration; ETAG_MISMATCH when `etag` is not empty and not the current.
absl::Status SetSuspended(const House& house, const std::string& agency,
                          const std::string& etag, bool is_suspended,
                          Call* call, v1::Agency* view);

}  // namespace saan

#endif  // SAAN_GATEWAY_AGENCY_VIEW_H_
