#include "gateway/match/screen.h"

#include <algorithm>
#include <cmath>

namespace saan::match {
namespace {

// Sums are taken in another order than in WeightOf.
constexpr double kSlackBits = 1e-6;

// What a comparison costs, roughly: numbers at hand, then texts, then edits.
int CostOf(Kind kind) {
  switch (kind) {
    case Kind::kWord:
      return 0;
    case Kind::kDate:
      return 1;
    case Kind::kIssued:
    case Kind::kArea:
      return 2;
    case Kind::kNationalId:
      return 3;
    case Kind::kNumber:
      return 4;
    case Kind::kName:
      return 5;
  }
  return 5;
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

// Where the values of each field stand in two profiles.
struct Screen::Views {
  std::array<ProfileView, kMaxFields> a;
  std::array<ProfileView, kMaxFields> b;

  Views(const Model& model, ProfileView of_a, ProfileView of_b) {
    Split(model, of_a, &a);
    Split(model, of_b, &b);
  }
  static void Split(const Model& model, ProfileView profile,
                    std::array<ProfileView, kMaxFields>* views) {
    const int fields = static_cast<int>(model.fields.size());
    size_t at = 0;
    for (int field = 0; field < fields; ++field) {
      const size_t begin = at;
      while (at < profile.size() && profile[at].field() == field) ++at;
      (*views)[field] = ProfileView(profile.data() + begin, at - begin);
    }
  }
};

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
  for (size_t i = 0; i < model.comparisons.size(); ++i) {
    bounds_.push_back(BoundsOf(model.comparisons[i]));
    order_.push_back(static_cast<uint8_t>(i));
  }
  std::stable_sort(order_.begin(), order_.end(), [&](uint8_t x, uint8_t y) {
    return CostOf(model.comparisons[x].kind) <
           CostOf(model.comparisons[y].kind);
  });
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

Screen::Bound Screen::BoundFor(size_t i, const Views& views) const {
  const Comparison& comparison = model_.comparisons[i];
  const ProfileView a = views.a[comparison.field];
  const ProfileView b = views.b[comparison.field];
  if (a.empty() || b.empty()) {
    return comparison.nickname == kNoField ? Bound() : bounds_[i].nickname;
  }
  if (const ValueId agreed = CommonValue(a, b); agreed != kNoValue) {
    Levels levels;
    levels.level[i] = comparison.counts_as[0];
    levels.agreed[i] = agreed;
    double same = 0, kin = 0;
    BitsOf(model_, lexicon_, levels, i, records_, &same, &kin);
    Bound bound{same, same - kin};
    // Of these, what is written alike need not be the first level.
    if (comparison.kind == Kind::kNationalId ||
        comparison.kind == Kind::kDate || comparison.kind == Kind::kArea) {
      const Bound& unequal = bounds_[i].unequal;
      bound.same = std::max(bound.same, unequal.same);
      bound.margin = std::max(bound.margin, unequal.margin);
    }
    return bound;
  }
  if (comparison.kind != Kind::kName) return bounds_[i].unequal;
  for (const Trait x : a) {
    for (const Trait y : b) {
      if (lexicon_.sound(x.value()) == lexicon_.sound(y.value())) {
        return bounds_[i].unequal;
      }
    }
  }
  return bounds_[i].unequal_sound;
}

bool Screen::Weigh(ProfileView a, ProfileView b, Weight* weight) {
  const Views views(model_, a, b);
  std::array<Bound, kMaxComparisons> bound;
  Bound sum{prior_.same_bits, prior_.same_bits - prior_.kin_bits};
  for (const uint8_t i : order_) {
    bound[i] = BoundFor(i, views);
    sum.same += bound[i].same;
    sum.margin += bound[i].margin;
  }
  if (IsHopeless(sum)) return false;
  Levels levels;
  levels.level.fill(kNotCompared);
  levels.agreed.fill(kNoValue);
  for (const uint8_t i : order_) {
    const int field = model_.comparisons[i].field;
    comparer_.CompareOne(i, views.a[field], views.b[field], a, b, &levels);
    double same = 0, kin = 0;
    if (levels.level[i] != kNotCompared) {
      BitsOf(model_, lexicon_, levels, i, records_, &same, &kin);
    }
    sum.same += same - bound[i].same;
    sum.margin += same - kin - bound[i].margin;
    if (IsHopeless(sum)) return false;
  }
  *weight = WeightOf(model_, lexicon_, levels, prior_, records_);
  return weight->Probability() >= least_probability_;
}

}  // namespace saan::match
