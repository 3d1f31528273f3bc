#include "adapters/thai/number.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "adapters/thai/text.h"
#include "adapters/thai/utf8.h"

namespace saan::thai {
namespace {

constexpr size_t kPersonDigits = 13;
constexpr size_t kGCodeDigits = 12;
// A number with its dashes, spaces and an apostrophe is well under this.
constexpr size_t kMostNumberBytes = 120;

bool IsDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// "1.99010000001E+12": what a spreadsheet makes of a long number.
bool IsScientific(absl::string_view text) {
  size_t at = 0;
  while (at < text.size() && (absl::ascii_isdigit(text[at]) || text[at] == '.'))
    ++at;
  if (at == 0 || at == text.size() || (text[at] | 0x20) != 'e') return false;
  absl::string_view exponent = text.substr(at + 1);
  absl::ConsumePrefix(&exponent, "+");
  return !exponent.empty() && IsDigits(exponent);
}

bool IsPlaceholder(absl::string_view digits) {
  const absl::string_view first = digits.substr(0, kPersonDigits - 1);
  if (first.find_first_not_of(first[0]) == absl::string_view::npos) return true;
  if (digits == "1234567890121") return true;
  // First digit 9 is kept for the royal family and never in this data.
  return digits[0] == '9';
}

// The digits, and letters as capitals; marks that people put between are left
// out. Characters that have no place there stay, and make it unreadable.
std::string Compact(absl::string_view text) {
  std::string compact;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, &at);
    const bool is_dash = c == '-' || (c >= 0x2010 && c <= 0x2014);
    if (c == ' ' || c == '.' || c == '\'' || is_dash) continue;
    AppendUtf8(c, &compact);
  }
  absl::AsciiStrToUpper(&compact);
  return compact;
}

NumberClass ClassOf(absl::string_view compact) {
  if (!compact.empty() && compact[0] == 'G' &&
      compact.size() == kGCodeDigits + 1 && IsDigits(compact.substr(1))) {
    return NumberClass::kGCode;
  }
  if (compact.empty() || !IsDigits(compact)) return NumberClass::kUnreadable;
  if (compact.size() != kPersonDigits) return NumberClass::kBadLength;
  if (IsPlaceholder(compact)) return NumberClass::kPlaceholder;
  return CheckDigitFits(compact) ? NumberClass::kValid : NumberClass::kBadCheck;
}

v1::IdentifierKind KindOf(char first_digit) {
  switch (first_digit) {
    case '0':
    case '6':
    case '7':
      return v1::IDENTIFIER_KIND_NON_THAI_ID;
    default:
      return v1::IDENTIFIER_KIND_NATIONAL_ID;
  }
}

}  // namespace

bool CheckDigitFits(absl::string_view thirteen_digits) {
  if (thirteen_digits.size() != kPersonDigits || !IsDigits(thirteen_digits)) {
    return false;
  }
  int sum = 0;
  for (int i = 0; i < 12; ++i) {
    sum += (thirteen_digits[static_cast<size_t>(i)] - '0') * (13 - i);
  }
  return (11 - sum % 11) % 10 == thirteen_digits[12] - '0';
}

PersonNumber ParsePersonNumber(absl::string_view text) {
  PersonNumber number;
  if (text.size() > kMostNumberBytes) return number;
  const std::string folded = Fold(text);
  // imed@home writes a question mark, and whatever behind it, for "no card".
  if (IsFiller(folded) || folded[0] == '?') {
    number.number_class = NumberClass::kAbsent;
    return number;
  }
  const std::string arabic = ArabicDigits(folded);
  absl::string_view cell = arabic;
  if (IsScientific(cell)) {
    number.number_class = NumberClass::kDamagedExcel;
    return number;
  }
  // A whole number that a program wrote as a decimal one.
  if (cell.size() == kPersonDigits + 2 && IsDigits(cell.substr(0, 13))) {
    absl::ConsumeSuffix(&cell, ".0");
  }
  std::string compact = Compact(cell);
  number.number_class = ClassOf(compact);
  if (number.number_class == NumberClass::kUnreadable) return number;
  number.is_repaired = compact != text;
  number.value = std::move(compact);
  return number;
}

v1::Identifier IdentifierOf(const PersonNumber& number) {
  v1::Identifier identifier;
  switch (number.number_class) {
    case NumberClass::kValid:
    case NumberClass::kGCode:
      identifier.set_status(v1::IDENTIFIER_STATUS_VALID);
      break;
    case NumberClass::kBadCheck:
      identifier.set_status(v1::IDENTIFIER_STATUS_BAD_CHECK);
      break;
    case NumberClass::kPlaceholder:
      identifier.set_status(v1::IDENTIFIER_STATUS_PLACEHOLDER);
      break;
    default:
      return identifier;
  }
  identifier.set_value(number.value);
  identifier.set_kind(number.number_class == NumberClass::kGCode
                          ? v1::IDENTIFIER_KIND_STUDENT_G_CODE
                          : KindOf(number.value[0]));
  return identifier;
}

std::string WithDashes(absl::string_view thirteen_digits) {
  if (thirteen_digits.size() != kPersonDigits || !IsDigits(thirteen_digits)) {
    return std::string(thirteen_digits);
  }
  return absl::StrCat(
      thirteen_digits.substr(0, 1), "-", thirteen_digits.substr(1, 4), "-",
      thirteen_digits.substr(5, 5), "-", thirteen_digits.substr(10, 2), "-",
      thirteen_digits.substr(12, 1));
}

}  // namespace saan::thai
