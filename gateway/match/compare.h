// Compares the traits of two records field by field. Allocates nothing: the
// words of the evidence are written only for the pair that is reported.

#ifndef SAAN_GATEWAY_MATCH_COMPARE_H_
#define SAAN_GATEWAY_MATCH_COMPARE_H_

#include <array>
#include <cstdint>

#include "gateway/match/levels.h"
#include "gateway/match/model.h"
#include "saan/v1/match.pb.h"

namespace saan::match {

// The levels reached, and their sum with the prior. What one side does not
// know is not compared and weighs nothing.
struct Weighed {
  static constexpr int8_t kNotCompared = -1;

  std::array<int8_t, kFieldCount> levels;
  double bits = 0;

  bool IsCompared(Field field) const { return At(field) != kNotCompared; }
  template <typename Level>
  bool Is(Field field, Level level) const {
    return At(field) == static_cast<int8_t>(level);
  }
  // Compared, and no weaker than `level`.
  template <typename Level>
  bool IsAtLeast(Field field, Level level) const {
    return IsCompared(field) && At(field) <= static_cast<int8_t>(level);
  }

 private:
  int8_t At(Field field) const { return levels[static_cast<size_t>(field)]; }
};

Weighed Weigh(const LoadedModel& model, const v1::Traits& a,
              const v1::Traits& b);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_COMPARE_H_
