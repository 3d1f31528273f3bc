#include "gateway/match/estimate.h"

#include <algorithm>
#include <cmath>

namespace saan::match {
namespace {

constexpr double kNormal95 = 1.959963984540054;  // Of the normal distribution.

}  // namespace

Share WilsonShare(uint64_t successes, uint64_t trials) {
  if (trials == 0) return {};
  const double n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double z2 = kNormal95 * kNormal95;
  const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kNormal95 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  // Rounding must not take the share itself out of its bounds.
  return {p, std::min(p, std::max(0.0, middle - half)),
          std::max(p, std::min(1.0, middle + half))};
}

Share RecallOf(const Share& right_links, uint64_t links,
               const Share& missed_others, uint64_t others) {
  const auto recall = [&](double right, double missed) {
    const double found = right * static_cast<double>(links);
    const double all = found + missed * static_cast<double>(others);
    return all > 0 ? found / all : 1.0;
  };
  return {recall(right_links.share, missed_others.share),
          recall(right_links.lower, missed_others.upper),
          recall(right_links.upper, missed_others.lower)};
}

double KappaOf(const Agreement& agreement) {
  const double n = static_cast<double>(
      agreement.both_same + agreement.both_different +
      agreement.first_same_only + agreement.second_same_only);
  if (n == 0) return 0;
  const double observed =
      static_cast<double>(agreement.both_same + agreement.both_different) / n;
  const double first =
      static_cast<double>(agreement.both_same + agreement.first_same_only) / n;
  const double second =
      static_cast<double>(agreement.both_same + agreement.second_same_only) / n;
  const double chance = first * second + (1 - first) * (1 - second);
  return chance >= 1 ? 1 : (observed - chance) / (1 - chance);
}

}  // namespace saan::match
