// The most that each comparison of a model can say for one person, by what two
// profiles show at a glance.

#ifndef SAAN_GATEWAY_MATCH_BOUNDS_H_
#define SAAN_GATEWAY_MATCH_BOUNDS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/match/glance.h"
#include "gateway/match/levels.h"
#include "gateway/match/model.h"

namespace saan::match {

// Bits for one person: in all, and beyond what is said for kin.
struct Bound {
  double same = 0;
  double margin = 0;

  Bound& operator+=(const Bound& other) {
    same += other.same;
    margin += other.margin;
    return *this;
  }
  Bound& operator-=(const Bound& other) {
    same -= other.same;
    margin -= other.margin;
    return *this;
  }
};

// Of a model as it is now. Any thread may read it.
class Bounds {
 public:
  // Of one comparison; `missing` is taken off all others.
  struct Row {
    Kind kind = Kind::kWord;
    std::array<Bound, kMaxLevels> levels;  // By the level reached.
    // No value of the one side is a value of the other.
    Bound unequal;
    // The same for names, by what is seen of them; and when it is known too
    // that they have not changed places with another.
    std::array<Bound, kNameSights> sights;
    std::array<Bound, kNameSights> unswapped_sights;
    // One side has none.
    Bound missing;
    // Numbers: all that is near is listed.
    bool shows_far = false;
  };

  explicit Bounds(const Model& model);

  const Row& operator[](size_t comparison) const { return rows_[comparison]; }
  // The comparison of a field; -1 for none.
  int ComparisonOf(int field) const { return comparison_of_[field]; }
  // Comparisons, those first of which a look at the values takes most away.
  const std::vector<uint8_t>& order() const { return order_; }
  // Comparisons that say something although one side has no value.
  uint32_t without_value() const { return without_value_; }

  // Comparisons of names that may have changed places with another.
  const std::vector<uint8_t>& with_swaps() const { return with_swaps_; }

  // For two values, one on either side, which are not the same. Dates and areas
  // must both be known at a glance.
  const Bound& OfUnequal(size_t comparison, Glance a, Glance b) const;
  // Names that have not changed places.
  const Bound& OfUnswapped(size_t comparison, Glance a, Glance b) const {
    return rows_[comparison]
        .unswapped_sights[static_cast<size_t>(LookAtNames(a, b))];
  }

 private:
  std::vector<Row> rows_;
  std::array<int8_t, kMaxFields> comparison_of_;
  std::vector<uint8_t> order_;
  std::vector<uint8_t> with_swaps_;
  uint32_t without_value_ = 0;
};

inline const Bound& Bounds::OfUnequal(size_t comparison, Glance a,
                                      Glance b) const {
  const Row& row = rows_[comparison];
  const auto at = [&](auto level) -> const Bound& {
    return row.levels[static_cast<size_t>(level)];
  };
  switch (row.kind) {
    case Kind::kName:
      return row.sights[static_cast<size_t>(LookAtNames(a, b))];
    case Kind::kWord:
      return at(WordLevel::kDiffers);
    case Kind::kDate:
      return at(CompareDays(a, b));
    case Kind::kArea:
      return at(CompareAreaDigits(a, b));
    case Kind::kNumber:
      return row.shows_far && AreFarNumbers(a, b) ? at(NumberLevel::kDiffers)
                                                  : row.unequal;
    case Kind::kNationalId:
      if (!AreFarNumbers(a, b)) return row.unequal;
      return at(IsUnchecked(a | b) ? NationalIdLevel::kUncheckedDiffers
                                   : NationalIdLevel::kDiffers);
    case Kind::kIssued:
      return row.unequal;
  }
  return row.unequal;
}

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_BOUNDS_H_
