// What can be told of a value without a look at the lexicon: 32 bits that stand
// beside its number in every profile, so that most pairs are told apart from
// the two profiles alone. A glance of 0 tells nothing.

#ifndef SAAN_GATEWAY_MATCH_GLANCE_H_
#define SAAN_GATEWAY_MATCH_GLANCE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "gateway/match/day.h"
#include "gateway/match/levels.h"

namespace saan::match {

using Glance = uint32_t;
inline constexpr Glance kNoGlance = 0;

// From the highest bit down: 16 bits of its sound, letters (6), what leaving it
// out costs (8, gateway/match/distance.h), whether in Latin letters, and a one.
Glance GlanceOfName(absl::string_view name, uint64_t sound);
// YYYYMMDD, four bits a digit.
Glance GlanceOfDay(const Day& day);
// `digits` as Lexicon has them: how many (4), whether unchecked, and the last
// six digits.
Glance GlanceOfNumber(uint64_t digits, bool is_unchecked);
// Six digits, four bits each, 0xf behind the last; and a one.
Glance GlanceOfArea(absl::string_view area);

// What two different names may come to.
enum class NameSight {
  kOneSound,     // Anything in one script.
  kOtherSound,   // Not "alike".
  kFar,          // "part" or "differs".
  kOtherScript,  // "latin" or "differs".
};
inline constexpr size_t kNameSights = 4;
NameSight LookAtNames(Glance a, Glance b);
// False when two names are certainly less alike than "close".
bool MayBeClose(Glance a, Glance b);

// True when two numbers of one length, four bits a digit, differ in one digit,
// or in two neighbours that changed places.
inline bool AreOneSlipApart(uint64_t a, uint64_t b) {
  const uint64_t differing = a ^ b;
  if (differing == 0) return false;
  const int lowest = __builtin_ctzll(differing) / 4 * 4;
  const uint64_t rest = differing >> lowest;
  if (rest <= 0xf) return true;
  if (rest > 0xff) return false;
  const uint64_t x = a >> lowest & 0xff, y = b >> lowest & 0xff;
  return x == (y >> 4 | (y & 0xf) << 4);
}

// Days as YYYYMMDD, four bits a digit.
inline DateLevel CompareDays(uint32_t a, uint32_t b) {
  if (a == b) return DateLevel::kDay;
  const uint32_t differing = a ^ b;
  const bool is_one_year = differing >> 16 == 0;
  if (is_one_year && (a >> 8 & 0xff) == (b & 0xff) &&
      (b >> 8 & 0xff) == (a & 0xff)) {
    return DateLevel::kSwapped;
  }
  if (AreOneSlipApart(a, b)) return DateLevel::kTypo;
  const int equal =
      is_one_year + ((differing & 0xff00) == 0) + ((differing & 0xff) == 0);
  return equal == 2 ? DateLevel::kPart : DateLevel::kDiffers;
}

// True when two numbers of one length certainly differ by more than one slip.
// Numbers of two lengths may be one edit apart.
inline bool AreFarNumbers(Glance a, Glance b) {
  constexpr uint32_t kDigits = 0xffffff;
  return a != kNoGlance && b != kNoGlance && a >> 28 == b >> 28 &&
         ((a ^ b) & kDigits) != 0 && !AreOneSlipApart(a & kDigits, b & kDigits);
}
inline bool IsUnchecked(Glance national_id) {
  return (national_id & 1u << 27) != 0;
}

// Areas, both glances known.
inline AreaLevel CompareAreaDigits(Glance a, Glance b) {
  const uint32_t differing = a ^ b;
  if (differing >> 8 == 0) return AreaLevel::kSubdistrict;
  if (differing >> 16 == 0) return AreaLevel::kDistrict;
  return differing >> 24 == 0 ? AreaLevel::kProvince : AreaLevel::kDiffers;
}

namespace glance {

// Names.
inline constexpr int kCostShift = 2, kLettersShift = 10, kSoundShift = 16;
inline constexpr int kMostCost = 0xff, kMostLetters = 0x3f;
inline constexpr int kCostUnit = 16;  // Hundredths of an edit.

// True when two names are certainly less than `percent` alike (Similarity), for
// leaving out what only the longer has costs too much; and they do not differ
// in one place alone, for their lengths do by more.
inline bool AreOfFarLengths(Glance a, Glance b, int percent) {
  const auto cost = [](Glance name) {
    return static_cast<int>(name >> kCostShift) & kMostCost;
  };
  const auto letters = [](Glance name) {
    return static_cast<int>(name >> kLettersShift) & kMostLetters;
  };
  const auto [shorter, longer] = std::minmax({cost(a), cost(b)});
  const auto [fewer, more] = std::minmax({letters(a), letters(b)});
  // With what rounding takes away.
  return longer < kMostCost && more < kMostLetters &&
         (longer - shorter - 1) * 100 > (longer + 1) * (100 - percent) + 10 &&
         more - fewer > 2;
}

}  // namespace glance

inline NameSight LookAtNames(Glance a, Glance b) {
  if (((a ^ b) & 2) != 0) return NameSight::kOtherScript;
  if ((a ^ b) >> glance::kSoundShift == 0) return NameSight::kOneSound;
  return glance::AreOfFarLengths(a, b, 60) ? NameSight::kFar
                                           : NameSight::kOtherSound;
}

inline bool MayBeClose(Glance a, Glance b) {
  if (a == kNoGlance || b == kNoGlance) return true;
  return ((a ^ b) & 2) == 0 && !glance::AreOfFarLengths(a, b, 75);
}

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_GLANCE_H_
