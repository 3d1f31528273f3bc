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
inline constexpr int kMaxAgreements = 1'000;
inline constexpr int kMaxTestsPerAgreement = 200;
// Area prefixes in one rule.
inline constexpr int kMaxAreaPrefixes = 1'000;
// An agreement is read as a whole by people.
inline constexpr int kMaxLegalTextBytes = 64 << 10;

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

// The parts of FindFault. `path` leads to what is checked; the path of a fault
// begins with it.
std::optional<Fault> FindRuleFault(const v1::Rule& rule, int place,
                                   bool is_in_agreement,
                                   std::vector<Fault::Step> path);
std::optional<Fault> FindAgreementFault(const v1::SharingAgreement& agreement,
                                        int place,
                                        std::vector<Fault::Step> path);
// One step: of a list its `index`-th element.
Fault::Step StepOf(const google::protobuf::Descriptor* type, int number,
                   int index);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_CHECK_H_
