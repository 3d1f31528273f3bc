#include "gateway/holds.h"

#include "gateway/directions.h"
#include "storage/tables.h"

namespace saan {

absl::Status ChangeHold(
    const House& house, const std::string& hold_id, const std::string& etag,
    Call* call, v1::Hold* shown,
    absl::FunctionRef<absl::Status(const std::string& person, v1::Hold* hold)>
        change) {
  const absl::StatusOr<std::string> person = PersonOf(house, *call);
  if (!person.ok()) return person.status();
  const absl::StatusOr<std::string> child_id =
      ChildOfDirection(house, storage::kHolds, hold_id, "hold_id");
  if (!child_id.ok()) return child_id.status();
  const absl::StatusOr<v1::ChildRow> child = ChildNamed(house, *child_id, call);
  if (!child.ok()) return child.status();
  return ChangeSharing(house, *child_id, call, [&](v1::ChildSharingRow* row) {
    const absl::StatusOr<v1::Hold*> hold =
        FindIn(row->mutable_holds(), &v1::Hold::hold_id, hold_id, "hold_id");
    if (!hold.ok()) return hold.status();
    absl::Status same = CheckEtag(etag, EtagOf(**hold, house));
    if (!same.ok()) return same;
    absl::Status changed = change(*person, *hold);
    if (!changed.ok()) return changed;
    *shown = **hold;
    shown->set_etag(EtagOf(**hold, house));
    return absl::OkStatus();
  });
}

}  // namespace saan
