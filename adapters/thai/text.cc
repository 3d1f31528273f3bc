#include "adapters/thai/text.h"

#include <array>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "adapters/thai/utf8.h"
#include "simdjson.h"

namespace saan::thai {
namespace {

// Words that stand where a value is missing, in lower case.
constexpr std::array<absl::string_view, 31> kFillers = {
    "null",        "(null)",      "nil",       "none",     "nan",
    "n/a",         "#n/a",        "undefined", "unknown",  "no data",
    "ไม่มี",         "ไม่มีข้อมูล",     "ไม่มีชื่อ",     "ไม่มีชื่อเล่น", "ไม่มีนามสกุล",
    "ไม่มีเลขบัตร",   "ไม่มีบัตร",      "ไม่ทราบ",    "ไม่ทราบชื่อ", "ไม่ทราบนามสกุล",
    "ไม่ทราบข้อมูล",  "ไม่ทราบวันเกิด", "ไม่ระบุ",     "ไม่ระบุชื่อ",  "ไม่ได้ระบุ",
    "ไม่ปรากฏ",     "ไม่แน่ชัด",      "ไม่แน่ใจ",    "ว่าง",      "นามสกุลบิดา",
    "นามสกุลมารดา",
};
constexpr size_t kLongestFillerBytes = 64;

// Characters that alone, or repeated, say that nothing is there.
bool IsFillerMark(char32_t c) {
  switch (c) {
    case '-':
    case '.':
    case '_':
    case '?':
    case '*':
    case '/':
    case '\\':
    case ' ':
    case 0x2010:  // Hyphens and dashes.
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2026:  // Ellipsis.
      return true;
    default:
      return false;
  }
}

bool IsFillerMarksOnly(absl::string_view text) {
  for (size_t at = 0; at < text.size();) {
    if (!IsFillerMark(NextCodePoint(text, &at))) return false;
  }
  return true;
}

// The code point of a byte of windows-874; 0 where there is none.
char32_t Windows874(unsigned char byte) {
  if (byte < 0x80) return byte;
  if (byte >= 0xA1 && byte <= 0xDA) return 0x0E01 + (byte - 0xA1);
  if (byte >= 0xDF && byte <= 0xFB) return 0x0E3F + (byte - 0xDF);
  switch (byte) {
    case 0x80:
      return 0x20AC;
    case 0x85:
      return 0x2026;
    case 0x91:
      return 0x2018;
    case 0x92:
      return 0x2019;
    case 0x93:
      return 0x201C;
    case 0x94:
      return 0x201D;
    case 0x95:
      return 0x2022;
    case 0x96:
      return 0x2013;
    case 0x97:
      return 0x2014;
    case 0xA0:
      return 0x00A0;
    default:
      return 0;
  }
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::optional<std::string> FromWindows874(absl::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 3);
  for (const char c : bytes) {
    const unsigned char byte = static_cast<unsigned char>(c);
    const char32_t code_point = Windows874(byte);
    if (code_point == 0 && byte != 0) return std::nullopt;
    AppendUtf8(code_point, &text);
  }
  return text;
}

std::string ArabicDigits(absl::string_view utf8) {
  // U+0E50..U+0E59 are E0 B9 90..99.
  std::string out;
  out.reserve(utf8.size());
  for (size_t i = 0; i < utf8.size(); ++i) {
    if (utf8[i] == '\xE0' && i + 2 < utf8.size() && utf8[i + 1] == '\xB9') {
      const unsigned char last = static_cast<unsigned char>(utf8[i + 2]);
      if (last >= 0x90 && last <= 0x99) {
        out.push_back(static_cast<char>('0' + (last - 0x90)));
        i += 2;
        continue;
      }
    }
    out.push_back(utf8[i]);
  }
  return out;
}

bool IsFiller(absl::string_view folded) {
  if (folded.size() > kLongestFillerBytes) return false;
  if (IsFillerMarksOnly(folded)) return true;
  for (const absl::string_view filler : kFillers) {
    if (absl::EqualsIgnoreCase(folded, filler)) return true;
  }
  return false;
}

bool HasForbiddenCharacter(absl::string_view utf8) {
  for (size_t at = 0; at < utf8.size();) {
    const unsigned char byte = static_cast<unsigned char>(utf8[at]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++at;
      continue;
    }
    const char32_t c = NextCodePoint(utf8, &at);
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return true;
    if (c >= 0x7F && c <= 0x9F) return true;
    if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
      return true;
    }
  }
  return false;
}

}  // namespace saan::thai
