// Identifiers as traits hold them: "kind:issuer:value".

#ifndef SAAN_GATEWAY_MATCH_IDENTIFIER_H_
#define SAAN_GATEWAY_MATCH_IDENTIFIER_H_

#include "absl/strings/string_view.h"

namespace saan::match {

// Kind and issuer with the colon after them, e.g. "student_number:3110000001:".
// Two identifiers of one scope name different people when they differ.
inline absl::string_view ScopeOf(absl::string_view identifier) {
  return identifier.substr(0, identifier.rfind(':') + 1);
}

inline absl::string_view ValueOf(absl::string_view identifier) {
  return identifier.substr(ScopeOf(identifier).size());
}

inline bool IsOfKind(absl::string_view identifier, absl::string_view kind) {
  return identifier.size() > kind.size() && identifier[kind.size()] == ':' &&
         identifier.substr(0, kind.size()) == kind;
}

// Digits in a national ID of whatever series.
inline constexpr size_t kNationalIdDigits = 13;

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_IDENTIFIER_H_
