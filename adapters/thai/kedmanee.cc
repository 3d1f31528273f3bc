#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "adapters/thai/text.h"
#include "adapters/thai/utf8.h"

namespace saan::thai {
namespace {

// Shorter texts say too little to suggest anything.
constexpr size_t kFewestKeys = 3;
// No Thai name is longer.
constexpr size_t kMostKeys = 100;

// What the keys '!' to '~' type on the Kedmanee layout (TIS 820-2531).
// clang-format off
constexpr std::array<uint16_t, 94> kKedmanee = {
    0x002B, 0x002E, 0x0E52, 0x0E53, 0x0E54, 0x0E3F,  // ! " # $ % &
    0x0E07, 0x0E56, 0x0E57, 0x0E55, 0x0E59, 0x0E21,  // ' ( ) * + ,
    0x0E02, 0x0E43, 0x0E1D, 0x0E08, 0x0E45, 0x002F,  // - . / 0 1 2
    0x002D, 0x0E20, 0x0E16, 0x0E38, 0x0E36, 0x0E04,  // 3 4 5 6 7 8
    0x0E15, 0x0E0B, 0x0E27, 0x0E12, 0x0E0A, 0x0E2C,  // 9 : ; < = >
    0x0E26, 0x0E51, 0x0E24, 0x0E3A, 0x0E09, 0x0E0F,  // ? @ A B C D
    0x0E0E, 0x0E42, 0x0E0C, 0x0E47, 0x0E13, 0x0E4B,  // E F G H I J
    0x0E29, 0x0E28, 0x003F, 0x0E4C, 0x0E2F, 0x0E0D,  // K L M N O P
    0x0E50, 0x0E11, 0x0E06, 0x0E18, 0x0E4A, 0x0E2E,  // Q R S T U V
    0x0022, 0x0029, 0x0E4D, 0x0028, 0x0E1A, 0x0E03,  // W X Y Z [ and backslash
    0x0E25, 0x0E39, 0x0E58, 0x005F, 0x0E1F, 0x0E34,  // ] ^ _ ` a b
    0x0E41, 0x0E01, 0x0E33, 0x0E14, 0x0E40, 0x0E49,  // c d e f g h
    0x0E23, 0x0E48, 0x0E32, 0x0E2A, 0x0E17, 0x0E37,  // i j k l m n
    0x0E19, 0x0E22, 0x0E46, 0x0E1E, 0x0E2B, 0x0E30,  // o p q r s t
    0x0E35, 0x0E2D, 0x0E44, 0x0E1B, 0x0E31, 0x0E1C,  // u v w x y z
    0x0E10, 0x0E05, 0x002C, 0x0025,  // { | } ~
};
// clang-format on

bool HasEnglishVowel(absl::string_view text) {
  for (const char c : text) {
    if (absl::StrContains("aeiouyAEIOUY", c)) return true;
  }
  return false;
}

// Letters, and nothing else that a Thai keyboard would have typed.
bool IsLettersOnly(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isalpha(static_cast<unsigned char>(c)) && c != ' ') {
      return false;
    }
  }
  return true;
}

bool IsThaiLetter(char32_t c) {
  return IsThaiConsonant(c) || IsThaiLeadingVowel(c) || IsThaiMark(c) ||
         IsThaiFollowingVowel(c);
}

// True when the letters could be Thai words: every vowel and mark stands where
// it can, at most one vowel and one tone to a consonant.
bool IsPlausibleThai(absl::string_view text) {
  int vowels = 0;
  int consonants = 0;
  char32_t before = ' ';
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, &at);
    const bool after_letter = IsThaiConsonant(before) || IsThaiMark(before);
    if (c == ' ' || IsThaiLeadingVowel(c)) {
      if (IsThaiLeadingVowel(before)) return false;
    } else if (IsThaiFollowingVowel(c)) {
      if (!after_letter && !(c == 0x0E30 && before == 0x0E32)) return false;
      ++vowels;
    } else if (IsThaiMark(c)) {
      if (!after_letter) return false;
      if (IsThaiMark(before) && (!IsThaiTone(c) || IsThaiTone(before)) &&
          c != 0x0E4C) {
        return false;
      }
      ++vowels;
    } else {
      ++consonants;
    }
    if (IsThaiLeadingVowel(c)) ++vowels;
    before = c;
  }
  return consonants >= 2 && vowels >= 1 && !IsThaiLeadingVowel(before);
}

}  // namespace

std::optional<std::string> KedmaneeSlip(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (text.size() < kFewestKeys || text.size() > kMostKeys) return std::nullopt;
  // A text in Latin letters alone is one in a Latin language, unless it has no
  // vowel.
  if (IsLettersOnly(text) && HasEnglishVowel(text)) return std::nullopt;
  std::string typed;
  bool has_letter = false;
  for (const char c : text) {
    if (c == ' ') {
      typed.push_back(c);
      continue;
    }
    if (c < '!' || c > '~') return std::nullopt;
    has_letter |= absl::ascii_isalpha(static_cast<unsigned char>(c));
    const char32_t key = kKedmanee[static_cast<size_t>(c - '!')];
    if (!IsThaiLetter(key)) return std::nullopt;
    AppendUtf8(key, &typed);
  }
  if (!has_letter || Fold(typed) != typed || !IsPlausibleThai(typed)) {
    return std::nullopt;
  }
  return typed;
}

}  // namespace saan::thai
