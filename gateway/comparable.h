// What the fields of the match model are, as the sharing rules see them: what a
// caller may not see of a record can neither help it to find the child, nor be
// told it as evidence.

#ifndef SAAN_GATEWAY_COMPARABLE_H_
#define SAAN_GATEWAY_COMPARABLE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/policy/policy.h"

namespace saan {

// Fields that a description of a child may be compared with, in records for
// which `decision` was made. Numbers, and the school, are never among them.
std::vector<std::string> SearchableFields(const policy::Decision& decision);

// True when `decision` shows all that the field is compared by, whole. False
// for a field that no rule can speak of.
bool IsTold(const policy::Decision& decision, absl::string_view field);

}  // namespace saan

#endif  // SAAN_GATEWAY_COMPARABLE_H_
