// Changing a hold that stands.

#ifndef SAAN_GATEWAY_HOLDS_H_
#define SAAN_GATEWAY_HOLDS_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "gateway/call.h"
#include "saan/v1/sharing.pb.h"

namespace saan {

// Finds the hold and lets `change` change it, for the calling person; `shown`
// is the hold as it is then. NOT_FOUND "hold_id", ETAG_MISMATCH.
absl::Status ChangeHold(
    const House& house, const std::string& hold_id, const std::string& etag,
    Call* call, v1::Hold* shown,
    absl::FunctionRef<absl::Status(const std::string& person, v1::Hold* hold)>
        change);

}  // namespace saan

#endif  // SAAN_GATEWAY_HOLDS_H_
