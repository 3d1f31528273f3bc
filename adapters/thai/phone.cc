#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "adapters/thai/number.h"
#include "adapters/thai/text.h"

namespace saan::thai {
namespace {

using Fault = ParsedPhone::Fault;

// A cell with more numbers than this is no contact, and the rest of it is left
// to the raw text.
constexpr size_t kMostPhones = 16;
constexpr size_t kMostPhoneBytes = 2000;
constexpr size_t kMostE164Digits = 15;
constexpr size_t kMostExtensionDigits = 6;
// "0-2123-4567-9": lines 4567 to 4569.
constexpr size_t kMostRangeDigits = 2;

// The number, and what is said about it.
struct Piece {
  std::string number;     // Digits, '+', and dashes as written.
  std::string extension;  // Digits.
  std::string note;
};

// Words that only say "telephone".
std::string WithoutLabels(absl::string_view note) {
  constexpr absl::string_view kLabels[] = {"เบอร์โทรศัพท์", "เบอร์โทร", "โทรศัพท์",
                                           "โทร",        "มือถือ",    "เบอร์",
                                           "tel",        "mobile"};
  std::string text(note);
  for (const absl::string_view label : kLabels) {
    if (absl::StartsWithIgnoreCase(text, label)) text.erase(0, label.size());
  }
  const size_t begin = text.find_first_not_of(" .:()-");
  if (begin == std::string::npos) return std::string();
  return text.substr(begin, text.find_last_not_of(" .:()-") + 1 - begin);
}

std::string DigitsOf(absl::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (absl::ascii_isdigit(c)) digits.push_back(c);
  }
  return digits;
}

// Cuts "ต่อ 12", "ext. 12" or "#12" off the end.
absl::string_view CutExtension(absl::string_view text, std::string* extension) {
  constexpr absl::string_view kWords[] = {"ต่อ", "ext", "#"};
  for (const absl::string_view word : kWords) {
    const size_t at = text.find(word);
    if (at == absl::string_view::npos || at == 0) continue;
    const std::string digits = DigitsOf(text.substr(at));
    if (digits.empty() || digits.size() > kMostExtensionDigits) continue;
    *extension = digits;
    return text.substr(0, at);
  }
  return text;
}

// The number reaches from the first digit or '+' to the last digit of the
// characters that numbers are written with; words before and after are a note.
Piece ReadPiece(absl::string_view text) {
  constexpr absl::string_view kNumberCharacters = "0123456789+-. ()";
  Piece piece;
  text = CutExtension(text, &piece.extension);
  const size_t begin = text.find_first_of("+0123456789");
  if (begin == absl::string_view::npos) {
    piece.note = WithoutLabels(text);
    return piece;
  }
  size_t end = text.find_first_not_of(kNumberCharacters, begin);
  if (end == absl::string_view::npos) end = text.size();
  const absl::string_view written = text.substr(begin, end - begin);
  for (const char c : written) {
    if (absl::ascii_isdigit(c) || c == '+' || c == '-')
      piece.number.push_back(c);
  }
  while (!piece.number.empty() && piece.number.back() == '-') {
    piece.number.pop_back();
  }
  std::string before = WithoutLabels(text.substr(0, begin));
  std::string after = WithoutLabels(text.substr(end));
  // Digits in a note mean that the number was not understood.
  if (!DigitsOf(after).empty()) piece.number.clear();
  const bool both = !before.empty() && !after.empty();
  piece.note = absl::StrCat(before, both ? " " : "", after);
  return piece;
}

// Digits behind +66 for a number written in Thailand; nothing when its length
// and first digits fit none.
std::optional<std::string> NationalNumber(absl::string_view digits) {
  if (!absl::ConsumePrefix(&digits, "0066")) {
    // 66 and nine digits of a mobile, or eight of a fixed line.
    if (digits.size() >= 10 && digits.size() <= 12) {
      absl::ConsumePrefix(&digits, "66");
    }
  }
  const bool has_zero = absl::ConsumePrefix(&digits, "0");
  if (digits.empty()) return std::nullopt;
  const char first = digits[0];
  const bool is_mobile = first == '6' || first == '8' || first == '9';
  if (digits.size() == 9 && is_mobile) return std::string(digits);
  if (digits.size() != 8) return std::nullopt;
  if (first >= '2' && first <= '7' && first != '6') return std::string(digits);
  // Until 2006 mobiles had nine digits: 01 became 081.
  if (has_zero && (first == '1' || first == '6' || first == '9')) {
    return absl::StrCat("8", digits);
  }
  return std::nullopt;
}

bool IsOneDigitRepeated(absl::string_view digits) {
  return digits.find_first_not_of(digits[0]) == absl::string_view::npos;
}

bool IsMadeUp(absl::string_view digits) {
  return digits.size() >= 5 &&
         (IsOneDigitRepeated(digits) || digits == "0123456789" ||
          digits == "1234567890" || digits == "123456789");
}

// A mobile such as 0999999999: it could be someone's, and seldom is.
bool LooksLikeDummy(absl::string_view national) {
  return IsOneDigitRepeated(national.substr(1));
}

std::optional<std::string> ForeignNumber(absl::string_view number) {
  if (!absl::ConsumePrefix(&number, "+")) return std::nullopt;
  const std::string digits = DigitsOf(number);
  if (absl::StartsWith(digits, "66") || absl::StartsWith(digits, "0") ||
      digits.size() < 8 || digits.size() > kMostE164Digits) {
    return std::nullopt;
  }
  return absl::StrCat("+", digits);
}

// Three or four digits that begin with 1: 191, 1300, 1669.
bool IsShortCode(absl::string_view digits) {
  return (digits.size() == 3 || digits.size() == 4) && digits[0] == '1';
}

ParsedPhone PhoneOf(const Piece& piece) {
  ParsedPhone parsed{v1::Phone(), Fault::kNone};
  parsed.phone.set_owner_note(piece.note);
  const std::string digits = DigitsOf(piece.number);
  if (digits.empty()) {
    parsed.fault = Fault::kInvalid;
    return parsed;
  }
  if (IsShortCode(digits)) {
    parsed.phone.set_number(digits);
    return parsed;
  }
  if (IsMadeUp(digits) && !NationalNumber(digits)) {
    parsed.fault = Fault::kPlaceholder;
    return parsed;
  }
  if (std::optional<std::string> foreign = ForeignNumber(piece.number)) {
    parsed.phone.set_number(*std::move(foreign));
    return parsed;
  }
  std::optional<std::string> national = NationalNumber(digits);
  if (!national) {
    const size_t dash = piece.number.rfind('-');
    if (dash != std::string::npos &&
        piece.number.size() - dash - 1 <= kMostRangeDigits) {
      national = NationalNumber(DigitsOf(piece.number.substr(0, dash)));
    }
  }
  if (!national) {
    parsed.fault = Fault::kInvalid;
    return parsed;
  }
  parsed.phone.set_is_doubtful(LooksLikeDummy(*national));
  parsed.phone.set_number(absl::StrCat("+66", *national));
  if (!piece.extension.empty()) {
    absl::StrAppend(parsed.phone.mutable_number(), ";ext=", piece.extension);
  }
  return parsed;
}

// Splits at commas, slashes, semicolons, bars and "หรือ".
std::vector<absl::string_view> Pieces(absl::string_view text) {
  constexpr absl::string_view kOr = "หรือ";
  std::vector<absl::string_view> pieces;
  size_t begin = 0;
  for (size_t at = 0; at <= text.size();) {
    size_t skip = 0;
    if (at == text.size() || absl::StrContains(",/;|", text[at])) {
      skip = 1;
    } else if (absl::StartsWith(text.substr(at), kOr)) {
      skip = kOr.size();
    }
    if (skip == 0) {
      ++at;
      continue;
    }
    const absl::string_view piece =
        absl::StripAsciiWhitespace(text.substr(begin, at - begin));
    if (!piece.empty()) pieces.push_back(piece);
    if (pieces.size() == kMostPhones) break;
    at += skip;
    begin = at;
  }
  return pieces;
}

}  // namespace

std::vector<ParsedPhone> ParsePhones(absl::string_view text) {
  ParsedPhone absent{v1::Phone(), Fault::kAbsent};
  if (text.size() > kMostPhoneBytes) {
    absent.fault = Fault::kInvalid;
    return {absent};
  }
  const std::string folded = ArabicDigits(Fold(text));
  // "ไม่มีโทรศัพท์" and the like.
  if (IsFiller(folded) ||
      (absl::StartsWith(folded, "ไม่มี") && DigitsOf(folded).empty())) {
    return {absent};
  }
  std::vector<ParsedPhone> phones;
  for (const absl::string_view text_piece : Pieces(folded)) {
    const Piece piece = ReadPiece(text_piece);
    // "0-2123-4567/8" names the next line, not another telephone.
    if (!phones.empty() && piece.note.empty() &&
        phones.back().fault == Fault::kNone &&
        DigitsOf(piece.number).size() <= kMostRangeDigits) {
      phones.back().is_repaired = true;
      continue;
    }
    ParsedPhone phone = PhoneOf(piece);
    phone.is_repaired |=
        phone.phone.number() != text_piece && phone.fault == Fault::kNone;
    phones.push_back(std::move(phone));
  }
  if (phones.empty()) phones.push_back(std::move(absent));
  return phones;
}

}  // namespace saan::thai
