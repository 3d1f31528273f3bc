#include "adapters/thai/date_words.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace saan::thai {
namespace {

// "วันเสาร์ที่ 14 เดือน มีนาคม พุทธศักราช 2558 ปีมะแม" has ten.
constexpr size_t kMostTokens = 16;
// A longer number is no part of a date, and would not fit an int.
constexpr int kMostDigits = 10;

struct Word {
  absl::string_view text;
  DateWord word;
  int value = 0;
};

constexpr DateWord kMonth = DateWord::kMonth;
constexpr DateWord kEnglish = DateWord::kEnglishMonth;
constexpr DateWord kWeekday = DateWord::kWeekday;
constexpr DateWord kLunar = DateWord::kLunar;

constexpr Word kWords[] = {
    // Months: in full, abbreviated, as spoken, and as mistyped.
    {"มกราคม", kMonth, 1},
    {"ม.ค.", kMonth, 1},
    {"ม.ค", kMonth, 1},
    {"มกรา", kMonth, 1},
    {"มค", kMonth, 1},
    {"กุมภาพันธ์", kMonth, 2},
    {"กุมภาพันธุ์", kMonth, 2},
    {"ก.พ.", kMonth, 2},
    {"ก.พ", kMonth, 2},
    {"กุมภา", kMonth, 2},
    {"กพ", kMonth, 2},
    {"มีนาคม", kMonth, 3},
    {"มี.ค.", kMonth, 3},
    {"มี.ค", kMonth, 3},
    {"มีนา", kMonth, 3},
    {"มีค", kMonth, 3},
    {"เมษายน", kMonth, 4},
    {"เม.ย.", kMonth, 4},
    {"เม.ย", kMonth, 4},
    {"เมษา", kMonth, 4},
    {"เมย", kMonth, 4},
    {"พฤษภาคม", kMonth, 5},
    {"พ.ค.", kMonth, 5},
    {"พ.ค", kMonth, 5},
    {"พฤษภา", kMonth, 5},
    {"พค", kMonth, 5},
    {"มิถุนายน", kMonth, 6},
    {"มิ.ย.", kMonth, 6},
    {"มิ.ย", kMonth, 6},
    {"มิถุนา", kMonth, 6},
    {"มิย", kMonth, 6},
    {"กรกฎาคม", kMonth, 7},
    {"กรกฏาคม", kMonth, 7},
    {"ก.ค.", kMonth, 7},
    {"ก.ค", kMonth, 7},
    {"กรกฎา", kMonth, 7},
    {"กรกฏา", kMonth, 7},
    {"กค", kMonth, 7},
    {"สิงหาคม", kMonth, 8},
    {"ส.ค.", kMonth, 8},
    {"ส.ค", kMonth, 8},
    {"สิงหา", kMonth, 8},
    {"สค", kMonth, 8},
    {"กันยายน", kMonth, 9},
    {"ก.ย.", kMonth, 9},
    {"ก.ย", kMonth, 9},
    {"กันยา", kMonth, 9},
    {"กย", kMonth, 9},
    {"ตุลาคม", kMonth, 10},
    {"ต.ค.", kMonth, 10},
    {"ต.ค", kMonth, 10},
    {"ตุลา", kMonth, 10},
    {"ตค", kMonth, 10},
    {"พฤศจิกายน", kMonth, 11},
    {"พ.ย.", kMonth, 11},
    {"พ.ย", kMonth, 11},
    {"พฤศจิกา", kMonth, 11},
    {"พย", kMonth, 11},
    {"ธันวาคม", kMonth, 12},
    {"ธ.ค.", kMonth, 12},
    {"ธ.ค", kMonth, 12},
    {"ธันวา", kMonth, 12},
    {"ธค", kMonth, 12},
    {"january", kEnglish, 1},
    {"jan", kEnglish, 1},
    {"february", kEnglish, 2},
    {"feb", kEnglish, 2},
    {"march", kEnglish, 3},
    {"mar", kEnglish, 3},
    {"april", kEnglish, 4},
    {"apr", kEnglish, 4},
    {"may", kEnglish, 5},
    {"june", kEnglish, 6},
    {"jun", kEnglish, 6},
    {"july", kEnglish, 7},
    {"jul", kEnglish, 7},
    {"august", kEnglish, 8},
    {"aug", kEnglish, 8},
    {"september", kEnglish, 9},
    {"sept", kEnglish, 9},
    {"sep", kEnglish, 9},
    {"october", kEnglish, 10},
    {"oct", kEnglish, 10},
    {"november", kEnglish, 11},
    {"nov", kEnglish, 11},
    {"december", kEnglish, 12},
    {"dec", kEnglish, 12},
    // Days of the week.
    {"วันจันทร์", kWeekday, 1},
    {"วันอังคาร", kWeekday, 2},
    {"วันพุธ", kWeekday, 3},
    {"วันพฤหัสบดี", kWeekday, 4},
    {"วันพฤหัส", kWeekday, 4},
    {"วันศุกร์", kWeekday, 5},
    {"วันเสาร์", kWeekday, 6},
    {"วันอาทิตย์", kWeekday, 7},
    // Eras.
    {"พุทธศักราช", DateWord::kBuddhist},
    {"พ.ศ.", DateWord::kBuddhist},
    {"พ.ศ", DateWord::kBuddhist},
    {"พศ", DateWord::kBuddhist},
    {"คริสต์ศักราช", DateWord::kCommon},
    {"คริสตศักราช", DateWord::kCommon},
    {"ค.ศ.", DateWord::kCommon},
    {"ค.ศ", DateWord::kCommon},
    {"คศ", DateWord::kCommon},
    // What adds nothing.
    {"วันเดือนปีเกิด", DateWord::kFiller},
    {"วันที่", DateWord::kFiller},
    {"วันเกิด", DateWord::kFiller},
    {"เกิดวันที่", DateWord::kFiller},
    {"เกิดเมื่อ", DateWord::kFiller},
    {"เกิด", DateWord::kFiller},
    {"ที่", DateWord::kFiller},
    // Ages.
    {"เดือน", DateWord::kMonthWord},
    {"ปี", DateWord::kYearWord},
    {"ขวบ", DateWord::kYearsOld},
    {"อายุ", DateWord::kAgeWord},
    {"ประมาณ", DateWord::kAbout},
    {"ราว", DateWord::kAbout},
    {"กว่า", DateWord::kAbout},
    {"เศษ", DateWord::kAbout},
    // The lunar calendar and its years.
    {"ขึ้น", kLunar},
    {"แรม", kLunar},
    {"ค่ำ", kLunar},
    {"ชวด", kLunar},
    {"ฉลู", kLunar},
    {"ขาล", kLunar},
    {"เถาะ", kLunar},
    {"มะโรง", kLunar},
    {"มะเส็ง", kLunar},
    {"มะเมีย", kLunar},
    {"มะแม", kLunar},
    {"วอก", kLunar},
    {"ระกา", kLunar},
    {"จอ", kLunar},
    {"กุน", kLunar},
};

// The longest word that opens the text; nothing when none does.
const Word* WordAt(absl::string_view text) {
  const Word* longest = nullptr;
  for (const Word& word : kWords) {
    if (word.text[0] != text[0]) continue;
    if (longest != nullptr && word.text.size() <= longest->text.size()) {
      continue;
    }
    if (absl::StartsWith(text, word.text)) longest = &word;
  }
  return longest;
}

bool IsSeparator(char c) {
  return c == ' ' || c == '/' || c == '-' || c == '.' || c == ',';
}

bool IsUnknownMark(char c) {
  return c == '-' || c == '?' || c == '_' || c == '*' || c == 'x';
}

// The bytes of a part such as "--" that stands between slashes or ends; 0 when
// there is none at `at`.
size_t UnknownPartAt(absl::string_view text, size_t at) {
  if (!IsUnknownMark(text[at])) return 0;
  size_t before = at;
  while (before > 0 && text[before - 1] == ' ') --before;
  size_t end = at;
  while (end < text.size() && IsUnknownMark(text[end])) ++end;
  size_t after = end;
  while (after < text.size() && text[after] == ' ') ++after;
  const bool opens = before == 0 || text[before - 1] == '/';
  const bool closes = after == text.size() || text[after] == '/';
  const bool has_slash = (before > 0 && text[before - 1] == '/') ||
                         (after < text.size() && text[after] == '/');
  return opens && closes && has_slash ? end - at : 0;
}

std::optional<DateToken> NumberAt(absl::string_view text, size_t* at) {
  DateToken token{DateWord::kNumber};
  int64_t value = 0;
  while (*at < text.size() &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[*at]))) {
    if (++token.digits > kMostDigits) return std::nullopt;
    value = value * 10 + (text[*at] - '0');
    ++*at;
  }
  // Ten digits reach past an int; such a number is only ever a unix time, and
  // those past 2038 are no one's birth.
  if (value > INT32_MAX) return std::nullopt;
  token.value = static_cast<int>(value);
  return token;
}

}  // namespace

std::optional<std::vector<DateToken>> DateTokens(absl::string_view text) {
  std::vector<DateToken> tokens;
  for (size_t at = 0; at < text.size();) {
    if (tokens.size() == kMostTokens) return std::nullopt;
    if (absl::ascii_isdigit(static_cast<unsigned char>(text[at]))) {
      const std::optional<DateToken> number = NumberAt(text, &at);
      if (!number) return std::nullopt;
      tokens.push_back(*number);
    } else if (const size_t unknown = UnknownPartAt(text, at); unknown > 0) {
      tokens.push_back({DateWord::kUnknownPart});
      at += unknown;
    } else if (IsSeparator(text[at])) {
      ++at;
    } else if (const Word* word = WordAt(text.substr(at))) {
      tokens.push_back({word->word, word->value});
      at += word->text.size();
    } else {
      return std::nullopt;
    }
  }
  return tokens;
}

}  // namespace saan::thai
