// What learning has changed in a model, for people to judge.

#ifndef SAAN_GATEWAY_MATCH_MODEL_CHANGES_H_
#define SAAN_GATEWAY_MATCH_MODEL_CHANGES_H_

#include <string>
#include <vector>

#include "gateway/match/model.h"

namespace saan::match {

// A level whose weight moved. Bits are log2 of its share among pairs of one
// person over its share among strangers.
struct LevelChange {
  std::string comparison;
  std::string level;
  double before_bits = 0;
  double after_bits = 0;
};

// All listed levels, those that moved most first. Both models have the same
// comparisons.
std::vector<LevelChange> ChangesBetween(const Model& before,
                                        const Model& after);

// "name@3" -> "name@4"; without a number, "name" -> "name@2".
std::string NextVersion(const std::string& version);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_MODEL_CHANGES_H_
