// Shares estimated from what people looked at by chance.

#ifndef SAAN_GATEWAY_MATCH_ESTIMATE_H_
#define SAAN_GATEWAY_MATCH_ESTIMATE_H_

#include <cstdint>

namespace saan::match {

// A share and its bounds at 95 %, each 0 to 1.
struct Share {
  double share = 0;
  double lower = 0;
  double upper = 1;
};

// Of `successes` in `trials`: the score interval (E. B. Wilson, J Am Stat Assoc
// 22:209, 1927), which holds for small samples and for shares near 0 and 1.
Share WilsonShare(uint64_t successes, uint64_t trials);

// What a sample of links and a sample of pairs that were not linked say of all
// pairs of one child: how many are linked. `links` and `others` are how many
// there are, of which the samples were drawn.
Share RecallOf(const Share& right_links, uint64_t links,
               const Share& missed_others, uint64_t others);

// Two persons' answers on the same pairs.
struct Agreement {
  uint64_t both_same = 0;
  uint64_t both_different = 0;
  uint64_t first_same_only = 0;
  uint64_t second_same_only = 0;
};
// Agreement beyond chance (J. Cohen, Educ Psychol Meas 20:37, 1960); 0 without
// answers, 1 where both always say the same of everything.
double KappaOf(const Agreement& agreement);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_ESTIMATE_H_
