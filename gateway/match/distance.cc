#include "gateway/match/distance.h"

#include <algorithm>

namespace saan::match {
namespace {

// Costs in hundredths of one whole edit.
constexpr int kEdit = 100;
constexpr int kVowelGap = 50;
constexpr int kImplicitVowelGap = 30;  // SARA A, which is often not written.
constexpr int kToneGap = 15;
constexpr int kSilentGap = 30;
constexpr int kDoubledGap = 40;       // กิตติ, กิติ.
constexpr int kSilentForSilent = 10;  // พงศ์, พงษ์.
constexpr int kSwap = 60;
constexpr int kKeyNeighbour = 60;
constexpr int kKeyShift = 70;

// Letters taken for one another. `pairs` holds them two by two.
struct Confusion {
  int cost;
  const char16_t* pairs;
};
constexpr Confusion kConfusions[] = {
    // The same initial sound.
    {20, u"ศสษสศษซสณนธทฑทฒทฐถภพฎดฏตฆคฌชฬลญยฮหฤร"},
    // Vowels of other length, or another spelling of the same vowel.
    {30, u"ใไ\u0e34\u0e35\u0e38\u0e39\u0e36\u0e37\u0e30\u0e32เแ"},
    // SARA A that is short or long tells ชัย from ชาย.
    {50, u"\u0e31\u0e32"},
    // Near sounds: ร and ล merge in speech, the other pairs differ by tone.
    {50, u"รลกขคขผพฝฟฉชถทดตบปจช"},
    // Glyphs that look alike.
    {60, u"ภถภกชซฎฏดตคดคศผพฝฟพฟผฝบปรธนมขชทฑลสว\u0e32ฌณฒณ\u0e45\u0e32ฃขฅค"},
    // Tones.
    {15, u"\u0e48\u0e49\u0e4a\u0e49\u0e4b\u0e49\u0e47\u0e48"},
};
// The same sound at the end of a syllable.
constexpr int kSameFinal = 40;
constexpr const char16_t* kFinals[] = {u"ญณนรลฬ", u"จชซตถทธศษสฎฏฐฑฒด", u"กขคฆ",
                                       u"บปพภฟ"};

// The Kedmanee layout (TIS 820-2531): rows from the digits down, the plain and
// the shifted sign of each key. '.' stands for what is no Thai letter.
constexpr int kRows = 4;
constexpr const char16_t* kPlainKeys[kRows] = {
    u".\u0e45..ภถ\u0e38\u0e36คตจขช", u".ไ\u0e33พ\u0e30\u0e31\u0e35รนยบล",
    u".ฟหกดเ\u0e49\u0e48\u0e32สวง", u".ผปแอ\u0e34\u0e37ทมใฝ"};
constexpr const char16_t* kShiftedKeys[kRows] = {
    u"......\u0e39......", u"...ฎฑธ.\u0e4aณ.ญฐ", u".ฤฆฏโฌ\u0e47\u0e4bษศซ.",
    u"...ฉฮ.\u0e4c.ฒฬฦ"};

constexpr int kLetterCount = 0x60;

constexpr int IndexOf(char16_t c) { return IsThai(c) ? c - 0xe00 : 0; }

struct KeyPlace {
  int row = -1;
  int column = 0;
  bool is_shifted = false;
};

constexpr int Apart(int a, int b) { return a < b ? b - a : a - b; }

constexpr int KeyCost(const KeyPlace& a, const KeyPlace& b) {
  if (a.row < 0 || b.row < 0) return kEdit;
  if (a.row == b.row && a.column == b.column) return kKeyShift;
  if (a.is_shifted != b.is_shifted) return kEdit;
  const bool is_beside = a.row == b.row && Apart(a.column, b.column) == 1;
  // Each row stands half a key to the right of the one above it.
  const bool is_below =
      b.row - a.row == 1 && (b.column == a.column || b.column == a.column - 1);
  const bool is_above =
      a.row - b.row == 1 && (a.column == b.column || a.column == b.column - 1);
  return is_beside || is_below || is_above ? kKeyNeighbour : kEdit;
}

using CostTable = std::array<std::array<uint8_t, kLetterCount>, kLetterCount>;

constexpr CostTable MakeCosts() {
  std::array<KeyPlace, kLetterCount> keys = {};
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; kPlainKeys[row][column] != 0; ++column) {
      keys[IndexOf(kPlainKeys[row][column])] = {row, column, false};
    }
    for (int column = 0; kShiftedKeys[row][column] != 0; ++column) {
      keys[IndexOf(kShiftedKeys[row][column])] = {row, column, true};
    }
  }
  keys[0] = KeyPlace();
  CostTable costs = {};
  for (int a = 0; a < kLetterCount; ++a) {
    for (int b = 0; b < kLetterCount; ++b) {
      costs[a][b] = static_cast<uint8_t>(KeyCost(keys[a], keys[b]));
    }
  }
  for (const Confusion& confusion : kConfusions) {
    for (const char16_t* pair = confusion.pairs; *pair != 0; pair += 2) {
      const int a = IndexOf(pair[0]), b = IndexOf(pair[1]);
      costs[a][b] = std::min<int>(costs[a][b], confusion.cost);
      costs[b][a] = costs[a][b];
    }
  }
  return costs;
}

constexpr CostTable kCosts = MakeCosts();

// By letter, the final sound it ends on; 0 for those that end on their own.
constexpr std::array<uint8_t, kLetterCount> MakeFinals() {
  std::array<uint8_t, kLetterCount> finals = {};
  uint8_t sound = 0;
  for (const char16_t* letters : kFinals) {
    ++sound;
    for (; *letters != 0; ++letters) finals[IndexOf(*letters)] = sound;
  }
  return finals;
}

constexpr std::array<uint8_t, kLetterCount> kFinalSounds = MakeFinals();

int SubstitutionCost(const Spelling& a, size_t i, const Spelling& b, size_t j) {
  if (a.letter(i) == b.letter(j)) {
    return a.is_silent(i) == b.is_silent(j) ? 0 : kSilentGap;
  }
  if (a.is_silent(i) && b.is_silent(j)) return kSilentForSilent;
  const int cost = kCosts[a.index(i)][b.index(j)];
  const bool is_one_final =
      a.final_sound(i) != 0 && a.final_sound(i) == b.final_sound(j);
  return is_one_final ? std::min(cost, kSameFinal) : cost;
}

// True when the SARA E at `i` is part of SARA IA or SARA UEA (เ-ีย, เ-ือ),
// whose other signs say enough.
bool IsPartOfDiphthong(const Letters& name, size_t i) {
  if (name[i] != u'เ' || !IsConsonant(name.at(i + 1))) return false;
  const char16_t vowel = name.at(i + 2);
  const size_t end = i + 3 + IsToneMark(name.at(i + 3));
  return (vowel == u'\u0e35' && name.at(end) == u'ย') ||
         (vowel == u'\u0e37' && name.at(end) == u'อ');
}

// True when HO HIP at `i` is not spoken, but gives the sonorant behind it its
// tone: หละ is ละ. In เหม it is spoken, for ม ends the syllable.
bool IsLeadingHo(const Letters& name, size_t i) {
  if (name[i] != u'ห' || !IsAmong(name.at(i + 1), u"งญนมยรลว")) return false;
  const char16_t after = name.at(i + 2);
  return !IsLeadingVowel(name.at(ptrdiff_t(i) - 1)) ||
         IsFollowingVowel(after) || IsToneMark(after);
}

// Spells ไ, ใ, ำ, รร and diphthongs as they sound.
Letters SpelledAsHeard(const Letters& name) {
  Letters heard;
  for (size_t i = 0; i < name.size(); ++i) {
    const char16_t c = name[i];
    if (IsPartOfDiphthong(name, i)) continue;
    if (IsAmong(c, u"ไใ") && IsConsonant(name.at(i + 1))) {
      heard.push_back(name[i + 1]);
      heard.push_back(u'\u0e31');
      heard.push_back(u'ย');
      i += name.at(i + 2) == u'ย' ? 2 : 1;
    } else if (c == u'\u0e33') {
      heard.push_back(u'\u0e31');
      heard.push_back(u'ม');
    } else if (c == u'ร' && name.at(i + 1) == u'ร' && i > 0) {
      heard.push_back(u'\u0e31');
      heard.push_back(u'น');
      ++i;
    } else {
      heard.push_back(c);
    }
  }
  return heard;
}

}  // namespace

Spelling::Spelling(const Letters& folded_name) {
  const Letters heard = SpelledAsHeard(folded_name);
  for (size_t i = 0; i < heard.size(); ++i) {
    if (heard[i] != kThanthakhat) {
      letters_.push_back(heard[i]);
      continue;
    }
    // What it stands over is not heard: the consonant, and a vowel on it.
    size_t at = letters_.size();
    if (at > 1 && IsFollowingVowel(letters_[at - 1])) is_silent_[--at] = true;
    if (at > 0 && IsConsonant(letters_[at - 1])) is_silent_[at - 1] = true;
  }
  MarkLetters();
}

void Spelling::MarkLetters() {
  for (size_t i = 0; i < letters_.size(); ++i) {
    const char16_t c = letters_[i];
    const char16_t next = letters_.at(i + 1);
    index_[i] = static_cast<uint8_t>(IndexOf(c));
    const bool is_final = i > 0 && IsConsonant(c) && !IsFollowingVowel(next) &&
                          !IsLeadingVowel(letters_.at(ptrdiff_t(i) - 1));
    final_sound_[i] = is_final ? kFinalSounds[index_[i]] : 0;
    if (is_silent_[i]) {
      gap_[i] = IsConsonant(c) ? kSilentGap : 0;
    } else if (IsToneMark(c) || c == u'\u0e47' || IsLeadingHo(letters_, i)) {
      gap_[i] = kToneGap;
    } else if (c == u'\u0e30') {
      gap_[i] = kImplicitVowelGap;
    } else if (IsFollowingVowel(c) || IsLeadingVowel(c)) {
      gap_[i] = kVowelGap;
    } else if (i > 0 && letters_[i - 1] == c) {
      gap_[i] = kDoubledGap;
    } else {
      gap_[i] = kEdit;
    }
    total_ += gap_[i];
  }
}

double Similarity(const Spelling& a, const Spelling& b, double floor) {
  if (a.size() == 0 || b.size() == 0) return 0;
  const int longer = std::max({a.total(), b.total(), 1});
  const int most = static_cast<int>((1.0 - floor) * longer) + 1;
  if (longer - std::min(a.total(), b.total()) > most) return 0;
  // Rows of the edit table: two before, one before, and the present one.
  std::array<std::array<int, kMaxLetters + 1>, 3> rows;
  rows[0][0] = 0;
  for (size_t j = 0; j < b.size(); ++j) rows[0][j + 1] = rows[0][j] + b.gap(j);
  int cheapest_above = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const auto& above = rows[i % 3];
    const auto& two_above = rows[(i + 2) % 3];
    auto& row = rows[(i + 1) % 3];
    const int gap = a.gap(i);
    int left = row[0] = above[0] + gap;
    int cheapest = left;
    for (size_t j = 0; j < b.size(); ++j) {
      int cost = std::min({above[j] + SubstitutionCost(a, i, b, j),
                           above[j + 1] + gap, left + b.gap(j)});
      if (i > 0 && j > 0 && a.letter(i) == b.letter(j - 1) &&
          a.letter(i - 1) == b.letter(j)) {
        cost = std::min(cost, two_above[j - 1] + kSwap);
      }
      row[j + 1] = left = cost;
      cheapest = std::min(cheapest, cost);
    }
    // A swap reaches back one row.
    if (std::min(cheapest, cheapest_above + kSwap) > most) return 0;
    cheapest_above = cheapest;
  }
  const int cost = rows[a.size() % 3][b.size()];
  const double similarity = 1.0 - static_cast<double>(cost) / longer;
  return similarity < floor ? 0 : similarity;
}

double Similarity(absl::string_view a, absl::string_view b) {
  return Similarity(Spelling(a), Spelling(b), 0);
}

}  // namespace saan::match
