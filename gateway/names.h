// The shapes of the names that callers give.

#ifndef SAAN_GATEWAY_NAMES_H_
#define SAAN_GATEWAY_NAMES_H_

#include "absl/strings/string_view.h"

namespace saan {

// An agency or system id: lower-case letter first, then letters, digits and
// dashes; 1 to 32 characters.
bool IsName(absl::string_view text);

// A UUID in its usual form (RFC 4122), any version.
bool IsUuid(absl::string_view text);

// A handle as NewHandle makes them.
bool IsHandle(absl::string_view text);

// A reason code: capitals, digits and underscores; 1 to 63 characters.
bool IsReasonCode(absl::string_view text);

}  // namespace saan

#endif  // SAAN_GATEWAY_NAMES_H_
