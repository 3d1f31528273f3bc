// What a rule set must be before it is enforced.

#ifndef SAAN_GATEWAY_POLICY_CHECK_H_
#define SAAN_GATEWAY_POLICY_CHECK_H_

#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "saan/v1/sharing.pb.h"

namespace saan::policy {

// Rules one set may hold, agencies one rule may name, and label sets in one
// rule: far above any real agreement, so that a broken generator is noticed.
inline constexpr int kMaxRules = 10'000;
inline constexpr int kMaxAgenciesPerRule = 1'000;
inline constexpr int kMaxLabelSetsPerRule = 100;

// The first thing wrong with a rule set, and where.
struct Fault {
  struct Step {
    const google::protobuf::FieldDescriptor* field = nullptr;
    int index = -1;  // -1 for a field that is not a list.
  };
  // From RuleSet inwards. The last step may be a field that is missing.
  std::vector<Step> path;
  // Names the rule and the field, and says what to do.
  std::string reason;
};

// Nothing when the set can be enforced as it is written.
std::optional<Fault> FindFault(const v1::RuleSet& set);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_CHECK_H_
