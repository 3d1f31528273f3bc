// Weighs pairs that may matter and gives up early on those that cannot: what is
// cheap is compared first, and once even the best of what is left could not
// lift the pair to the least weight asked for, no more is compared.

#ifndef SAAN_GATEWAY_MATCH_SCREEN_H_
#define SAAN_GATEWAY_MATCH_SCREEN_H_

#include <array>
#include <cstdint>
#include <vector>

#include "gateway/match/compare.h"
#include "gateway/match/lexicon.h"
#include "gateway/match/model.h"
#include "gateway/match/profile.h"
#include "gateway/match/weigh.h"

namespace saan::match {

// For pairs of one population as it is now: make a new one when records were
// added, which costs less than one comparison of names. One thread.
class Screen {
 public:
  // Model, lexicon and comparer outlive this. `records`: of the population.
  Screen(const Model& model, const Lexicon& lexicon, Comparer* comparer,
         const Prior& prior, uint64_t records, double least_probability);

  // The record that others are weighed against next; its values outlive that.
  void SetRecord(ProfileView record);

  // False when `other` and the record weigh less than asked for, and then
  // `weight` says nothing. Otherwise `weight` is what WeightOf gives.
  bool Weigh(ProfileView other, Weight* weight);

 private:
  // The most that a comparison can say for one person: in all, and beyond what
  // it says for kin. Bits.
  struct Bound {
    double same = 0;
    double margin = 0;
  };
  struct Bounds {
    Bound unequal;        // No value of the one is a value of the other.
    Bound unequal_sound;  // Names: nor is there one sound.
    Bound nickname;       // Names: one side has none.
  };
  // What of the record a comparison looks at.
  struct Own {
    ProfileView values;
    ValueId value = kNoValue;  // The only one, if so.
    Bound agreed;              // When the other has that value too.
    uint64_t ready = 0;        // Its sound or digits.
    bool is_unchecked = false;
  };

  static Bounds BoundsOf(const Comparison& comparison);
  Bound BoundOfLevel(size_t i, int raw) const;
  Bound BoundOfAgreed(size_t i, ValueId value) const;
  Bound BoundForMany(size_t i, ProfileView other) const;
  Bound BoundForOne(size_t i, ValueId other) const;
  // Sets `bound_` for a pair by which values are equal, without looking at any
  // other, and gives the sum.
  Bound BoundByEquality(ProfileView other);
  bool IsHopeless(const Bound& sum) const {
    return sum.same < least_bits_ || sum.margin < least_bits_;
  }

  const Model& model_;
  const Lexicon& lexicon_;
  Comparer& comparer_;
  const Prior prior_;
  const uint64_t records_;
  const double least_probability_;
  double least_bits_ = 0;
  std::vector<Bounds> bounds_;
  std::array<int8_t, kMaxFields> comparison_of_;  // By field; -1 for none.
  // Comparisons: those first of which a look at the values takes most away, and
  // those first that need the fewest edit distances.
  std::vector<uint8_t> order_of_looks_;
  std::vector<uint8_t> order_of_names_;
  std::vector<uint8_t> with_nickname_;
  ProfileView record_;
  std::vector<Own> own_;  // By comparison.
  // By comparison, of the present pair. A value is kNoValue when there is
  // nothing more to be told from it.
  std::vector<Bound> bound_;
  std::vector<ValueId> other_;
};

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_SCREEN_H_
