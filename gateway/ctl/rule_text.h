// Rule files as they are read, and what is told of them.

#ifndef SAAN_GATEWAY_CTL_RULE_TEXT_H_
#define SAAN_GATEWAY_CTL_RULE_TEXT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/ctl/shell.h"
#include "gateway/policy/policy.h"
#include "saan/v1/explain.pb.h"

namespace saan::ctl {

// The largest draft that a gateway takes.
inline constexpr size_t kMaxRuleFile = 3 << 20;

struct RuleText {
  v1::RuleSet written;
  std::unique_ptr<policy::Rules> rules;
};

// Reads files that make one rule set together; one that has no number counts as
// edition 1, so that single agreements can be checked. INVALID_ARGUMENT
// "file:line:column: reason".
absl::StatusOr<RuleText> ReadRules(const std::vector<std::string>& files);

// A rule set as text, with the sentences of its rules.
std::string RuleTextOf(const v1::RuleSet& set);

void PrintFindings(
    const Shell& shell,
    const google::protobuf::RepeatedPtrField<v1::Finding>& findings);
void PrintCells(const Shell& shell, const v1::EpochDiff& diff);
void PrintSights(const Shell& shell,
                 const google::protobuf::RepeatedPtrField<v1::Sight>& sights);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_RULE_TEXT_H_
