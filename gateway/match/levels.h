// The kinds of comparison, and the levels that each can come to. The words
// stand in model files and in evidence: change them only with both.

#ifndef SAAN_GATEWAY_MATCH_LEVELS_H_
#define SAAN_GATEWAY_MATCH_LEVELS_H_

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"

namespace saan::match {

// Levels run from the strongest agreement down, so that the better of two is
// the smaller.

// Names of people, streets and places. "alike": one sound and much the same
// letters; "swapped": it stands in the other field, and the other in this one;
// "close" and "similar": by letters alone; "latin": the same sounds, one side
// in Latin letters; "former": one side's name is, or sounds and is spelt much
// like, one that the other bore before; "nickname": one side's name is the
// other's nickname; "part": one side has some of the words of the other, or
// their initial; "lookalike": alike or close, but both are names that others
// bear too, so that it is less likely a slip of the pen.
enum class NameLevel {
  kExact,
  kAlike,
  kSwapped,
  kClose,
  kLatin,
  kFormer,
  kNickname,
  kPart,
  kLookalike,
  kSimilar,
  kDiffers,
};
// Dates of birth. "swapped": day and month have changed places; "typo": one
// digit is another, or two neighbours have changed places; "month": year and
// month agree and no day can be compared; "part": two of day, month and year
// agree; "year": no more than the year can be compared, and it is equal;
// "interval": ages or the like that can be of one birth; "near": within a year
// of it, where a side is not known to the day.
enum class DateLevel {
  kDay,
  kSwapped,
  kTypo,
  kMonth,
  kPart,
  kYear,
  kInterval,
  kNear,
  kDiffers,
};
// 13-digit numbers. "near": one digit is another, or two neighbours have
// changed places; "unchecked": the check digit does not fit on at least one
// side.
enum class NationalIdLevel {
  kEqual,
  kUncheckedEqual,
  kUncheckedNear,
  kNear,
  kUncheckedDiffers,
  kDiffers,
};
// Other numbers and codes. "near": one edit away; "close": two, in seven signs
// or more.
enum class NumberLevel { kEqual, kNear, kClose, kDiffers };
// Numbers that one register gives out, written "register:number": those of two
// registers are not compared.
enum class IssuedLevel { kEqual, kDiffers };
// One of few words.
enum class WordLevel { kEqual, kDiffers };
// Area codes of 2, 4 or 6 digits.
enum class AreaLevel { kSubdistrict, kDistrict, kProvince, kDiffers };

enum class Kind { kName, kDate, kNationalId, kNumber, kIssued, kWord, kArea };
inline constexpr size_t kKindCount = 7;
inline constexpr size_t kMaxLevels = 11;

struct KindWords {
  const char* kind;
  const char* levels[kMaxLevels];  // In order; nullptr after the last.

  constexpr int LevelCount() const {
    int count = 0;
    while (count < static_cast<int>(kMaxLevels) && levels[count]) ++count;
    return count;
  }
};
// By Kind.
inline constexpr KindWords kKindWords[kKindCount] = {
    {"name",
     {"exact", "alike", "swapped", "close", "latin", "former", "nickname",
      "part", "lookalike", "similar", "differs"}},
    {"date",
     {"day", "swapped", "typo", "month", "part", "year", "interval", "near",
      "differs"}},
    {"national_id",
     {"equal", "unchecked_equal", "unchecked_near", "near", "unchecked_differs",
      "differs"}},
    {"number", {"equal", "near", "close", "differs"}},
    {"issued", {"equal", "differs"}},
    {"word", {"equal", "differs"}},
    {"area", {"subdistrict", "district", "province", "differs"}},
};

inline const KindWords& WordsOf(Kind kind) {
  return kKindWords[static_cast<size_t>(kind)];
}

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_LEVELS_H_
