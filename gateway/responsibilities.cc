#include "gateway/responsibilities.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/rows.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr size_t kLongestArea = 8;

bool Holds(const v1::ResponsibilityRow& row, absl::Time now) {
  const int64_t seconds = absl::ToUnixSeconds(now);
  return row.valid_from_unix_seconds() <= seconds &&
         (row.valid_until_unix_seconds() == 0 ||
          seconds < row.valid_until_unix_seconds());
}

}  // namespace

bool IsDuty(absl::string_view text) {
  return text == kCareDuty || text == kProtectionDuty;
}

bool IsArea(absl::string_view text) {
  return !text.empty() && text.size() <= kLongestArea && text.size() % 2 == 0 &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

std::string ResponsibilityKey(absl::string_view duty, absl::string_view area,
                              absl::string_view responsibility_id) {
  return absl::StrCat(duty, storage::kNul, area, storage::kNul,
                      responsibility_id);
}

absl::StatusOr<std::optional<v1::ResponsibilityRow>> FindResponsible(
    const House& house, absl::string_view duty, absl::string_view area_code,
    absl::Time now) {
  size_t digits = std::min(area_code.size(), kLongestArea);
  for (digits -= digits % 2; digits >= 2; digits -= 2) {
    const std::string prefix =
        storage::Key(storage::kResponsibilities,
                     ResponsibilityKey(duty, area_code.substr(0, digits), ""));
    std::optional<v1::ResponsibilityRow> found;
    const absl::Status scanned = ScanRowsUnder<v1::ResponsibilityRow>(
        house.ahead, prefix, [&](v1::ResponsibilityRow row) {
          if (Holds(row, now)) found = std::move(row);
          return !found.has_value();
        });
    if (!scanned.ok()) return scanned;
    if (found.has_value()) return found;
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<v1::ResponsibilityRow>> AllResponsibilities(
    const House& house) {
  std::vector<v1::ResponsibilityRow> rows;
  const absl::Status scanned = storage::ScanRows<v1::ResponsibilityRow>(
      house.ahead, storage::kResponsibilities, "",
      [&](absl::string_view, const v1::ResponsibilityRow& row) {
        rows.push_back(row);
        return true;
      });
  if (!scanned.ok()) return scanned;
  return rows;
}

v1::Responsibility ResponsibilityOf(const v1::ResponsibilityRow& row) {
  v1::Responsibility view;
  view.set_responsibility_id(row.responsibility_id());
  view.set_agency(row.agency());
  view.set_role(row.role());
  view.set_area_prefix(row.area_prefix());
  view.set_duty(row.duty());
  view.mutable_valid_from()->set_seconds(row.valid_from_unix_seconds());
  if (row.valid_until_unix_seconds() != 0) {
    view.mutable_valid_until()->set_seconds(row.valid_until_unix_seconds());
  }
  return view;
}

}  // namespace saan
