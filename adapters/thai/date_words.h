// The words and numbers that a date is written with, in order.

#ifndef SAAN_ADAPTERS_THAI_DATE_WORDS_H_
#define SAAN_ADAPTERS_THAI_DATE_WORDS_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"

namespace saan::thai {

enum class DateWord {
  kNumber,        // `value`, of `digits` digits.
  kUnknownPart,   // "--" or "??" between slashes.
  kMonth,         // `value` is 1 to 12.
  kEnglishMonth,  // `value` is 1 to 12; tells of the common era.
  kWeekday,       // `value` is 1 (Monday) to 7.
  kBuddhist,      // พ.ศ.
  kCommon,        // ค.ศ.
  kFiller,        // วันที่, เกิด: adds nothing.
  kMonthWord,     // เดือน.
  kYearWord,      // ปี.
  kYearsOld,      // ขวบ.
  kAgeWord,       // อายุ.
  kAbout,         // ประมาณ: an age may be so qualified.
  kLunar,  // ขึ้น, แรม, ค่ำ, and the twelve animals of years.
};

struct DateToken {
  DateWord word;
  int value = 0;
  int digits = 0;
};

// Tokens of folded text with ASCII digits in lower case. Nothing when a word is
// no word of a date, or there are more than a date can have.
std::optional<std::vector<DateToken>> DateTokens(absl::string_view text);

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_DATE_WORDS_H_
