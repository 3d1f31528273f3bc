#include "gateway/match/letters.h"

#include <algorithm>
#include <cstdint>

namespace saan::match {
namespace {

constexpr char16_t kReplacement = u'\ufffd';

struct Decoded {
  char16_t letter;
  size_t bytes;
};

Decoded DecodeOne(absl::string_view text, size_t at) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  auto is_tail = [&](size_t i) {
    return i < text.size() && (byte(i) & 0xc0) == 0x80;
  };
  const uint8_t lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  if (lead >= 0xc2 && lead < 0xe0 && is_tail(at + 1)) {
    return {static_cast<char16_t>((lead & 0x1f) << 6 | (byte(at + 1) & 0x3f)),
            2};
  }
  if (lead >= 0xe0 && lead < 0xf0 && is_tail(at + 1) && is_tail(at + 2)) {
    return {
        static_cast<char16_t>((lead & 0x0f) << 12 | (byte(at + 1) & 0x3f) << 6 |
                              (byte(at + 2) & 0x3f)),
        3};
  }
  if (lead >= 0xf0 && is_tail(at + 1) && is_tail(at + 2) && is_tail(at + 3)) {
    return {kReplacement, 4};
  }
  return {kReplacement, 1};
}

}  // namespace

Letters::Letters(absl::string_view utf8) {
  for (size_t at = 0; at < utf8.size() && size_ < kMaxLetters;) {
    const Decoded decoded = DecodeOne(utf8, at);
    letters_[size_++] = decoded.letter;
    at += decoded.bytes;
  }
}

void AppendUtf8(char16_t letter, std::string* text) {
  if (letter < 0x80) {
    text->push_back(static_cast<char>(letter));
  } else if (letter < 0x800) {
    text->push_back(static_cast<char>(0xc0 | letter >> 6));
    text->push_back(static_cast<char>(0x80 | (letter & 0x3f)));
  } else {
    text->push_back(static_cast<char>(0xe0 | letter >> 12));
    text->push_back(static_cast<char>(0x80 | (letter >> 6 & 0x3f)));
    text->push_back(static_cast<char>(0x80 | (letter & 0x3f)));
  }
}

std::string Letters::Utf8() const {
  std::string text;
  for (size_t i = 0; i < size_; ++i) AppendUtf8(letters_[i], &text);
  return text;
}

bool operator==(const Letters& a, const Letters& b) {
  return std::equal(a.letters_.begin(), a.letters_.begin() + a.size_,
                    b.letters_.begin(), b.letters_.begin() + b.size_);
}

}  // namespace saan::match
