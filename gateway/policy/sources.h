// Keeps the sources of a redacted record in step with its values.

#ifndef SAAN_GATEWAY_POLICY_SOURCES_H_
#define SAAN_GATEWAY_POLICY_SOURCES_H_

#include <vector>

#include "gateway/policy/schema.h"
#include "google/protobuf/message.h"
#include "saan/v1/child.pb.h"

namespace saan::policy {

// An element that redaction took out of a list, by its place before.
struct Removal {
  const google::protobuf::Message* parent = nullptr;
  const Node* list = nullptr;
  int index = 0;
};

// Drops each source of `record` whose value is gone, is not `visible` or cannot
// be told from its path, and points the others to where their values stand
// now. A source of a container stays only where all of it is visible. The raw
// text of a source goes when the same native text fed a value that is not
// visible, or when the value was derived. `record` is already redacted,
// `removals` says how.
void FollowValues(const LabelMask& visible,
                  const std::vector<Removal>& removals, v1::Record* record);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_SOURCES_H_
