// From pairs to people: records are joined along the strongest pairs first, and
// two groups are joined only when nothing between them speaks against it.

#ifndef SAAN_GATEWAY_MATCH_CLUSTER_H_
#define SAAN_GATEWAY_MATCH_CLUSTER_H_

#include <cstdint>
#include <vector>

#include "gateway/match/population.h"

namespace saan::match {

struct ClusterOptions {
  // Pairs of this probability and more join.
  double link_probability = 0.95;
  // No two records of one source are one person.
  bool is_one_to_one = false;
};

// By record, the lowest record number of its cluster. `pairs` may hold pairs
// below the link probability; they join nothing. Does not depend on the order
// of `pairs`.
std::vector<uint32_t> Cluster(Population& population, std::vector<Pair> pairs,
                              const Prior& prior,
                              const ClusterOptions& options);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_CLUSTER_H_
