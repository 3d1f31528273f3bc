// Weighs pairs that may matter and gives up early on those that cannot: what
// two profiles show at a glance comes first, then one comparison after another,
// and once even the best of what is left could not lift the pair to the least
// weight asked for, no more is compared.

#ifndef SAAN_GATEWAY_MATCH_SCREEN_H_
#define SAAN_GATEWAY_MATCH_SCREEN_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "gateway/match/bounds.h"
#include "gateway/match/compare.h"
#include "gateway/match/lexicon.h"
#include "gateway/match/model.h"
#include "gateway/match/profile.h"
#include "gateway/match/weigh.h"

namespace saan::match {

// For pairs of one population under its model as they are now. One thread.
class Screen {
 public:
  // Model, lexicon and comparer outlive this, and the model stays as it is.
  // `records`: of the population.
  Screen(const Model& model, const Lexicon& lexicon, Comparer* comparer,
         const Prior& prior, uint64_t records, double least_probability);

  // To be told before SetRecord when records were added.
  void SetPopulation(const Prior& prior, uint64_t records);

  // The record that others are weighed against next; its values outlive that.
  void SetRecord(ProfileView record);

  // False when `other` and the record certainly weigh less than asked for. Else
  // they should be weighed soon.
  bool MayMatter(ProfileView other);

  // False when `other` and the record weigh less than asked for, and then
  // `weight` says nothing. Otherwise `weight` is what WeightOf gives.
  bool Weigh(ProfileView other, Weight* weight);

  // Calls `take` with number and weight of those of `others` that weigh enough.
  template <typename Take>
  void WeighAll(const Profiles& profiles, absl::Span<const uint32_t> others,
                Take take);

 private:
  // In `comparison_of_`: a field of former names.
  static constexpr int8_t kOfFormer = -2;

  // What of the record a comparison looks at.
  struct Own {
    ProfileView values;
    ValueId value = kNoValue;  // The only one, if so.
    Glance glance = kNoGlance;
    Bound agreed;  // When the other has that value too.
  };

  Bound BoundOfAgreed(size_t i, ValueId value) const;
  // What a comparison can say when the other side has `values`. Good until the
  // next call.
  const Bound& BoundFor(size_t i, ProfileView values);
  const Bound& BoundForOne(size_t i, Trait other) const;
  // Calls `take` with each comparison that both have values for, and those of
  // `other`; sets `has_former_`.
  template <typename Take>
  void ForEachShared(ProfileView other, Take take);
  // Sets `bound_`, `other_` and `both_`, and gives the sum.
  Bound BoundAll(ProfileView other);
  // Names that cannot have changed places say less.
  void NarrowSwaps(Bound* sum);
  // A name that was borne before may agree with any other: no glance bounds it.
  bool WeighWhole(ProfileView other, Weight* weight);
  bool HasOne(size_t i) const {
    return (both_ & 1u << i) != 0 && other_[i].size() == 1 &&
           own_[i].values.size() == 1;
  }
  bool IsHopeless(const Bound& sum) const {
    return sum.same < least_bits_ || sum.margin < least_bits_;
  }

  const Model& model_;
  const Bounds bounds_;
  const Lexicon& lexicon_;
  Comparer& comparer_;
  Prior prior_;
  uint64_t records_ = 0;
  const double least_probability_;
  double least_bits_ = 0;
  Bound before_;  // What is possible before anything is known.
  Bound many_;    // What BoundFor gave last for several values.
  ProfileView record_;
  std::array<bool, kMaxFields> is_name_ = {};
  std::array<int8_t, kMaxFields> comparison_of_;  // Of the record's fields.
  std::array<Own, kMaxComparisons> own_;          // By comparison.
  bool has_own_former_ = false;  // The record holds former names,
  bool has_former_ = false;      // or either side of the present pair does.
  // By comparison, of the present pair; of those in `both_`.
  uint32_t both_ = 0;
  std::array<Bound, kMaxComparisons> bound_ = {};
  std::array<ProfileView, kMaxComparisons> other_;
  std::vector<uint32_t> hopeful_;
};

template <typename Take>
void Screen::WeighAll(const Profiles& profiles,
                      absl::Span<const uint32_t> others, Take take) {
  // One after another in each step, so that what is read next is on its way.
  hopeful_.clear();
  for (size_t i = 0; i < others.size(); ++i) {
    profiles.ReadAhead(others, i);
    if (MayMatter(profiles[others[i]])) hopeful_.push_back(others[i]);
  }
  for (const uint32_t other : hopeful_) {
    for (const Trait trait : profiles[other]) {
      if (is_name_[trait.field()]) lexicon_.PrefetchText(trait.value());
    }
  }
  Weight weight;
  for (const uint32_t other : hopeful_) {
    if (Weigh(profiles[other], &weight)) take(other, weight);
  }
}

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_SCREEN_H_
