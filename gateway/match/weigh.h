// What the levels of a pair weigh together.

#ifndef SAAN_GATEWAY_MATCH_WEIGH_H_
#define SAAN_GATEWAY_MATCH_WEIGH_H_

#include <cstdint>

#include "gateway/match/compare.h"
#include "gateway/match/lexicon.h"
#include "gateway/match/model.h"

namespace saan::match {

// How likely each kind of pair is before anything is compared, as log2 odds
// against strangers.
struct Prior {
  double same_bits = 0;
  double kin_bits = 0;
};
// Among all pairs of `records` records.
Prior PriorOf(const Model& model, uint64_t records);
// Among the pairs of one record of each file.
Prior PriorBetween(const Model& model, uint64_t records_a, uint64_t records_b);

struct Weight {
  // log2 odds that the pair is of one person, prior included.
  double bits = 0;
  // Sums of the comparisons alone.
  double same_bits = 0;
  double kin_bits = 0;
  // A level was reached at which only a person may link.
  bool needs_person = false;

  double Probability() const;
  // Takes in what one more comparison says.
  void Add(double same, double kin, const Prior& prior);
};

// What a pair says for one person by itself: without the prior, and less what
// two of one household would share. No single pair says more than 20 bits,
// either way.
double OwnBits(const Weight& weight, const Prior& prior);
// The least that all pairs between a record or group and another must say on
// the mean for the two to be joined.
inline constexpr double kLeastMeanOwnBits = 6;

// What comparison `i` of `levels` says, in bits. Agreement on one value counts
// by how rare the value is among `records`.
void BitsOf(const Model& model, const Lexicon& lexicon, const Levels& levels,
            size_t i, uint64_t records, double* same_bits, double* kin_bits);

Weight WeightOf(const Model& model, const Lexicon& lexicon,
                const Levels& levels, const Prior& prior, uint64_t records);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_WEIGH_H_
