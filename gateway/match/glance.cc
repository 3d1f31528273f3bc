#include "gateway/match/glance.h"

#include "absl/strings/ascii.h"
#include "gateway/match/distance.h"
#include "gateway/match/letters.h"
#include "gateway/match/thai_sound.h"

namespace saan::match {
namespace {

constexpr int kLastYear = 9999;
constexpr size_t kAreaDigits = 6;

}  // namespace

Glance GlanceOfName(absl::string_view name, uint64_t sound) {
  const int cost =
      std::min(Spelling(name).total() / glance::kCostUnit, glance::kMostCost);
  const int letters =
      std::min(static_cast<int>(Letters(name).size()), glance::kMostLetters);
  return static_cast<Glance>(sound << glance::kSoundShift) |
         static_cast<Glance>(letters) << glance::kLettersShift |
         static_cast<Glance>(cost) << glance::kCostShift |
         (IsLatin(name) ? 2 : 0) | 1;
}

Glance GlanceOfDay(const Day& day) {
  return day.year < 1 || day.year > kLastYear ? kNoGlance : DecimalOf(day);
}

Glance GlanceOfNumber(uint64_t digits, bool is_unchecked) {
  if (digits == 0) return kNoGlance;
  return static_cast<Glance>(digits >> 60 << 28 |
                             static_cast<uint64_t>(is_unchecked) << 27 |
                             (digits & 0xffffff));
}

Glance GlanceOfArea(absl::string_view area) {
  Glance glance = 0;
  for (size_t i = 0; i < kAreaDigits; ++i) {
    const bool is_there = i < area.size();
    if (is_there && !absl::ascii_isdigit(area[i])) return kNoGlance;
    glance = glance << 4 | (is_there ? area[i] - '0' : 0xf);
  }
  return glance << 8 | 1;
}

}  // namespace saan::match
