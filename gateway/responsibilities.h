// Who is responsible for an area: data, not code. The longest area that fits
// decides; the child's current address, not the registered one.

#ifndef SAAN_GATEWAY_RESPONSIBILITIES_H_
#define SAAN_GATEWAY_RESPONSIBILITIES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/house.h"
#include "saan/v1/coordination.pb.h"
#include "saan/v1/stored_coordination.pb.h"

namespace saan {

// For what an agency can be responsible.
inline constexpr char kCareDuty[] = "care";
inline constexpr char kProtectionDuty[] = "protection";
bool IsDuty(absl::string_view text);

// A DOPA code of 2, 4, 6 or 8 digits.
bool IsArea(absl::string_view text);

std::string ResponsibilityKey(absl::string_view duty, absl::string_view area,
                              absl::string_view responsibility_id);

// Who is responsible at `now`; nothing where nobody is. Reads ahead of the
// disk.
absl::StatusOr<std::optional<v1::ResponsibilityRow>> FindResponsible(
    const House& house, absl::string_view duty, absl::string_view area_code,
    absl::Time now);

// All of them, by duty and area.
absl::StatusOr<std::vector<v1::ResponsibilityRow>> AllResponsibilities(
    const House& house);

v1::Responsibility ResponsibilityOf(const v1::ResponsibilityRow& row);

}  // namespace saan

#endif  // SAAN_GATEWAY_RESPONSIBILITIES_H_
