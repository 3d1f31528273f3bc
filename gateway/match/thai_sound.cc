#include "gateway/match/thai_sound.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"

namespace saan::match {
namespace {

constexpr size_t kLk82Signs = 5;
constexpr size_t kUdom83Signs = 7;
constexpr size_t kMaxLatinKeySigns = 8;

// Letters that share one sign of a key.
struct SoundClass {
  const char16_t* letters;
  char16_t sign;
};

constexpr char16_t kFirstThai = u'\u0e00';
constexpr size_t kThaiLetters = 0x60;
using SignTable = std::array<char16_t, kThaiLetters>;

// A letter of no class is its own sign.
template <size_t n>
constexpr SignTable TableOf(const SoundClass (&classes)[n]) {
  SignTable table = {};
  for (size_t i = 0; i < kThaiLetters; ++i) {
    table[i] = static_cast<char16_t>(kFirstThai + i);
    for (const SoundClass& sound : classes) {
      if (IsAmong(table[i], sound.letters)) {
        table[i] = sound.sign;
        break;
      }
    }
  }
  return table;
}

char16_t SignOf(const SignTable& table, char16_t letter) {
  return IsThai(letter) ? table[letter - kFirstThai] : letter;
}

constexpr SoundClass kLk82FirstClasses[] = {
    {u"กขฃคฅฆ", u'ก'}, {u"ฉชฌ", u'ช'}, {u"ซศษส", u'ซ'},  {u"ญย", u'ย'},
    {u"ฎด", u'ด'},     {u"ฏต", u'ต'},  {u"ณน", u'น'},    {u"ฐฑฒถทธ", u'ท'},
    {u"ผพภ", u'พ'},    {u"ฝฟ", u'ฟ'},  {u"รลฬฤฦ", u'ร'}, {u"หฮ", u'ห'},
};
constexpr SoundClass kLk82RestClasses[] = {
    {u"กขฃคฅฆ", u'1'},
    {u"ง", u'2'},
    {u"จฉชซฌฎฏฐฑฒดตถทธศษส", u'3'},
    {u"ญณนรลฬฤฦ", u'4'},
    {u"บปผพภฝฟ", u'5'},
    {u"ม\u0e33", u'6'},
    {u"ยวไใ", u'7'},
    {u"หฮ", u'8'},
    {u"\u0e32", u'9'},
    {u"\u0e45\u0e36\u0e37", u'A'},
    {u"เ", u'B'},
    {u"แ", u'C'},
    {u"โ", u'D'},
    {u"\u0e38\u0e39", u'E'},
    {u"อ", u'F'},
};
constexpr SoundClass kUdom83FirstClasses[] = {
    {u"ขฃคฅฆ", u'ข'}, {u"ฉชฌ", u'ช'}, {u"ซศษส", u'ส'},   {u"ฎด", u'ด'},
    {u"ฏต", u'ต'},    {u"ณน", u'น'},  {u"ฐฑฒถทธ", u'ท'}, {u"ผพภ", u'พ'},
    {u"ฝฟ", u'ฟ'},    {u"ญย", u'ย'},  {u"รลฬฤฦ", u'ร'},  {u"หฮ", u'ฮ'},
};
constexpr SoundClass kUdom83RestClasses[] = {
    {u"มว\u0e33", u'0'}, {u"กขฃคฅฆ", u'1'},  {u"งย", u'2'},  {u"ญณน", u'3'},
    {u"ฎฏดตศษส", u'4'},  {u"บปผพภฝฟ", u'5'}, {u"หอฮ", u'6'}, {u"จฉชซฌ", u'7'},
    {u"ฐฑฒถทธ", u'8'},   {u"รลฤฦ", u'9'},
};
constexpr SignTable kLk82First = TableOf(kLk82FirstClasses);
constexpr SignTable kLk82Rest = TableOf(kLk82RestClasses);
constexpr SignTable kUdom83First = TableOf(kUdom83FirstClasses);
constexpr SignTable kUdom83Rest = TableOf(kUdom83RestClasses);

// Vowel signs that make the letter after them a final one.
constexpr char16_t kUpperOrLowerLong[] = u"\u0e36\u0e37\u0e38\u0e39";

constexpr char16_t kSilentClusters[][3] = {u"จน", u"มณ", u"ณฑ", u"ทร", u"ตร"};

// How many letters at `i` are silent.
size_t SilentAt(const Letters& name, size_t i) {
  if (name.at(i + 2) == kThanthakhat) {
    for (const auto& cluster : kSilentClusters) {
      if (name[i] == cluster[0] && name[i + 1] == cluster[1]) return 3;
    }
    if (IsConsonant(name[i]) && IsFollowingVowel(name[i + 1])) return 3;
  }
  return IsConsonant(name[i]) && name.at(i + 1) == kThanthakhat ? 2 : 0;
}

// Whether LK82 gives the letter at `i` a sign. `vowel` is the index of the last
// vowel sign, or -2.
bool SoundsInLk82(const Letters& name, size_t i, ptrdiff_t vowel) {
  const char16_t c = name[i];
  const bool is_before_vowel = IsAmong(name.at(i + 1), kUpperOrLowerLong);
  if (IsAmong(c, u"\u0e30\u0e31\u0e34\u0e35")) return false;
  if (c == u'\u0e38') return !IsAmong(name.at(ptrdiff_t(i) - 1), u"ตธ");
  if (IsAmong(c, u"หอ")) return is_before_vowel;
  if (IsAmong(c, u"ยรฤฦว")) {
    return vowel == static_cast<ptrdiff_t>(i) - 1 || is_before_vowel;
  }
  return true;
}

// The letters of a name that LK82 hears.
Letters HeardInLk82(const Letters& name) {
  Letters toneless;
  for (size_t i = 0; i < name.size(); ++i) {
    if (!IsToneMark(name[i])) toneless.push_back(name[i]);
  }
  const Letters spoken = WithoutSilent(toneless);
  Letters heard;
  for (size_t i = 0; i < spoken.size(); ++i) {
    if (!IsAmong(spoken[i], u"\u0e47\u0e4d\u0e3a\u0e46\u0e2f")) {
      heard.push_back(spoken[i]);
    }
  }
  return heard;
}

// รร is read "an", or "a" before a final consonant.
Letters SpellOutRoHan(const Letters& name) {
  Letters spelled;
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] != u'ร' || name.at(i + 1) != u'ร') {
      spelled.push_back(name[i]);
      continue;
    }
    const char16_t next = name.at(i + 2);
    const char16_t after = name.at(i + 3);
    spelled.push_back(u'\u0e31');
    if (!IsConsonant(next) || !(IsConsonant(after) || IsLeadingVowel(after))) {
      spelled.push_back(u'น');
    }
    ++i;
  }
  return spelled;
}

// ไ and ใ as the ย that they sound like, after their consonant; ำ as ม.
Letters SpellOutAiAndAm(const Letters& name) {
  Letters spelled;
  for (size_t i = 0; i < name.size(); ++i) {
    const char16_t next = name.at(i + 1);
    if (name[i] == u'ไ' && IsConsonant(next) && name.at(i + 2) == u'ย') {
      continue;
    }
    if (IsAmong(name[i], u"ไใ") && IsConsonant(next)) {
      spelled.push_back(next);
      spelled.push_back(u'ย');
      ++i;
    } else if (name[i] == u'\u0e33') {
      spelled.push_back(u'ม');
      if (next == u'ม' && !IsFollowingVowel(name.at(i + 2))) ++i;
    } else {
      spelled.push_back(name[i]);
    }
  }
  return spelled;
}

// The class of a Latin letter by the sound a Thai would write at the end of a
// syllable; 0 for vowels and letters that are not heard there.
char LatinClass(char c) {
  switch (c) {
    case 'k':
    case 'g':
    case 'q':
    case 'x':
      return '1';
    case 'c':
    case 'd':
    case 'j':
    case 's':
    case 't':
    case 'z':
      return '3';
    case 'n':
    case 'r':
    case 'l':
      return '4';
    case 'b':
    case 'f':
    case 'p':
      return '5';
    case 'm':
      return '6';
    default:
      return 0;
  }
}

// The class of a Thai consonant, in the same terms; NGO NGU is written "ng".
char ThaiClass(char16_t c) {
  const char16_t sign = SignOf(kLk82Rest, c);
  if (sign == u'2') return '4';
  return sign >= u'1' && sign <= u'6' ? static_cast<char>(sign) : 0;
}

}  // namespace

Letters WithoutSilent(const Letters& name) {
  Letters spoken;
  for (size_t i = 0; i < name.size();) {
    const size_t silent = SilentAt(name, i);
    if (silent == 0) spoken.push_back(name[i]);
    i += silent == 0 ? 1 : silent;
  }
  return spoken;
}

Letters Lk82Letters(const Letters& name) {
  const Letters heard = HeardInLk82(name);
  Letters key;
  if (heard.empty()) return key;
  size_t begin = 1;
  if (IsConsonant(heard[0]) || heard.size() < 2) {
    key.push_back(SignOf(kLk82First, heard[0]));
  } else {
    key.push_back(SignOf(kLk82First, heard[1]));
    key.push_back(SignOf(kLk82Rest, heard[0]));
    begin = 2;
  }
  Letters rest;
  for (size_t i = begin; i < heard.size(); ++i) rest.push_back(heard[i]);
  ptrdiff_t vowel = -2;
  char16_t previous = key[key.size() - 1];
  for (size_t i = 0; i < rest.size() && key.size() < kLk82Signs; ++i) {
    const bool is_heard = SoundsInLk82(rest, i, vowel);
    const bool is_vowel = (IsFollowingVowel(rest[i]) && rest[i] != u'\u0e33') ||
                          rest[i] == u'\u0e45';
    if (is_vowel) vowel = static_cast<ptrdiff_t>(i);
    // A vowel parts two equal signs even when it has none of its own.
    if (!is_heard && is_vowel) previous = 0;
    if (!is_heard) continue;
    const char16_t sign = SignOf(kLk82Rest, rest[i]);
    if (sign != previous) key.push_back(sign);
    previous = sign;
  }
  while (key.size() < kLk82Signs) key.push_back(u'0');
  return key;
}

std::string Lk82(absl::string_view folded_name) {
  return Lk82Letters(Letters(folded_name)).Utf8();
}

std::string Udom83(absl::string_view folded_name) {
  const Letters spoken =
      WithoutSilent(SpellOutAiAndAm(SpellOutRoHan(Letters(folded_name))));
  Letters key;
  for (size_t i = 0; i < spoken.size() && key.size() < kUdom83Signs; ++i) {
    if (spoken[i] >= u'\u0e30' && spoken[i] <= u'\u0e4c') continue;
    key.push_back(key.empty() ? SignOf(kUdom83First, spoken[i])
                              : SignOf(kUdom83Rest, spoken[i]));
  }
  if (key.empty()) return "";
  while (key.size() < kUdom83Signs) key.push_back(u'0');
  return key.Utf8();
}

std::string LatinSigns(absl::string_view folded_name) {
  const Letters name = WithoutSilent(Letters(folded_name));
  std::string signs;
  size_t last = 0;  // Where the last sign was heard.
  for (size_t i = 0; i < name.size(); ++i) {
    const char16_t c = name[i];
    char sign = 0;
    if (IsThai(c)) {
      sign = ThaiClass(c);
    } else if (c < 0x80) {
      sign = LatinClass(absl::ascii_tolower(static_cast<char>(c)));
      // The g of "ng" is no sound of its own.
      if (c == u'g' && name.at(ptrdiff_t(i) - 1) == u'n') sign = 0;
    }
    if (sign == 0) continue;
    // A vowel written before a consonant is heard behind it.
    const bool is_doubled = !signs.empty() && signs.back() == sign &&
                            last + 1 == i &&
                            !IsLeadingVowel(name.at(ptrdiff_t(last) - 1));
    if (!is_doubled) signs.push_back(sign);
    last = i;
  }
  return signs;
}

std::string LatinKey(absl::string_view folded_name) {
  std::string key = LatinSigns(folded_name);
  key.erase(std::unique(key.begin(), key.end()), key.end());
  key.resize(std::min(key.size(), kMaxLatinKeySigns));
  return key;
}

bool IsLatin(absl::string_view name) {
  bool has_letter = false;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
    has_letter = has_letter || absl::ascii_isalpha(c);
  }
  return has_letter;
}

}  // namespace saan::match
