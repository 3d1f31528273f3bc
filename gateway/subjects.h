// How the log names children and records: by pseudonyms under keys that can be
// destroyed. The rest of the house knows a child's audit_ref only, and an entry
// is filled with that; PlaceCall puts pseudonyms in their place.

#ifndef SAAN_GATEWAY_SUBJECTS_H_
#define SAAN_GATEWAY_SUBJECTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/call.h"

namespace saan {

// Replaces audit_refs and record handles in the entry of `call` by pseudonyms.
// A child that is named for the first time gets its key, and call->changes the
// row that remembers which.
absl::Status NameByPseudonyms(const House& house, Call* call);

// The slot of the key of `audit_ref`. NOT_FOUND where there is none.
absl::StatusOr<uint64_t> SubjectSlot(const storage::Reader& reader,
                                     absl::string_view audit_ref);

// Destroys the keys that erasures on disk speak of: for the start, where an
// erasure may have been cut short between its entry and the deed.
absl::Status FinishErasures(const storage::Reader& reader,
                            storage::SubjectKeys& keys);

}  // namespace saan

#endif  // SAAN_GATEWAY_SUBJECTS_H_
