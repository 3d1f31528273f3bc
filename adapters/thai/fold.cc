#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "adapters/thai/text.h"
#include "adapters/thai/utf8.h"
#include "unicode/bytestream.h"
#include "unicode/normalizer2.h"

namespace saan::thai {
namespace {

constexpr char32_t kSaraA = 0x0E30;
constexpr char32_t kSaraAa = 0x0E32;
constexpr char32_t kSaraAm = 0x0E33;
constexpr char32_t kSaraE = 0x0E40;
constexpr char32_t kSaraAe = 0x0E41;
constexpr char32_t kLakkhangyao = 0x0E45;
constexpr char32_t kNikhahit = 0x0E4D;
constexpr char32_t kRu = 0x0E24;
constexpr char32_t kLu = 0x0E26;

bool IsSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == ' ' || c == 0x85 || c == 0xA0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Zero-width characters, bidirectional controls and the soft hyphen.
bool IsInvisible(char32_t c) {
  return c == 0xAD || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xFEFF;
}

std::string FoldAscii(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (!IsSpace(static_cast<unsigned char>(c))) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// NFC of well-formed UTF-8.
std::string Nfc(std::string text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return text;
  if (nfc->isNormalizedUTF8(text, error)) return text;
  std::string out;
  out.reserve(text.size());
  icu::StringByteSink<std::string> sink(&out);
  error = U_ZERO_ERROR;
  nfc->normalizeUTF8(0, text, sink, nullptr, error);
  return U_FAILURE(error) ? text : out;
}

// Where a mark stands among the marks of one consonant. The first two and the
// tone have combining classes 9, 103 and 107, so that this order is NFC.
int MarkRank(char32_t mark) {
  if (mark == 0x0E3A) return 0;                    // PHINTHU.
  if (mark == 0x0E38 || mark == 0x0E39) return 1;  // Vowels below.
  if (mark == 0x0E31 || mark < 0x0E38) return 2;   // Vowels above.
  if (mark == 0x0E47) return 3;                    // MAITAIKHU.
  if (mark == kNikhahit) return 4;
  if (IsThaiTone(mark)) return 5;
  return 6;  // THANTHAKHAT, YAMAKKAN.
}

// Writes Thai in one order: consonant, its vowel marks, one tone, then the
// vowels that follow. Reads code points without invisible characters.
class ThaiOrder {
 public:
  // `bytes` is about how long the answer will be.
  ThaiOrder(const std::u32string& text, size_t bytes) : text_(text) {
    out_.reserve(bytes);
  }

  std::string Write() {
    while (at_ < text_.size()) {
      const char32_t c = text_[at_];
      if (IsThaiConsonant(c) || IsThaiFollowingVowel(c)) {
        WriteSyllable();
        continue;
      }
      ++at_;
      if (!IsThaiMark(c)) Emit(c);  // A mark here has nothing to stand on.
    }
    if (last_ == ' ') out_.pop_back();
    return std::move(out_);
  }

 private:
  void Emit(char32_t c) {
    if (c == ' ' && (last_ == ' ' || out_.empty())) return;
    if (c == kSaraE && last_ == kSaraE) {
      out_.resize(out_.size() - 3);
      c = kSaraAe;
    }
    AppendUtf8(c, &out_);
    last_ = c;
  }

  // Keeps marks_ sorted by rank; of several tones the last stays.
  void AddMark(char32_t mark) {
    if (IsThaiTone(mark)) {
      for (char32_t& other : marks_) {
        if (IsThaiTone(other)) {
          other = mark;
          return;
        }
      }
    }
    if (marks_.find(mark) != std::u32string::npos) return;
    size_t place = marks_.size();
    while (place > 0 && MarkRank(marks_[place - 1]) > MarkRank(mark)) --place;
    marks_.insert(place, 1, mark);
  }

  void AddVowel(char32_t vowel, char32_t before) {
    if (vowel == kLakkhangyao && before != kRu && before != kLu) {
      vowel = kSaraAa;
    }
    if (vowels_.empty() || vowels_.back() != vowel) vowels_.push_back(vowel);
  }

  // The position of a mark that spaces part from this syllable and that the
  // syllable can bear; nothing when there is none.
  std::optional<size_t> StrayMark() const {
    size_t next = at_;
    while (next < text_.size() && text_[next] == ' ') ++next;
    if (next == at_ || next == text_.size()) return std::nullopt;
    return CanBear(text_[next]) ? std::optional<size_t>(next) : std::nullopt;
  }

  bool CanBear(char32_t c) const {
    return has_base_ && IsThaiMark(c) && (vowels_.empty() || IsThaiTone(c));
  }

  void WriteSyllable() {
    marks_.clear();
    vowels_.clear();
    has_base_ = IsThaiConsonant(text_[at_]);
    if (has_base_) Emit(text_[at_++]);
    char32_t before = last_;
    while (at_ < text_.size()) {
      if (const std::optional<size_t> stray = StrayMark()) at_ = *stray;
      const char32_t c = text_[at_];
      if (CanBear(c)) {
        AddMark(c);
      } else if (IsThaiFollowingVowel(c)) {
        AddVowel(c, marks_.empty() && vowels_.empty() ? before : kSaraA);
      } else if (!IsThaiMark(c)) {
        break;
      }
      ++at_;
    }
    JoinNikhahit();
    for (const char32_t mark : marks_) Emit(mark);
    for (const char32_t vowel : vowels_) Emit(vowel);
  }

  // NIKHAHIT and SARA AA, with or without a tone between, are SARA AM.
  void JoinNikhahit() {
    const size_t nikhahit = marks_.find(kNikhahit);
    if (nikhahit == std::u32string::npos || vowels_.empty()) return;
    if (vowels_[0] != kSaraAa && vowels_[0] != kSaraAm) return;
    marks_.erase(nikhahit, 1);
    vowels_[0] = kSaraAm;
    if (vowels_.size() > 1 && vowels_[1] == kSaraAm) vowels_.erase(0, 1);
  }

  const std::u32string& text_;
  size_t at_ = 0;
  std::string out_;
  char32_t last_ = 0;
  bool has_base_ = false;
  std::u32string marks_;
  std::u32string vowels_;
};

// The Thai code point of three bytes; 0 when they are none.
char32_t ThaiAt(absl::string_view utf8, size_t at) {
  if (utf8.size() - at < 3 || utf8[at] != '\xE0') return 0;
  const unsigned char middle = static_cast<unsigned char>(utf8[at + 1]);
  const unsigned char last = static_cast<unsigned char>(utf8[at + 2]);
  if ((middle != 0xB8 && middle != 0xB9) || (last & 0xC0) != 0x80) return 0;
  return 0x0E00 | (middle & 1) << 6 | (last & 0x3F);
}

// Knows text that Fold would give back as it is: most is. May say no of such
// text, never yes of other: single spaces, and syllables that are a consonant,
// marks in their order, and following vowels.
class Plain {
 public:
  bool Is(absl::string_view utf8) {
    for (size_t at = 0; at < utf8.size();) {
      const unsigned char byte = static_cast<unsigned char>(utf8[at]);
      const bool is_ascii = byte < 0x80;
      const char32_t c = is_ascii ? byte : ThaiAt(utf8, at);
      if (is_ascii ? !TakeAscii(c) : !TakeThai(c)) return false;
      last_ = c;
      at += is_ascii ? 1 : 3;
    }
    return last_ != ' ';
  }

 private:
  static constexpr int kBare = -1;    // A consonant without a mark so far.
  static constexpr int kClosed = 98;  // Vowels have followed: no more marks.
  static constexpr int kNone = 99;    // Not in a syllable.

  bool TakeAscii(char32_t c) {
    rank_ = kNone;
    return c == ' ' ? last_ != 0 && last_ != ' ' : c > ' ';
  }

  bool TakeThai(char32_t c) {
    if (c == 0 || c == kNikhahit || c == kLakkhangyao) return false;
    if (IsThaiMark(c)) {
      const int before = rank_;
      rank_ = MarkRank(c);
      return rank_ > before;
    }
    if (IsThaiFollowingVowel(c)) {
      const bool follows = rank_ != kNone && c != last_;
      rank_ = kClosed;
      return follows;
    }
    rank_ = IsThaiConsonant(c) ? kBare : kNone;
    return c != kSaraE || last_ != kSaraE;
  }

  char32_t last_ = 0;
  int rank_ = kNone;  // Of the last mark.
};

}  // namespace

std::string Fold(absl::string_view utf8) {
  if (IsAscii(utf8)) return FoldAscii(utf8);
  if (Plain().Is(utf8)) return std::string(utf8);

  // Invisible characters first: they may stand between what NFC would join.
  std::string seen;
  seen.reserve(utf8.size());
  bool has_foreign = false;  // Neither ASCII nor Thai.
  for (size_t at = 0; at < utf8.size();) {
    const char32_t c = NextCodePoint(utf8, &at);
    if (IsInvisible(c)) continue;
    if (IsSpace(c)) {
      seen.push_back(' ');
      continue;
    }
    if (c >= 0x80 && (c < 0x0E00 || c > 0x0E7F)) has_foreign = true;
    AppendUtf8(c, &seen);
  }
  // ThaiOrder puts Thai alone in NFC by itself.
  if (has_foreign) seen = Nfc(std::move(seen));

  std::u32string code_points;
  code_points.reserve(seen.size());
  for (size_t at = 0; at < seen.size();) {
    code_points.push_back(NextCodePoint(seen, &at));
  }
  std::string out = ThaiOrder(code_points, seen.size()).Write();
  // A mark that was dropped may have kept two foreign characters apart.
  return has_foreign ? Nfc(std::move(out)) : out;
}

}  // namespace saan::thai
