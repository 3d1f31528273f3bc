#include "gateway/decisions.h"

#include "gateway/children.h"
#include "gateway/facts.h"
#include "storage/tables.h"

namespace saan {

absl::StatusOr<v1::DecisionRow> DecisionOf(const House& house,
                                           const std::string& decision_id) {
  absl::StatusOr<v1::DecisionRow> row = storage::GetRow<v1::DecisionRow>(
      house.store, storage::kDecisions, decision_id);
  if (absl::IsNotFound(row.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "decision_id");
  }
  return row;
}

absl::StatusOr<Replayed> ReplayOf(const House& house,
                                  const v1::DecisionRow& row) {
  Replayed replayed;
  const v1::Asker& asker = row.asker();
  replayed.ask = {asker.agency(),
                  asker.role(),
                  asker.purpose(),
                  asker.action(),
                  absl::FromUnixNanos(row.decided_unix_nanos()),
                  asker.actor_ref()};
  replayed.facts.child = row.facts();
  if (row.child_id().empty()) return replayed;
  const absl::StatusOr<v1::ChildRow> child =
      ResolveChild(house.store, row.child_id());
  if (!child.ok()) return child.status();
  absl::StatusOr<v1::ChildSharingRow> sharing = SharingOf(house.store, *child);
  if (!sharing.ok()) return sharing.status();
  AddSharing(*std::move(sharing), &replayed.facts);
  return replayed;
}

absl::StatusOr<policy::Ask> AskOf(const v1::Asker& asker, absl::Time now) {
  if (asker.agency().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "asker.agency");
  }
  if (!v1::Role_IsValid(asker.role()) || asker.role() == v1::ROLE_UNSPECIFIED) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "asker.role");
  }
  if (!v1::Purpose_IsValid(asker.purpose()) ||
      asker.purpose() == v1::PURPOSE_UNSPECIFIED) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "asker.purpose");
  }
  if (!v1::Action_IsValid(asker.action()) ||
      asker.action() == v1::ACTION_UNSPECIFIED) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "asker.action");
  }
  return policy::Ask{asker.agency(), asker.role(), asker.purpose(),
                     asker.action(), now,          asker.actor_ref()};
}

}  // namespace saan
