// What people look at before a set of rules is published: its tests, what is
// odd about it, and what it changes.

#ifndef SAAN_GATEWAY_POLICY_REVIEW_H_
#define SAAN_GATEWAY_POLICY_REVIEW_H_

#include <set>
#include <string>
#include <vector>

#include "gateway/policy/policy.h"
#include "saan/v1/explain.pb.h"

namespace saan::policy {

// A rule or agreement that ends within so many days is named.
inline constexpr int kExpiresSoonDays = 60;
// Cells that a diff lists.
inline constexpr int kMaxCellChanges = 2'000;

// Runs every test of every agreement, against the whole set.
std::vector<v1::TestOutcome> RunTests(const Rules& rules);

// What is odd about the set as it was written (`written` still has the file's
// sentences) and as it is enforced. `agencies` are those registered; empty:
// not known. By agreement, then rule.
std::vector<v1::Finding> FindingsIn(const v1::RuleSet& written,
                                    const Rules& rules, absl::Time now,
                                    const std::set<std::string>& agencies);

// What `after` changes, in rules and in answers at `now`: to every agency that
// either names, in every role, for every purpose and action, of every holder
// that either names.
v1::EpochDiff DiffOf(const Rules& before, const Rules& after, absl::Time now);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_REVIEW_H_
