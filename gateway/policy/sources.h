// Keeps the sources of a redacted record in step with its values.

#ifndef SAAN_GATEWAY_POLICY_SOURCES_H_
#define SAAN_GATEWAY_POLICY_SOURCES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/policy/places.h"
#include "gateway/policy/schema.h"

namespace saan::policy {

// Appends to `*left`, which redaction left of the serialised `record`, the
// sources of the values that stand in it, by `places`: where each value stands
// that is shown in full. Not the source of one that is gone, is not `visible`
// or cannot be told from its path; the others point to where their values stand
// now. A source of a container stays only where all of it is visible. The raw
// text of a source goes when the same native text fed a value that is not
// visible, or when the value was derived. False where a source is no message.
bool FollowValues(const LabelMask& visible, const Places& places,
                  absl::string_view record, std::string* left);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_SOURCES_H_
