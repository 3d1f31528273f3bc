#include "gateway/shared_cases.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/children.h"
#include "gateway/etag.h"
#include "gateway/rows.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {

std::string SharedCaseId(absl::string_view child_id, absl::string_view agency) {
  return absl::StrCat("C", child_id, agency);
}

absl::StatusOr<std::vector<v1::SharedCaseRow>> SharedCasesOf(
    const storage::Reader& reader, const v1::ChildRow& child) {
  std::vector<v1::SharedCaseRow> rows;
  for (const std::string& child_id : IdsOf(child)) {
    const std::string prefix =
        storage::Key(storage::kHelps, SharedCaseId(child_id, ""));
    absl::Status scanned = ScanRowsUnder<v1::SharedCaseRow>(
        reader, prefix, [&](v1::SharedCaseRow row) {
          rows.push_back(std::move(row));
          return true;
        });
    if (!scanned.ok()) return scanned;
  }
  return rows;
}

absl::StatusOr<bool> IsInJointTeam(const storage::Reader& reader,
                                   const v1::ChildRow& child,
                                   absl::string_view agency) {
  const absl::StatusOr<std::vector<v1::SharedCaseRow>> rows =
      SharedCasesOf(reader, child);
  if (!rows.ok()) return rows.status();
  return std::any_of(
      rows->begin(), rows->end(), [&](const v1::SharedCaseRow& row) {
        return !row.is_refused() &&
               std::find(row.team_agencies().begin(), row.team_agencies().end(),
                         agency) != row.team_agencies().end();
      });
}

v1::SharedCase SharedCaseOf(const v1::SharedCaseRow& row) {
  v1::SharedCase view;
  view.set_case_id(row.case_id());
  view.set_child_id(row.child_id());
  view.set_agency(row.agency());
  view.set_step(row.step());
  view.set_deadline(row.deadline());
  view.set_guardian_agreed_date(row.guardian_agreed_date());
  view.set_is_refused(row.is_refused());
  *view.mutable_team_agencies() = row.team_agencies();
  *view.mutable_update_time() =
      TimestampOf(absl::FromUnixNanos(row.updated_unix_nanos()));
  view.set_etag(EtagOf(row.version()));
  return view;
}

}  // namespace saan
