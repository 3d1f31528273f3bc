#include "gateway/quarantine.h"

#include "absl/strings/str_cat.h"
#include "gateway/names.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {

v1::QuarantinedRecord QuarantinedOf(const v1::QuarantineRow& row) {
  v1::QuarantinedRecord view;
  view.set_quarantine_id(row.quarantine_id());
  view.set_agency(row.agency());
  view.set_system(row.system());
  view.set_form(row.form());
  *view.mutable_violations() = row.violations();
  *view.mutable_received_time() =
      TimestampOf(absl::FromUnixNanos(row.received_unix_nanos()));
  view.set_native_bytes(static_cast<int64_t>(row.native().size()));
  view.set_mapping_version(row.mapping_version());
  return view;
}

absl::StatusOr<v1::QuarantineRow> GetQuarantined(
    const House& house, const std::string& quarantine_id) {
  if (!IsHandle(quarantine_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "quarantine_id");
  }
  absl::StatusOr<v1::QuarantineRow> row = storage::GetRow<v1::QuarantineRow>(
      house.ahead, storage::kQuarantine, quarantine_id);
  if (absl::IsNotFound(row.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "quarantine_id");
  }
  return row;
}

void Release(const v1::QuarantineRow& row, Call* call) {
  const std::string key =
      storage::Key(storage::kQuarantine, row.quarantine_id());
  call->changes.expects.push_back({key, row.SerializeAsString()});
  call->changes.puts.push_back({key, std::nullopt});
  call->changes.puts.push_back(
      {storage::Key(
           storage::kQuarantineOrder,
           absl::StrCat(storage::BigEndian64(row.received_unix_nanos()),
                        row.quarantine_id())),
       std::nullopt});
}

}  // namespace saan
