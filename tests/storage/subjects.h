// Pseudonyms as the log has them, for tests.

#ifndef SAAN_TESTS_STORAGE_SUBJECTS_H_
#define SAAN_TESTS_STORAGE_SUBJECTS_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "storage/merkle.h"

namespace saan::storage {

inline const std::string kAnong(16, 'a');
inline const std::string kBoon(16, 'b');

// One of many: 16 bytes spread like a real pseudonym's.
inline std::string Subject(int number) {
  return Sha256(absl::StrCat("subject ", number)).substr(0, 16);
}

}  // namespace saan::storage

#endif  // SAAN_TESTS_STORAGE_SUBJECTS_H_
