// The closed conditions of a rule, compiled.

#ifndef SAAN_GATEWAY_POLICY_CONDITIONS_H_
#define SAAN_GATEWAY_POLICY_CONDITIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "saan/v1/explain.pb.h"
#include "saan/v1/sharing.pb.h"

namespace saan::policy {

// Whether a condition holds, as far as is known.
enum class Truth { kNo, kUnknown, kYes };

// Immutable.
class CompiledConditions {
 public:
  CompiledConditions() = default;
  explicit CompiledConditions(const v1::Conditions& conditions);

  bool empty() const { return is_empty_; }

  // Whether all hold at `now`. One that does not hold settles it; one that is
  // not known leaves it open.
  Truth Hold(const v1::ChildFacts& facts, absl::Time now) const;

  // Those that are not known to hold.
  std::vector<v1::Clause> Unmet(const v1::ChildFacts& facts,
                                absl::Time now) const;

 private:
  Truth CaseStatus(const v1::ChildFacts& facts) const;
  Truth Age(const v1::ChildFacts& facts) const;
  Truth Area(const v1::ChildFacts& facts) const;
  Truth Tie(const v1::ChildFacts& facts) const;
  Truth Assurance(const v1::ChildFacts& facts) const;
  Truth HoursHold(absl::Time now) const;

  bool is_empty_ = true;
  uint32_t case_statuses_ = 0;  // One bit for each.
  int from_age_years_ = 0;
  int below_age_years_ = 0;
  std::vector<std::string> area_prefixes_;
  uint32_t ties_ = 0;
  int min_assurance_ = 0;
  bool has_hours_ = false;
  int from_hour_ = 0;
  int until_hour_ = 24;
  bool weekdays_only_ = false;
};

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_CONDITIONS_H_
