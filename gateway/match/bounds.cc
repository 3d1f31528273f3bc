#include "gateway/match/bounds.h"

#include <algorithm>

namespace saan::match {
namespace {

// Less than any level says.
constexpr double kLeastBits = -1e3;

// What each level of `comparison` says when it is reached.
std::array<Bound, kMaxLevels> LevelsOf(const Comparison& comparison) {
  std::array<Bound, kMaxLevels> levels;
  for (int raw = 0; raw < WordsOf(comparison.kind).LevelCount(); ++raw) {
    const Level& level = comparison.levels[comparison.counts_as[raw]];
    levels[raw] = {level.same_bits, level.same_bits - level.kin_bits};
  }
  return levels;
}

// The most that those levels say that may be reached.
template <typename MayBe>
Bound Most(const Bounds::Row& row, MayBe may_be) {
  Bound most{kLeastBits, kLeastBits};
  for (int raw = 0; raw < WordsOf(row.kind).LevelCount(); ++raw) {
    if (!may_be(raw)) continue;
    most.same = std::max(most.same, row.levels[raw].same);
    most.margin = std::max(most.margin, row.levels[raw].margin);
  }
  return most;
}

Bound OrNothing(const Bound& bound) {
  return {std::max(bound.same, 0.0), std::max(bound.margin, 0.0)};
}

bool MayBe(NameSight sight, NameLevel level) {
  switch (level) {
    case NameLevel::kExact:
      return false;
    case NameLevel::kSwapped:  // Of other fields.
    case NameLevel::kNickname:
    case NameLevel::kDiffers:
      return true;
    case NameLevel::kFormer:  // Such pairs are not bounded at all.
      return false;
    case NameLevel::kLatin:
      return sight == NameSight::kOtherScript;
    case NameLevel::kAlike:
      return sight == NameSight::kOneSound;
    case NameLevel::kPart:
      return sight != NameSight::kOtherScript;
    case NameLevel::kClose:
    case NameLevel::kLookalike:
    case NameLevel::kSimilar:
      return sight == NameSight::kOneSound || sight == NameSight::kOtherSound;
  }
  return true;
}

// One side has no value, and the comparison may say something all the same: the
// name stands in another field there (Comparer::Swapped), or a nickname does.
bool SwapsAlone(const Comparison& comparison) {
  return comparison.field < comparison.swaps_with;
}
bool SpeaksAlone(const Comparison& comparison) {
  return comparison.nickname != kNoField || SwapsAlone(comparison);
}

void SetNameBounds(const Comparison& comparison, Bounds::Row* row) {
  const auto most = [&](auto may_be, bool has_swaps) {
    return Most(*row, [&](int raw) {
      const auto level = static_cast<NameLevel>(raw);
      if (level == NameLevel::kSwapped && !has_swaps) return false;
      if (level == NameLevel::kNickname && comparison.nickname == kNoField) {
        return false;
      }
      return may_be(level);
    });
  };
  const bool has_swaps = comparison.swaps_with != kNoField;
  for (size_t i = 0; i < kNameSights; ++i) {
    const auto may_be = [&](NameLevel level) {
      return MayBe(static_cast<NameSight>(i), level);
    };
    row->sights[i] = most(may_be, has_swaps);
    row->unswapped_sights[i] = most(may_be, false);
  }
  if (!SpeaksAlone(comparison)) return;
  row->missing = OrNothing(most(
      [](NameLevel level) {
        return level == NameLevel::kSwapped || level == NameLevel::kNickname;
      },
      SwapsAlone(comparison)));
}

Bounds::Row RowOf(const Comparison& comparison) {
  Bounds::Row row;
  row.kind = comparison.kind;
  row.levels = LevelsOf(comparison);
  // Dates and areas written in two ways can still be one.
  const bool may_be_first =
      comparison.kind == Kind::kDate || comparison.kind == Kind::kArea;
  row.unequal = Most(row, [&](int raw) { return raw > 0 || may_be_first; });
  // Of two registers, or a nickname in the name's place: not compared.
  if (comparison.kind == Kind::kIssued || comparison.nickname != kNoField) {
    row.unequal = OrNothing(row.unequal);
  }
  row.shows_far =
      !comparison.levels[static_cast<size_t>(NumberLevel::kClose)].is_listed;
  if (comparison.kind == Kind::kName) SetNameBounds(comparison, &row);
  for (Bound& bound : row.levels) bound -= row.missing;
  for (Bound& bound : row.sights) bound -= row.missing;
  for (Bound& bound : row.unswapped_sights) bound -= row.missing;
  row.unequal -= row.missing;
  return row;
}

}  // namespace

Bounds::Bounds(const Model& model) {
  comparison_of_.fill(-1);
  for (size_t i = 0; i < model.comparisons.size(); ++i) {
    const Comparison& comparison = model.comparisons[i];
    rows_.push_back(RowOf(comparison));
    comparison_of_[comparison.field] = static_cast<int8_t>(i);
    order_.push_back(static_cast<uint8_t>(i));
    if (SpeaksAlone(comparison)) without_value_ |= 1u << i;
    if (comparison.swaps_with != kNoField) {
      with_swaps_.push_back(static_cast<uint8_t>(i));
    }
  }
  const auto taken_away = [&](uint8_t i) {
    const Row& row = rows_[i];
    const int last = WordsOf(row.kind).LevelCount() - 1;
    // All others are known by then.
    return row.kind == Kind::kName
               ? row.sights[static_cast<size_t>(NameSight::kOtherSound)].same -
                     row.levels[last].same
               : kLeastBits;
  };
  std::stable_sort(order_.begin(), order_.end(), [&](uint8_t x, uint8_t y) {
    return taken_away(x) > taken_away(y);
  });
}

}  // namespace saan::match
