// Why a decision comes out as it does, and what a set of rules lets be seen.
// Slow and thorough; decisions themselves are made by policy.h.

#ifndef SAAN_GATEWAY_POLICY_EXPLAIN_H_
#define SAAN_GATEWAY_POLICY_EXPLAIN_H_

#include <string>
#include <vector>

#include "gateway/policy/policy.h"
#include "saan/v1/explain.pb.h"

namespace saan::policy {

// Clause by clause, for every label of the schema. Its levels are those of
// Rules::Decide. `tells_holds`: false for those who must not learn of a hold;
// to them it looks like no rule.
v1::AccessExplanation Explain(const Rules& rules, const Ask& ask,
                              absl::string_view holder, const Facts& facts,
                              bool tells_holds);

// What `ask`'s agency and role may see for its purpose and action, by category
// and by holder named in the rules ("" for any), nothing left out but what is
// never shown.
std::vector<v1::Sight> WhatCanSee(const Rules& rules, const Ask& ask);

// Who may see a label for a purpose: every agency that rules name ("*" stands
// for each), in every role, by reading. `holder` may be empty.
std::vector<v1::Sight> WhoCanSee(const Rules& rules, const v1::Label& label,
                                 v1::Purpose purpose, absl::string_view holder,
                                 absl::Time now);

// Agencies that the rules name, sorted; with "*" where they name everyone.
std::vector<std::string> RecipientsIn(const Rules& rules);
std::vector<std::string> HoldersIn(const Rules& rules);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_EXPLAIN_H_
