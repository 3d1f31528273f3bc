#include "gateway/budgets.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gateway/policy/day.h"
#include "saan/v1/stored_sharing.pb.h"
#include "storage/tables.h"

namespace saan {

absl::Status ChargeBudgets(const House& house, const policy::Decision& decision,
                           const std::string& child_id, Call* call) {
  const std::string child = house.seal.Digest("budget-child", child_id);
  const int64_t today = policy::DayOf(call->now) - absl::CivilDay(1970, 1, 1);
  for (const policy::BudgetUse& use : decision.budgets()) {
    const std::string id = house.seal.Digest(
        "budget", absl::StrCat(use.rule_id, "/", call->caller.agency, "/",
                               call->context.purpose()));
    const absl::StatusOr<v1::BudgetRow> found =
        storage::GetRow<v1::BudgetRow>(house.store, storage::kBudgets, id);
    if (!found.ok() && !absl::IsNotFound(found.status())) {
      return found.status();
    }
    v1::BudgetRow after;
    after.set_first_day(today);
    if (found.ok() && today < found->first_day() + use.days &&
        today >= found->first_day()) {
      after = *found;
    }
    const auto& counted = after.children();
    if (std::find(counted.begin(), counted.end(), child) != counted.end()) {
      continue;
    }
    if (after.children_size() >= use.max_children) {
      return Refuse(v1::ERROR_REASON_BUDGET_SPENT, use.rule_id);
    }
    after.add_children(child);
    storage::PutRow(storage::kBudgets, id, after,
                    found.ok() ? &*found : nullptr, &call->changes);
  }
  return absl::OkStatus();
}

}  // namespace saan
