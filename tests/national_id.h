// Thai national numbers for made-up people.

#ifndef SAAN_TESTS_NATIONAL_ID_H_
#define SAAN_TESTS_NATIONAL_ID_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace saan {

// Twelve digits and the check digit that fits them.
inline std::string WithCheckDigit(absl::string_view twelve) {
  int sum = 0;
  for (int i = 0; i < 12; ++i) sum += (twelve[i] - '0') * (13 - i);
  return absl::StrCat(twelve, (11 - sum % 11) % 10);
}

}  // namespace saan

#endif  // SAAN_TESTS_NATIONAL_ID_H_
