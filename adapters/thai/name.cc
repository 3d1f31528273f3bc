#include "adapters/thai/name.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "adapters/thai/text.h"
#include "adapters/thai/titles.h"
#include "adapters/thai/utf8.h"

namespace saan::thai {
namespace {

// No person's name has more words; what is beyond stays in the last one.
constexpr size_t kMostWords = 16;

constexpr size_t kThaiLetterBytes = 3;  // In UTF-8.

constexpr absl::string_view kNong = "น้อง";

// Words that open a family name of several words: "ณ อยุธยา", "บิน อาลี".
bool OpensFamilyName(absl::string_view word) {
  constexpr absl::string_view kWords[] = {"ณ",   "บิน",  "บินติ",
                                          "บินตี", "บินตู", "บินต์"};
  return std::find(std::begin(kWords), std::end(kWords), word) !=
         std::end(kWords);
}

// Malay, Shan, Karen and Burmese words that open a given name.
bool OpensGivenName(absl::string_view word) {
  constexpr absl::string_view kWords[] = {"เจ๊ะ", "เจะ", "แว",  "นิ",   "ตวน",
                                          "ต่วน", "หะยี", "ฮัจยี", "โต๊ะ", "จาย",
                                          "ซอ",  "นอ",  "หม่อง"};
  return std::find(std::begin(kWords), std::end(kWords), word) !=
         std::end(kWords);
}

bool CanBeginName(absl::string_view text) {
  if (text.empty()) return false;
  size_t at = 0;
  const char32_t c = NextCodePoint(text, &at);
  return c < 0x0E00 || c > 0x0E7F || CanBeginThaiWord(c);
}

// The bytes of `text` that `form` takes up; nothing when it does not open the
// text. Dotted forms are also typed with spaces, or without the last dot.
std::optional<size_t> MatchTitle(absl::string_view text,
                                 absl::string_view form) {
  if (absl::StartsWith(text, form)) return form.size();
  const size_t dots =
      static_cast<size_t>(std::count(form.begin(), form.end(), '.'));
  if (dots == 0) return std::nullopt;
  size_t at = 0;
  for (size_t i = 0; i < form.size(); ++i) {
    while (at > 0 && at < text.size() && text[at] == ' ') ++at;
    if (at < text.size() && text[at] == form[i]) {
      ++at;
    } else if (dots >= 2 && i + 1 == form.size() && form[i] == '.') {
      return at;
    } else {
      return std::nullopt;
    }
  }
  return at;
}

// What follows a title, without the space or stray dot between.
absl::string_view AfterTitle(absl::string_view rest) {
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '.')) {
    rest.remove_prefix(1);
  }
  return rest;
}

struct Found {
  const Title* title;
  absl::string_view rest;
};

std::optional<Found> FindTitle(absl::string_view folded) {
  for (const Title& title : Titles()) {
    const std::optional<size_t> size = MatchTitle(folded, title.form);
    if (!size) continue;
    const absl::string_view behind = folded.substr(*size);
    const absl::string_view rest = AfterTitle(behind);
    if (rest.empty()) return Found{&title, rest};
    if (title.use == TitleUse::kKin && behind.front() != ' ') continue;
    if (!CanBeginName(rest)) continue;
    // "นายก" is a word, "ด.ช. ก" a child whose name is withheld.
    const bool is_glued = behind.front() != ' ' && title.form.back() != '.';
    if (is_glued && rest.size() <= kThaiLetterBytes) continue;
    return Found{&title, rest};
  }
  return std::nullopt;
}

std::string NameOrNothing(absl::string_view name) {
  return IsFiller(name) ? std::string() : std::string(name);
}

std::string Join(const std::vector<absl::string_view>& words, size_t from,
                 size_t to) {
  return absl::StrJoin(words.begin() + static_cast<ptrdiff_t>(from),
                       words.begin() + static_cast<ptrdiff_t>(to), " ");
}

}  // namespace

std::string CanonicalTitle(absl::string_view folded) {
  if (IsFiller(folded)) return std::string();
  for (const Title& title : Titles()) {
    const std::optional<size_t> size = MatchTitle(folded, title.form);
    if (size && AfterTitle(folded.substr(*size)).empty()) {
      return std::string(title.canonical);
    }
  }
  return std::string(folded);
}

v1::Sex SexOfTitle(absl::string_view canonical_title) {
  for (const Title& title : Titles()) {
    if (title.canonical == canonical_title) return title.sex;
  }
  return v1::SEX_UNSPECIFIED;
}

TitledName SplitTitle(absl::string_view folded) {
  const std::optional<Found> found = FindTitle(folded);
  if (!found) return {std::string(), NameOrNothing(folded)};
  // A kin word alone is a nickname sooner than a title without a name.
  if (found->rest.empty() && found->title->use == TitleUse::kKin) {
    return {std::string(), std::string(folded)};
  }
  return {std::string(found->title->canonical), NameOrNothing(found->rest)};
}

WholeName SplitFullName(absl::string_view folded) {
  const TitledName titled = SplitTitle(folded);
  WholeName whole;
  whole.title = titled.title;
  const std::vector<absl::string_view> words = absl::StrSplit(
      titled.name, absl::MaxSplits(' ', kMostWords - 1), absl::SkipEmpty());
  if (words.empty()) return whole;

  size_t given_end = 1;
  if (words.size() >= 3 && OpensGivenName(words[0])) given_end = 2;
  size_t family_begin = words.size() > given_end ? words.size() - 1 : given_end;
  for (size_t i = given_end; i < words.size(); ++i) {
    if (!OpensFamilyName(words[i])) continue;
    // "ศรีสุข ณ อยุธยา" is one family name.
    family_begin = words[i] == "ณ" ? given_end : i;
    break;
  }
  whole.given_name = NameOrNothing(Join(words, 0, given_end));
  whole.middle_name = NameOrNothing(Join(words, given_end, family_begin));
  whole.family_name = NameOrNothing(Join(words, family_begin, words.size()));
  // Systems that demand a family name make clerks write the given name twice.
  if (whole.family_name == whole.given_name) whole.family_name.clear();
  return whole;
}

std::string CleanNickname(absl::string_view folded) {
  absl::string_view rest = folded;
  if (absl::ConsumePrefix(&rest, kNong)) {
    rest = AfterTitle(rest);
    if (rest.empty() || CanBeginName(rest)) return NameOrNothing(rest);
  }
  return NameOrNothing(folded);
}

}  // namespace saan::thai
