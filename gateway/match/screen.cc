#include "gateway/match/screen.h"

#include <algorithm>
#include <cmath>

namespace saan::match {
namespace {

// Sums are taken in another order than in WeightOf.
constexpr double kSlackBits = 1e-6;

// True when two numbers of one length, four bits a digit, differ in one digit,
// or in two neighbours that changed places.
bool AreOneSlipApart(uint64_t a, uint64_t b) {
  const uint64_t differing = a ^ b;
  if (differing == 0) return false;
  const int lowest = __builtin_ctzll(differing) / 4 * 4;
  const uint64_t rest = differing >> lowest;
  if (rest <= 0xf) return true;
  if (rest > 0xff) return false;
  const uint64_t x = a >> lowest & 0xff, y = b >> lowest & 0xff;
  return x == (y >> 4 | (y & 0xf) << 4);
}

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
      lexicon_(lexicon),
      comparer_(*comparer),
      prior_(prior),
      records_(records),
      least_probability_(least_probability) {
  least_bits_ =
      least_probability <= 0
          ? -1e9
          : std::log2(least_probability / (1 - least_probability)) - kSlackBits;
  comparison_of_.fill(-1);
  const size_t comparisons = model.comparisons.size();
  for (size_t i = 0; i < comparisons; ++i) {
    const Comparison& comparison = model.comparisons[i];
    bounds_.push_back(BoundsOf(comparison));
    comparison_of_[comparison.field] = static_cast<int8_t>(i);
    if (comparison.nickname != kNoField) {
      with_nickname_.push_back(static_cast<uint8_t>(i));
    }
    order_of_looks_.push_back(static_cast<uint8_t>(i));
    order_of_names_.push_back(static_cast<uint8_t>(i));
  }
  const auto taken_away = [&](uint8_t i) {
    const Comparison& comparison = model.comparisons[i];
    const Bound& least =
        comparison.kind == Kind::kName
            ? bounds_[i].unequal_sound
            : BoundOfLevel(i, WordsOf(comparison.kind).LevelCount() - 1);
    return bounds_[i].unequal.same - least.same;
  };
  std::stable_sort(
      order_of_looks_.begin(), order_of_looks_.end(),
      [&](uint8_t x, uint8_t y) { return taken_away(x) > taken_away(y); });
  const auto distances = [&](uint8_t i) {
    const Comparison& comparison = model.comparisons[i];
    return comparison.kind != Kind::kName
               ? 8
               : (comparison.swaps_with != kNoField ? 3 : 1) +
                     (comparison.nickname != kNoField ? 2 : 0);
  };
  std::stable_sort(
      order_of_names_.begin(), order_of_names_.end(),
      [&](uint8_t x, uint8_t y) { return distances(x) < distances(y); });
  own_.resize(comparisons);
  bound_.resize(comparisons);
  other_.resize(comparisons);
}

Screen::Bounds Screen::BoundsOf(const Comparison& comparison) {
  const auto most = [&](auto may_be) {
    Bound bound{-1e3, -1e3};
    for (int raw = 0; raw < WordsOf(comparison.kind).LevelCount(); ++raw) {
      if (!may_be(raw)) continue;
      const Level& level = comparison.levels[comparison.counts_as[raw]];
      bound.same = std::max(bound.same, level.same_bits);
      bound.margin = std::max(bound.margin, level.same_bits - level.kin_bits);
    }
    return bound;
  };
  // Dates and areas written in two ways can still be one.
  const bool may_be_first =
      comparison.kind == Kind::kDate || comparison.kind == Kind::kArea;
  Bounds bounds;
  bounds.unequal = most([&](int raw) { return raw > 0 || may_be_first; });
  if (comparison.kind == Kind::kIssued) {
    bounds.unequal.same = std::max(bounds.unequal.same, 0.0);
    bounds.unequal.margin = std::max(bounds.unequal.margin, 0.0);
  }
  if (comparison.kind != Kind::kName) return bounds;
  bounds.unequal_sound =
      most([](int raw) { return raw > static_cast<int>(NameLevel::kAlike); });
  bounds.nickname = most([](int raw) {
    return raw == static_cast<int>(NameLevel::kNickname) ||
           raw == static_cast<int>(NameLevel::kSwapped);
  });
  bounds.nickname.same = std::max(bounds.nickname.same, 0.0);
  bounds.nickname.margin = std::max(bounds.nickname.margin, 0.0);
  return bounds;
}

Screen::Bound Screen::BoundOfLevel(size_t i, int raw) const {
  const Comparison& comparison = model_.comparisons[i];
  const Level& level = comparison.levels[comparison.counts_as[raw]];
  return {level.same_bits, level.same_bits - level.kin_bits};
}

Screen::Bound Screen::BoundOfAgreed(size_t i, ValueId value) const {
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
  return bound;
}

void Screen::SetRecord(ProfileView record) {
  record_ = record;
  for (size_t i = 0; i < own_.size(); ++i) {
    const Comparison& comparison = model_.comparisons[i];
    Own& own = own_[i];
    own = Own();
    own.values = ValuesOf(record, comparison.field);
    if (own.values.size() != 1) continue;
    own.value = own.values[0].value();
    own.agreed = BoundOfAgreed(i, own.value);
    own.ready = lexicon_.sound(own.value);
    own.is_unchecked = comparison.kind == Kind::kNationalId &&
                       lexicon_.text(own.value)[0] == '?';
  }
}

Screen::Bound Screen::BoundForMany(size_t i, ProfileView other) const {
  const ValueId agreed = CommonValue(other, own_[i].values);
  return agreed == kNoValue ? bounds_[i].unequal : BoundOfAgreed(i, agreed);
}

// One value on either side, and not the same: all but names is known at once.
Screen::Bound Screen::BoundForOne(size_t i, ValueId other) const {
  const Own& own = own_[i];
  switch (model_.comparisons[i].kind) {
    case Kind::kName:
      return lexicon_.sound(other) == own.ready ? bounds_[i].unequal
                                                : bounds_[i].unequal_sound;
    case Kind::kWord:
      return BoundOfLevel(i, static_cast<int>(WordLevel::kDiffers));
    case Kind::kDate:
      return BoundOfLevel(
          i, static_cast<int>(
                 CompareDates(lexicon_.date(other), lexicon_.date(own.value))));
    case Kind::kNumber:
    case Kind::kNationalId: {
      const uint64_t digits = lexicon_.digits(other);
      constexpr int kCountAt = 60;
      const bool is_near_listed_alone =
          model_.comparisons[i].kind == Kind::kNationalId ||
          !model_.comparisons[i]
               .levels[static_cast<size_t>(NumberLevel::kClose)]
               .is_listed;
      if (digits == 0 || own.ready == 0 || !is_near_listed_alone ||
          digits >> kCountAt != own.ready >> kCountAt || digits == own.ready ||
          AreOneSlipApart(digits, own.ready)) {
        return bounds_[i].unequal;
      }
      if (model_.comparisons[i].kind == Kind::kNumber) {
        return BoundOfLevel(i, static_cast<int>(NumberLevel::kDiffers));
      }
      const bool is_unchecked =
          own.is_unchecked || lexicon_.text(other)[0] == '?';
      return BoundOfLevel(
          i, static_cast<int>(is_unchecked ? NationalIdLevel::kUncheckedDiffers
                                           : NationalIdLevel::kDiffers));
    }
    case Kind::kArea:
      return BoundOfLevel(
          i, static_cast<int>(
                 CompareAreas(lexicon_.text(other), lexicon_.text(own.value))));
    case Kind::kIssued:
      return bounds_[i].unequal;
  }
  return bounds_[i].unequal;
}

Screen::Bound Screen::BoundByEquality(ProfileView other) {
  Bound sum{prior_.same_bits, prior_.same_bits - prior_.kin_bits};
  std::fill(bound_.begin(), bound_.end(), Bound());
  std::fill(other_.begin(), other_.end(), kNoValue);
  for (const uint8_t i : with_nickname_) bound_[i] = bounds_[i].nickname;
  for (size_t at = 0; at < other.size();) {
    const int field = other[at].field();
    const size_t begin = at++;
    while (at < other.size() && other[at].field() == field) ++at;
    const int8_t i = comparison_of_[field];
    if (i < 0 || own_[i].values.empty()) continue;
    if (own_[i].value == kNoValue || at - begin > 1) {
      bound_[i] = BoundForMany(i, other.subspan(begin, at - begin));
    } else if (other[begin].value() == own_[i].value) {
      bound_[i] = own_[i].agreed;
    } else {
      bound_[i] = bounds_[i].unequal;
      other_[i] = other[begin].value();
    }
  }
  for (const Bound& bound : bound_) {
    sum.same += bound.same;
    sum.margin += bound.margin;
  }
  return sum;
}

bool Screen::Weigh(ProfileView other, Weight* weight) {
  Bound sum = BoundByEquality(other);
  if (IsHopeless(sum)) return false;
  for (const uint8_t i : order_of_looks_) {
    if (other_[i] == kNoValue) continue;
    const Bound bound = BoundForOne(i, other_[i]);
    sum.same += bound.same - bound_[i].same;
    sum.margin += bound.margin - bound_[i].margin;
    bound_[i] = bound;
    if (IsHopeless(sum)) return false;
  }
  Levels levels;
  levels.level.fill(kNotCompared);
  levels.agreed.fill(kNoValue);
  for (const uint8_t i : order_of_names_) {
    comparer_.CompareOne(i, ValuesOf(other, model_.comparisons[i].field),
                         own_[i].values, other, record_, &levels);
    double same = 0, kin = 0;
    if (levels.level[i] != kNotCompared) {
      BitsOf(model_, lexicon_, levels, i, records_, &same, &kin);
    }
    sum.same += same - bound_[i].same;
    sum.margin += same - kin - bound_[i].margin;
    if (IsHopeless(sum)) return false;
  }
  *weight = WeightOf(model_, lexicon_, levels, prior_, records_);
  return weight->Probability() >= least_probability_;
}

}  // namespace saan::match
