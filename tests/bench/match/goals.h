// The sets that matching is measured on, and the goals for each.

#ifndef SAAN_TESTS_BENCH_MATCH_GOALS_H_
#define SAAN_TESTS_BENCH_MATCH_GOALS_H_

#include <functional>
#include <string>

namespace saan::match {

// Prints one line for each set below `data`, the worst of `orders` orders.
// `models` is deploy/match. `seconds` is the clock.
void PrintGoals(const std::string& data, const std::string& models, int orders,
                const std::function<double()>& seconds);

}  // namespace saan::match

#endif  // SAAN_TESTS_BENCH_MATCH_GOALS_H_
