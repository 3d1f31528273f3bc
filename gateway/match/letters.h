// Code points of a name in a fixed buffer, so that comparing allocates nothing.

#ifndef SAAN_GATEWAY_MATCH_LETTERS_H_
#define SAAN_GATEWAY_MATCH_LETTERS_H_

#include <array>
#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace saan::match {

// Longer than any registered name (a family name has at most ten letters and
// their marks); what follows is not compared.
inline constexpr size_t kMaxLetters = 64;

// At most kMaxLetters code points; one that is no valid UTF-8 or lies outside
// the basic plane is U+FFFD.
class Letters {
 public:
  Letters() = default;
  explicit Letters(absl::string_view utf8);

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  char16_t operator[](size_t i) const { return letters_[i]; }
  // The letter at `i`, or 0 beyond either end.
  char16_t at(ptrdiff_t i) const {
    return i >= 0 && static_cast<size_t>(i) < size_ ? letters_[i] : 0;
  }
  // Appends; what does not fit is left out.
  void push_back(char16_t letter) {
    if (size_ < kMaxLetters) letters_[size_++] = letter;
  }
  std::string Utf8() const;
  friend bool operator==(const Letters& a, const Letters& b);

 private:
  std::array<char16_t, kMaxLetters> letters_;
  size_t size_ = 0;
};

// Appends one code point of the basic plane as UTF-8.
void AppendUtf8(char16_t letter, std::string* text);

constexpr bool IsThai(char16_t c) { return c >= u'\u0e01' && c <= u'\u0e5b'; }
constexpr bool IsConsonant(char16_t c) { return c >= u'ก' && c <= u'ฮ'; }
// Written after, above or below its consonant: SARA A to SARA UU.
constexpr bool IsFollowingVowel(char16_t c) {
  return c >= u'\u0e30' && c <= u'\u0e39';
}
// Written before its consonant: SARA E to SARA AI MAIMALAI.
constexpr bool IsLeadingVowel(char16_t c) {
  return c >= u'\u0e40' && c <= u'\u0e44';
}
// MAI EK to MAI CHATTAWA.
constexpr bool IsToneMark(char16_t c) {
  return c >= u'\u0e48' && c <= u'\u0e4b';
}
inline constexpr char16_t kThanthakhat = u'\u0e4c';

// True when `c` stands in `set`.
constexpr bool IsAmong(char16_t c, const char16_t* set) {
  for (; *set != 0; ++set) {
    if (*set == c) return true;
  }
  return false;
}

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_LETTERS_H_
