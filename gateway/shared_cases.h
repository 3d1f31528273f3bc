// Cases that the gateway itself holds the step of, one for each child and
// leading agency.

#ifndef SAAN_GATEWAY_SHARED_CASES_H_
#define SAAN_GATEWAY_SHARED_CASES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/coordination.pb.h"
#include "saan/v1/stored.pb.h"
#include "saan/v1/stored_coordination.pb.h"
#include "storage/kv.h"

namespace saan {

// Key below storage::kHelps, without that byte. `child_id` is the id that the
// case was opened under.
std::string SharedCaseId(absl::string_view child_id, absl::string_view agency);

// The cases of a child, opened under any of its ids.
absl::StatusOr<std::vector<v1::SharedCaseRow>> SharedCasesOf(
    const storage::Reader& reader, const v1::ChildRow& child);

// True when `agency` is in the joint team of a case of the child that has not
// been refused.
absl::StatusOr<bool> IsInJointTeam(const storage::Reader& reader,
                                   const v1::ChildRow& child,
                                   absl::string_view agency);

v1::SharedCase SharedCaseOf(const v1::SharedCaseRow& row);

}  // namespace saan

#endif  // SAAN_GATEWAY_SHARED_CASES_H_
