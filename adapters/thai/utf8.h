// Code points in and out of UTF-8, for the sources of this folder.

#ifndef SAAN_ADAPTERS_THAI_UTF8_H_
#define SAAN_ADAPTERS_THAI_UTF8_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "unicode/utf8.h"

namespace saan::thai {

// The code point at `*at`, which moves past it; U+FFFD for bytes that are no
// UTF-8. `*at` must be below text.size().
inline char32_t NextCodePoint(absl::string_view text, size_t* at) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const int64_t size = static_cast<int64_t>(text.size());
  int64_t position = static_cast<int64_t>(*at);
  UChar32 code_point = 0;
  U8_NEXT_OR_FFFD(bytes, position, size, code_point);
  *at = static_cast<size_t>(position);
  return static_cast<char32_t>(code_point);
}

// `code_point` must be a Unicode scalar value.
inline void AppendUtf8(char32_t code_point, std::string* out) {
  char bytes[U8_MAX_LENGTH];
  int size = 0;
  U8_APPEND_UNSAFE(bytes, size, code_point);
  out->append(bytes, static_cast<size_t>(size));
}

inline bool IsAscii(absl::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

inline bool IsThaiConsonant(char32_t c) { return c >= 0x0E01 && c <= 0x0E2E; }

// SARA E to SARA AI MAIMALAI: written before the consonant they follow.
inline bool IsThaiLeadingVowel(char32_t c) {
  return c >= 0x0E40 && c <= 0x0E44;
}

// A letter that a Thai word can begin with.
inline bool CanBeginThaiWord(char32_t c) {
  return IsThaiConsonant(c) || IsThaiLeadingVowel(c);
}

// SARA A, SARA AA, SARA AM, LAKKHANGYAO: written after their consonant.
inline bool IsThaiFollowingVowel(char32_t c) {
  return c == 0x0E30 || c == 0x0E32 || c == 0x0E33 || c == 0x0E45;
}

inline bool IsThaiTone(char32_t c) { return c >= 0x0E48 && c <= 0x0E4B; }

// Anything written above or below a consonant.
inline bool IsThaiMark(char32_t c) {
  return c == 0x0E31 || (c >= 0x0E34 && c <= 0x0E3A) ||
         (c >= 0x0E47 && c <= 0x0E4E);
}

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_UTF8_H_
