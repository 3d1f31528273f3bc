// Learns the shares of a model from records without labels: expectation and
// maximisation over the pairs that the keys find, with three classes, so that
// siblings are learned as kin and not as one person.

#ifndef SAAN_GATEWAY_MATCH_LEARN_H_
#define SAAN_GATEWAY_MATCH_LEARN_H_

#include <cstdint>

#include "gateway/match/model.h"
#include "gateway/match/population.h"

namespace saan::match {

struct LearnOptions {
  // Steps; it ends sooner when no share moves by more than a ten thousandth.
  int most_rounds = 40;
  // Pairs learned from; more are thinned out evenly.
  size_t most_pairs = 1000000;
  // Random pairs for the shares among strangers.
  size_t random_pairs = 150000;
  // How many pairs the shares that stand in the model are worth.
  double trust_in_model = 30;
  uint64_t seed = 1;
};

struct Learned {
  Model model;
  int rounds = 0;
  size_t pairs = 0;
};

// The model of `population` with shares learned from its records. The same
// records, options and order give the same result.
Learned Learn(Population& population, Pairing pairing,
              const LearnOptions& options);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_LEARN_H_
