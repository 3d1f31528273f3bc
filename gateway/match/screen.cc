#include "gateway/match/screen.h"

#include <algorithm>
#include <cmath>

namespace saan::match {
namespace {

// Sums are taken in another order than in WeightOf.
constexpr double kSlackBits = 1e-6;
constexpr double kNoLeastBits = -1e9;

// A value that both have; the one that Comparer finds.
ValueId CommonValue(ProfileView a, ProfileView b) {
  for (const Trait x : a) {
    for (const Trait y : b) {
      if (x.value() == y.value()) return x.value();
    }
  }
  return kNoValue;
}

}  // namespace

Screen::Screen(const Model& model, const Lexicon& lexicon, Comparer* comparer,
               const Prior& prior, uint64_t records, double least_probability)
    : model_(model),
      bounds_(model),
      lexicon_(lexicon),
      comparer_(*comparer),
      least_probability_(least_probability) {
  least_bits_ =
      least_probability <= 0
          ? kNoLeastBits
          : std::log2(least_probability / (1 - least_probability)) - kSlackBits;
  for (size_t field = 0; field < model_.fields.size(); ++field) {
    is_name_[field] = model_.fields[field].kind == Kind::kName;
  }
  comparison_of_.fill(-1);
  SetPopulation(prior, records);
}

void Screen::SetPopulation(const Prior& prior, uint64_t records) {
  prior_ = prior;
  records_ = records;
  before_ = {prior_.same_bits, prior_.same_bits - prior_.kin_bits};
  for (size_t i = 0; i < model_.comparisons.size(); ++i) {
    before_ += bounds_[i].missing;
  }
}

Bound Screen::BoundOfAgreed(size_t i, ValueId value) const {
  const Comparison& comparison = model_.comparisons[i];
  Levels levels;
  levels.level[i] = comparison.counts_as[0];
  levels.agreed[i] = value;
  double same = 0, kin = 0;
  BitsOf(model_, lexicon_, levels, i, records_, &same, &kin);
  Bound bound{same, same - kin};
  // Of these, what is written alike need not be the first level.
  if (comparison.kind == Kind::kNationalId || comparison.kind == Kind::kDate ||
      comparison.kind == Kind::kArea) {
    const Bound& unequal = bounds_[i].unequal;
    bound.same = std::max(bound.same, unequal.same);
    bound.margin = std::max(bound.margin, unequal.margin);
  }
  bound -= bounds_[i].missing;
  return bound;
}

void Screen::SetRecord(ProfileView record) {
  record_ = record;
  comparison_of_.fill(-1);
  for (size_t field = 0; field < model_.fields.size(); ++field) {
    if (model_.fields[field].former_of == kNoField) continue;
    comparison_of_[field] = kOfFormer;
  }
  has_own_former_ = false;
  for (Own& own : own_) own.values = ProfileView();
  for (size_t at = 0; at < record.size();) {
    const int field = record[at].field();
    const ProfileView values = ValuesAt(record, at);
    at += values.size();
    const int i = bounds_.ComparisonOf(field);
    if (comparison_of_[field] == kOfFormer) {
      has_own_former_ = true;
      continue;
    }
    comparison_of_[field] = static_cast<int8_t>(i);
    if (i < 0) continue;
    Own& own = own_[i];
    own.values = values;
    own.value = kNoValue;
    if (values.size() != 1) continue;
    own.value = values[0].value();
    own.glance = values[0].glance();
    own.agreed = BoundOfAgreed(i, own.value);
  }
}

const Bound& Screen::BoundFor(size_t i, ProfileView values) {
  const Own& own = own_[i];
  if (values.size() == 1 && own.value != kNoValue) {
    return values[0].value() == own.value ? own.agreed
                                          : BoundForOne(i, values[0]);
  }
  const ValueId agreed = CommonValue(values, own.values);
  if (agreed == kNoValue) return bounds_[i].unequal;
  many_ = BoundOfAgreed(i, agreed);
  return many_;
}

// One value on either side, and not the same.
const Bound& Screen::BoundForOne(size_t i, Trait other) const {
  const Own& own = own_[i];
  const Bounds::Row& row = bounds_[i];
  if (own.glance != kNoGlance && other.glance() != kNoGlance) {
    return bounds_.OfUnequal(i, other.glance(), own.glance);
  }
  if (row.kind == Kind::kDate) {
    return row.levels[static_cast<size_t>(
        CompareDates(lexicon_.date(other.value()), lexicon_.date(own.value)))];
  }
  return row.kind == Kind::kWord
             ? row.levels[static_cast<size_t>(WordLevel::kDiffers)]
             : row.unequal;
}

template <typename Take>
inline void Screen::ForEachShared(ProfileView other, Take take) {
  has_former_ = has_own_former_;
  for (size_t at = 0; at < other.size();) {
    const int field = other[at].field();
    const size_t begin = at++;
    while (at < other.size() && other[at].field() == field) ++at;
    const int i = comparison_of_[field];
    if (i >= 0) take(i, other.subspan(begin, at - begin));
    has_former_ |= i == kOfFormer;
  }
}

Bound Screen::BoundAll(ProfileView other) {
  Bound sum = before_;
  both_ = 0;
  ForEachShared(other, [&](int i, ProfileView values) {
    both_ |= 1u << i;
    other_[i] = values;
    bound_[i] = BoundFor(i, values);
    sum += bound_[i];
  });
  return sum;
}

void Screen::NarrowSwaps(Bound* sum) {
  for (const uint8_t i : bounds_.with_swaps()) {
    const int with = bounds_.ComparisonOf(model_.comparisons[i].swaps_with);
    if (with < 0 || !HasOne(i) || !HasOne(with) ||
        other_[i][0].value() == own_[i].value ||
        other_[i][0].glance() == kNoGlance || own_[i].glance == kNoGlance) {
      continue;
    }
    const auto may_be_close = [&](size_t x, size_t y) {
      return MayBeClose(other_[x][0].glance(), own_[y].glance);
    };
    if (may_be_close(i, with) && may_be_close(with, i)) continue;
    *sum -= bound_[i];
    bound_[i] = bounds_.OfUnswapped(i, other_[i][0].glance(), own_[i].glance);
    *sum += bound_[i];
  }
}

bool Screen::MayMatter(ProfileView other) {
  Bound sum = before_;
  ForEachShared(other,
                [&](int i, ProfileView values) { sum += BoundFor(i, values); });
  if (has_former_) return true;
  // Most end here.
  if (IsHopeless(sum)) return false;
  sum = BoundAll(other);
  NarrowSwaps(&sum);
  if (IsHopeless(sum)) return false;
  for (const Trait trait : other) {
    if (is_name_[trait.field()]) lexicon_.Prefetch(trait.value());
  }
  return true;
}

bool Screen::Weigh(ProfileView other, Weight* weight) {
  Bound sum = BoundAll(other);
  if (has_former_) return WeighWhole(other, weight);
  NarrowSwaps(&sum);
  if (IsHopeless(sum)) return false;
  Levels levels;
  levels.level.fill(kNotCompared);
  levels.agreed.fill(kNoValue);
  for (const uint8_t i : bounds_.order()) {
    const uint32_t bit = 1u << i;
    if (((both_ | bounds_.without_value()) & bit) == 0) continue;
    const bool has_both = (both_ & bit) != 0;
    comparer_.CompareOne(
        i, has_both ? other_[i] : ValuesOf(other, model_.comparisons[i].field),
        own_[i].values, other, record_, &levels);
    double same = 0, kin = 0;
    if (levels.level[i] != kNotCompared) {
      BitsOf(model_, lexicon_, levels, i, records_, &same, &kin);
    }
    if (has_both) sum -= bound_[i];
    sum += {same, same - kin};
    sum -= bounds_[i].missing;
    if (IsHopeless(sum)) return false;
  }
  *weight = WeightOf(model_, lexicon_, levels, prior_, records_);
  return weight->Probability() >= least_probability_;
}

bool Screen::WeighWhole(ProfileView other, Weight* weight) {
  Levels levels;
  comparer_.Compare(other, record_, &levels);
  *weight = WeightOf(model_, lexicon_, levels, prior_, records_);
  return weight->Probability() >= least_probability_;
}

}  // namespace saan::match
