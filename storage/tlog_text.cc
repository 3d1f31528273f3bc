#include "storage/tlog_text.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "storage/merkle.h"

namespace saan::storage {
namespace {

// The digits of 2^63-1.
constexpr size_t kMaxDigits = 19;

bool IsContinuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Takes one code point off the front of `text`; nothing when it is malformed.
std::optional<uint32_t> TakeCodePoint(absl::string_view* text) {
  const auto first = static_cast<unsigned char>(text->front());
  if (first < 0x80) {
    text->remove_prefix(1);
    return first;
  }
  size_t length = 0;
  uint32_t least = 0;
  uint32_t point = 0;
  if ((first & 0xE0) == 0xC0) {
    length = 2, least = 0x80, point = first & 0x1F;
  } else if ((first & 0xF0) == 0xE0) {
    length = 3, least = 0x800, point = first & 0x0F;
  } else if ((first & 0xF8) == 0xF0) {
    length = 4, least = 0x10000, point = first & 0x07;
  } else {
    return std::nullopt;
  }
  if (text->size() < length) return std::nullopt;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation((*text)[i])) return std::nullopt;
    point = point << 6 | (static_cast<unsigned char>((*text)[i]) & 0x3F);
  }
  const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < least || point > 0x10FFFF || is_surrogate) return std::nullopt;
  text->remove_prefix(length);
  return point;
}

// The property White_Space of Unicode 15.
bool IsSpace(uint32_t point) {
  return (point >= 0x09 && point <= 0x0D) || point == 0x20 || point == 0x85 ||
         point == 0xA0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
         point == 0x2029 || point == 0x202F || point == 0x205F ||
         point == 0x3000;
}

}  // namespace

absl::StatusOr<absl::string_view> TakeLine(absl::string_view* text) {
  const size_t end = text->find('\n');
  if (end == absl::string_view::npos) {
    return absl::InvalidArgumentError("a line does not end in a newline");
  }
  const absl::string_view line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return line;
}

absl::StatusOr<uint64_t> ParseDecimal(absl::string_view text) {
  const bool has_leading_zero = text.size() > 1 && text[0] == '0';
  if (text.empty() || text.size() > kMaxDigits || has_leading_zero) {
    return absl::InvalidArgumentError("a number is not written as it must be");
  }
  uint64_t number = 0;  // Nineteen digits fit.
  for (const char digit : text) {
    if (digit < '0' || digit > '9') {
      return absl::InvalidArgumentError("a number is not made of digits");
    }
    number = number * 10 + static_cast<uint64_t>(digit - '0');
  }
  if (number > kMaxTreeSize) {
    return absl::InvalidArgumentError("a number is larger than 2^63-1");
  }
  return number;
}

absl::StatusOr<std::string> ParseBase64(absl::string_view text) {
  std::string bytes;
  // The decoder is lenient; to encode again is the check.
  if (!absl::Base64Unescape(text, &bytes) ||
      absl::Base64Escape(bytes) != text) {
    return absl::InvalidArgumentError("a text is not canonical base64");
  }
  return bytes;
}

absl::StatusOr<std::string> ParseHash(absl::string_view text) {
  absl::StatusOr<std::string> hash = ParseBase64(text);
  if (hash.ok() && hash->size() != kHashBytes) {
    return absl::InvalidArgumentError("a hash is not 32 bytes");
  }
  return hash;
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    if (!TakeCodePoint(&text).has_value()) return false;
  }
  return true;
}

bool IsKeyName(absl::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const std::optional<uint32_t> point = TakeCodePoint(&text);
    if (!point.has_value() || IsSpace(*point)) return false;
    if (*point == '+' || *point < 0x20) return false;
  }
  return true;
}

}  // namespace saan::storage
