// The level of two values: how names, dates and numbers are alike.

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "gateway/match/compare.h"
#include "gateway/match/day.h"
#include "gateway/match/distance.h"
#include "gateway/match/glance.h"
#include "gateway/match/letters.h"
#include "gateway/match/thai_sound.h"

namespace saan::match {
namespace {

// Least likeness (0 to 1, gateway/match/distance.h) for each level of names.
constexpr double kAlike = 0.75;
constexpr double kClose = 0.77;
constexpr double kSimilar = 0.60;
// A shorter beginning is shared by too many names.
constexpr size_t kMinPartBytes = 3;
constexpr size_t kMaxShortBytes = 6;
// A shorter key is shared by too many names.
constexpr size_t kMinLatinKeySigns = 2;
constexpr size_t kMinSlackLatinKeySigns = 4;
constexpr size_t kMaxSlipLetters = 2;
constexpr size_t kMinCommonLetters = 2;
// Numbers of fewer signs are too near to one another by chance.
constexpr size_t kMinCloseSigns = 7;
constexpr size_t kMinNearSigns = 3;
constexpr size_t kMaxNumberSigns = 32;
constexpr int kDaysOfMonth = 31;
constexpr int kDaysOfYear = 366;

bool IsBetweenWords(char c) {
  return c == ' ' || c == '-' || c == '\'' || c == '.';
}

// The words of a name, without what stands between them.
template <typename Take>
void ForEachWord(absl::string_view name, Take take) {
  while (!name.empty()) {
    const auto end =
        std::find_if(name.begin(), name.end(), &IsBetweenWords) - name.begin();
    if (end > 0) take(name.substr(0, end));
    name.remove_prefix(std::min<size_t>(end + 1, name.size()));
  }
}

bool HasWord(absl::string_view name, absl::string_view word) {
  bool found = false;
  ForEachWord(name, [&](absl::string_view w) { found |= w == word; });
  return found;
}

int Edits(absl::string_view a, absl::string_view b, int most);

// Names in Latin letters are shortened at the end: Don, Donny, Donovan.
bool BeginAlike(absl::string_view a, absl::string_view b) {
  return std::min(a.size(), b.size()) <= kMaxShortBytes &&
         a.substr(0, kMinPartBytes) == b.substr(0, kMinPartBytes) &&
         a.size() >= kMinPartBytes && b.size() >= kMinPartBytes;
}

// All words of the shorter stand in the longer, or it is how the longer begins.
// The two are not the same.
bool IsPart(const SpelledName& a, const SpelledName& b) {
  const bool is_shorter = a.text().size() < b.text().size();
  const absl::string_view shorter = is_shorter ? a.text() : b.text();
  const absl::string_view longer = is_shorter ? b.text() : a.text();
  if (absl::StartsWith(longer, shorter)) return true;
  if (a.is_one_word() && b.is_one_word()) return false;
  int words = 0, found = 0;
  ForEachWord(shorter, [&](absl::string_view word) {
    ++words;
    found += word.size() >= kMinPartBytes && HasWord(longer, word);
  });
  return words > 0 && found == words;
}

// One slip in one place: between a common beginning and a common end stand
// two letters at most on either side, and more than that is common. Parents
// give siblings one beginning and ends that have nothing in common.
bool DifferInOnePlace(const Letters& a, const Letters& b) {
  const size_t shorter = std::min(a.size(), b.size());
  size_t begin = 0, end = 0;
  while (begin < shorter && a[begin] == b[begin]) ++begin;
  while (end < shorter - begin &&
         a[a.size() - 1 - end] == b[b.size() - 1 - end]) {
    ++end;
  }
  const size_t longest = std::max(a.size(), b.size()) - begin - end;
  return longest <= kMaxSlipLetters &&
         begin + end >= (end == 0 ? 2 * longest : longest) &&
         begin + end >= kMinCommonLetters;
}

// The same sounds, one side in Latin letters: the keys agree, or all but one
// sign of longer ones; and of shorter ones, what comes again too.
bool SoundAlikeInLatin(absl::string_view a, absl::string_view b) {
  const std::string x = LatinKey(a), y = LatinKey(b);
  if (std::min(x.size(), y.size()) < kMinLatinKeySigns) {
    if (x != y) return false;
    const std::string signs = LatinSigns(a);
    return signs.size() >= kMinLatinKeySigns && signs == LatinSigns(b);
  }
  return x == y || (std::max(x.size(), y.size()) >= kMinSlackLatinKeySigns &&
                    x[0] == y[0] && Edits(x, y, 1) <= 1);
}

// Edits between two numbers: signs set, left out, added, or two neighbours that
// changed places (restricted Damerau); anything above `most` is most + 1.
int Edits(absl::string_view a, absl::string_view b, int most) {
  if (a.size() > kMaxNumberSigns || b.size() > kMaxNumberSigns ||
      std::abs(static_cast<int>(a.size()) - static_cast<int>(b.size())) >
          most) {
    return most + 1;
  }
  // What begins and ends alike costs nothing.
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  if (a.empty() || b.empty()) {
    return std::min(static_cast<int>(std::max(a.size(), b.size())), most + 1);
  }
  // Between them no edit reaches further than two signs.
  if (std::max(a.size(), b.size()) > size_t{2} * most && most <= 1) {
    return most + 1;
  }
  std::array<std::array<int, kMaxNumberSigns + 1>, 3> rows;
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = static_cast<int>(i);
    int least = row[0];
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j - 1] + (a[i - 1] != b[j - 1]), above[j] + 1,
                         row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_above[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > most) return most + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], most + 1);
}

// True when two names in ASCII letters are certainly less alike than kSimilar:
// each letter that only one of them has costs a whole edit, or the little that
// doubling its neighbour costs.
bool AreFarApart(absl::string_view a, absl::string_view b) {
  if (a.empty() || b.empty() || std::max(a.size(), b.size()) > kMaxLetters) {
    return false;
  }
  std::array<int8_t, 128> balance = {};
  int doubled = 0;
  const auto count = [&](absl::string_view name, int8_t by) {
    for (size_t i = 0; i < name.size(); ++i) {
      const auto c = static_cast<unsigned char>(name[i]);
      if (c >= balance.size()) return false;
      balance[c] = static_cast<int8_t>(balance[c] + by);
      doubled += i > 0 && name[i] == name[i - 1];
    }
    return true;
  };
  if (!count(a, 1) || !count(b, -1)) return false;
  int only_a = 0, only_b = 0;
  for (const int8_t rest : balance) {
    only_a += std::max<int>(rest, 0);
    only_b += std::max<int>(-rest, 0);
  }
  // In hundredths of an edit, as in gateway/match/distance.cc; doubling a
  // letter costs 60 less than adding another.
  const int least = 100 * std::max(only_a, only_b) - 60 * doubled;
  const int longer = 100 * static_cast<int>(std::max(a.size(), b.size()));
  return least > (1 - kSimilar) * longer + 1;
}

}  // namespace

SpelledName::SpelledName(absl::string_view text)
    : text_(text),
      is_latin_(IsLatin(text)),
      is_one_word_(std::none_of(text.begin(), text.end(), &IsBetweenWords)) {}

const Letters& SpelledName::letters() {
  if (!has_letters_) letters_ = Letters(text_);
  has_letters_ = true;
  return letters_;
}

const Spelling& SpelledName::spelling() {
  if (!has_spelling_) spelling_ = Spelling(letters());
  has_spelling_ = true;
  return spelling_;
}

NameLevel CompareNames(SpelledName* a, SpelledName* b, bool is_one_sound) {
  if (a->text() == b->text()) return NameLevel::kExact;
  if (a->is_latin() != b->is_latin()) {
    return SoundAlikeInLatin(a->text(), b->text()) ? NameLevel::kLatin
                                                   : NameLevel::kDiffers;
  }
  const bool is_latin = a->is_latin();
  const double likeness =
      is_latin && AreFarApart(a->text(), b->text())
          ? 0
          : Similarity(a->spelling(), b->spelling(), kSimilar);
  if (is_one_sound && likeness >= kAlike) return NameLevel::kAlike;
  if (likeness >= kClose) return NameLevel::kClose;
  if (!is_latin && DifferInOnePlace(a->letters(), b->letters())) {
    return NameLevel::kClose;
  }
  if (IsPart(*a, *b) || (is_latin && BeginAlike(a->text(), b->text()))) {
    return NameLevel::kPart;
  }
  return likeness >= kSimilar ? NameLevel::kSimilar : NameLevel::kDiffers;
}

NameLevel CompareNameTexts(absl::string_view a, absl::string_view b,
                           bool is_one_sound) {
  SpelledName x(a), y(b);
  return CompareNames(&x, &y, is_one_sound);
}

DateLevel CompareDates(const DateSpan& a, const DateSpan& b) {
  if (a.IsDay() && b.IsDay()) {
    return CompareDays(DecimalOf(DayOf(a.earliest)),
                       DecimalOf(DayOf(b.earliest)));
  }
  const bool overlaps = a.earliest <= b.latest && b.earliest <= a.latest;
  const int wider = std::max(a.latest - a.earliest, b.latest - b.earliest) +
                    (a.is_doubtful || b.is_doubtful ? kDaysOfYear : 0);
  if (overlaps || (a.is_doubtful && b.is_doubtful &&
                   DayOf(a.earliest).year == DayOf(b.earliest).year)) {
    if (wider < kDaysOfMonth) return DateLevel::kMonth;
    return DayOf(a.earliest).year == DayOf(a.latest).year &&
                   DayOf(b.earliest).year == DayOf(b.latest).year
               ? DateLevel::kYear
               : DateLevel::kInterval;
  }
  const int gap = std::max(a.earliest - b.latest, b.earliest - a.latest);
  return gap <= kDaysOfYear ? DateLevel::kNear : DateLevel::kDiffers;
}

NationalIdLevel CompareNationalIds(absl::string_view a, absl::string_view b) {
  const bool is_unchecked_a = absl::ConsumePrefix(&a, "?");
  const bool is_unchecked_b = absl::ConsumePrefix(&b, "?");
  const bool is_unchecked = is_unchecked_a || is_unchecked_b;
  if (a == b) {
    return is_unchecked ? NationalIdLevel::kUncheckedEqual
                        : NationalIdLevel::kEqual;
  }
  if (Edits(a, b, 1) <= 1) {
    return is_unchecked ? NationalIdLevel::kUncheckedNear
                        : NationalIdLevel::kNear;
  }
  return is_unchecked ? NationalIdLevel::kUncheckedDiffers
                      : NationalIdLevel::kDiffers;
}

NumberLevel CompareNumbers(absl::string_view a, absl::string_view b) {
  if (a == b) return NumberLevel::kEqual;
  const size_t longer = std::max(a.size(), b.size());
  if (longer < kMinNearSigns) return NumberLevel::kDiffers;
  const int edits = Edits(a, b, longer >= kMinCloseSigns ? 2 : 1);
  if (edits == 1) return NumberLevel::kNear;
  return edits == 2 && longer >= kMinCloseSigns ? NumberLevel::kClose
                                                : NumberLevel::kDiffers;
}

AreaLevel CompareAreas(absl::string_view a, absl::string_view b) {
  size_t equal = 0;
  while (equal < std::min(a.size(), b.size()) && a[equal] == b[equal]) ++equal;
  if (equal >= 6) return AreaLevel::kSubdistrict;
  // "1033" says nothing against "103301".
  if (equal >= 4) return AreaLevel::kDistrict;
  return equal >= 2 ? AreaLevel::kProvince : AreaLevel::kDiffers;
}

}  // namespace saan::match
