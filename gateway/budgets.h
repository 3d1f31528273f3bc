// How many different children a rule may still show.

#ifndef SAAN_GATEWAY_BUDGETS_H_
#define SAAN_GATEWAY_BUDGETS_H_

#include "absl/status/status.h"
#include "gateway/call.h"

namespace saan {

// Counts `child_id` against each budget of `decision`, for the caller's agency
// and purpose; a child that counts already costs nothing. BUDGET_SPENT names
// the rule.
absl::Status ChargeBudgets(const House& house, const policy::Decision& decision,
                           const std::string& child_id, Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_BUDGETS_H_
