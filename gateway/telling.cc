#include "gateway/telling.h"

#include <utility>

#include "gateway/children.h"
#include "gateway/facts.h"

namespace saan {

namespace {

// What the recipient must know of its own data and its own duties, whatever is
// held.
bool IsOwnMatter(v1::EventKind kind) {
  return kind == v1::EVENT_KIND_CONSENT_WITHDRAWN ||
         kind == v1::EVENT_KIND_BREAK_GLASS_USED;
}

}  // namespace

absl::StatusOr<const policy::Facts*> Telling::FactsOfChild(
    const std::string& child_id) {
  const auto known = facts_.find(child_id);
  if (known != facts_.end()) return &known->second;
  policy::Facts facts = FactsOfAsker(call_);
  if (!child_id.empty()) {
    const absl::StatusOr<v1::ChildRow> child =
        ResolveChild(house_.store, child_id);
    if (child.ok()) {
      absl::StatusOr<policy::Facts> of_child = FactsOf(house_, call_, *child);
      if (!of_child.ok()) return of_child.status();
      facts = *std::move(of_child);
    } else if (!absl::IsNotFound(child.status())) {
      return child.status();
    }
  }
  return &facts_.emplace(child_id, std::move(facts)).first->second;
}

absl::StatusOr<bool> Telling::MayTell(const v1::EventRow& row) {
  const std::string& child_id = row.event().child_id();
  if (!child_id.empty() && !IsOwnMatter(row.event().kind())) {
    const absl::StatusOr<bool> is_held = IsHeldFrom(house_, call_, child_id);
    if (!is_held.ok()) return is_held.status();
    if (*is_held) return false;
  }
  if (row.action() == v1::ACTION_UNSPECIFIED) return true;
  const policy::Ask ask = call_.Ask(row.action());
  // What is allowed while nothing is known of the child is allowed whatever is
  // known: only then are its records not read.
  if (call_.rules->Decide(ask, row.holder(), FactsOfAsker(call_))
          .allows_anything()) {
    return true;
  }
  const absl::StatusOr<const policy::Facts*> facts = FactsOfChild(child_id);
  if (!facts.ok()) return facts.status();
  return call_.rules->Decide(ask, row.holder(), **facts).allows_anything();
}

}  // namespace saan
