// What sharing rules add to GetChild, by the functions that the verb itself
// calls, in this process: the gateway has no way to answer without rules, and
// shall have none.

#ifndef SAAN_TESTS_BENCH_RULES_COST_H_
#define SAAN_TESTS_BENCH_RULES_COST_H_

#include <string>
#include <vector>

#include "gateway/policy/policy.h"
#include "saan/v1/child.pb.h"

namespace saan::bench {

// Processor time of one answer, in microseconds.
struct RulesCost {
  double facts = 0;   // What was said about sharing, who has a tie, the age.
  double decide = 0;  // A decision for each holder.
  double redact = 0;
  double labels = 0;  // What was shown, for the log.

  double Sum() const { return facts + decide + redact + labels; }
};

// Of a child with these records, asked for by `ask`.
RulesCost MeasureRules(const policy::Rules& rules, const policy::Ask& ask,
                       const std::vector<v1::Record>& records);

}  // namespace saan::bench

#endif  // SAAN_TESTS_BENCH_RULES_COST_H_
