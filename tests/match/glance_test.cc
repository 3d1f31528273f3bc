#include "gateway/match/glance.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/match/compare.h"
#include "gateway/match/lexicon.h"
#include "gtest/gtest.h"

namespace saan::match {
namespace {

const char* const kParts[] = {
    "กา",  "กิต",   "ขวัญ", "จัน",   "ณัฐ",    "นภา", "พร", "ทิพย์", "วัฒน์",
    "นันท์", "ลักษณ์", "เดช", "ธรรม", "สวรรค์", "ไพ",  "อำ", "เสีย", "เรือ",
    "พงศ์", "พงษ์",  "ตต",  "an",   "na",    "ton", " ",  "o"};

// Names of one script or of several, some with a slip.
std::vector<std::string> Names(size_t count) {
  std::mt19937 random(1);
  std::vector<std::string> names;
  while (names.size() < count) {
    std::string name;
    for (size_t parts = 1 + random() % 5; parts > 0; --parts) {
      name += kParts[random() % std::size(kParts)];
    }
    names.push_back(name);
    name.erase(random() % name.size() / 3 * 3, 3);
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

bool IsPossible(NameSight sight, NameLevel level) {
  switch (sight) {
    case NameSight::kOneSound:
      return true;
    case NameSight::kOtherSound:
      return level != NameLevel::kAlike && level != NameLevel::kLatin;
    case NameSight::kFar:
      return level == NameLevel::kPart || level == NameLevel::kDiffers;
    case NameSight::kOtherScript:
      return level == NameLevel::kLatin || level == NameLevel::kDiffers;
  }
  return false;
}

TEST(LookAtNames, NeverRulesOutWhatComparingFinds) {
  Lexicon lexicon;
  std::vector<ValueId> names;
  for (const std::string& name : Names(400)) {
    const ValueId id = lexicon.Intern(0, Kind::kName, name);
    if (id != kNoValue) names.push_back(id);
  }
  size_t far = 0, not_close = 0;
  for (const ValueId a : names) {
    for (const ValueId b : names) {
      if (a == b) continue;
      const bool is_one_sound =
          lexicon.sound(a) != 0 && lexicon.sound(a) == lexicon.sound(b);
      const NameLevel level =
          CompareNameTexts(lexicon.text(a), lexicon.text(b), is_one_sound);
      const NameSight sight = LookAtNames(lexicon.glance(a), lexicon.glance(b));
      ASSERT_TRUE(IsPossible(sight, level))
          << lexicon.text(a) << " " << lexicon.text(b);
      far += sight == NameSight::kFar;
      const bool may_be_close =
          MayBeClose(lexicon.glance(a), lexicon.glance(b));
      ASSERT_TRUE(may_be_close || level > NameLevel::kClose)
          << lexicon.text(a) << " " << lexicon.text(b);
      not_close += !may_be_close;
    }
  }
  EXPECT_GT(far, 1000u);  // It does rule out many.
  EXPECT_GT(not_close, far);
}

TEST(AreFarNumbers, NeverRulesOutASlip) {
  std::mt19937 random(2);
  Lexicon lexicon;
  size_t far = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string a = absl::StrCat(1000000000000 + random() % 9999999);
    std::string b = a;
    for (size_t slips = 1 + random() % 2; slips > 0; --slips) {
      const size_t at = random() % (b.size() - 1);
      if (random() % 2 == 0) {
        std::swap(b[at], b[at + 1]);
      } else {
        b[at] = static_cast<char>('0' + random() % 10);
      }
    }
    if (random() % 8 == 0) b.pop_back();
    const ValueId x = lexicon.Intern(0, Kind::kNationalId, a);
    const ValueId y = lexicon.Intern(0, Kind::kNationalId, b);
    if (!AreFarNumbers(lexicon.glance(x), lexicon.glance(y))) continue;
    ++far;
    ASSERT_EQ(CompareNationalIds(a, b), NationalIdLevel::kDiffers)
        << a << " " << b;
  }
  EXPECT_GT(far, 1000u);
}

TEST(AreFarNumbers, SaysNothingOfWhatIsNoNumber) {
  EXPECT_FALSE(AreFarNumbers(kNoGlance, kNoGlance));
  Lexicon lexicon;
  const ValueId number = lexicon.Intern(0, Kind::kNumber, "0812345678");
  const ValueId other = lexicon.Intern(0, Kind::kNumber, "12/34");
  EXPECT_EQ(lexicon.glance(other), kNoGlance);
  EXPECT_FALSE(AreFarNumbers(lexicon.glance(number), lexicon.glance(other)));
}

TEST(CompareAreaDigits, AgreesWithCompareAreas) {
  const char* const kAreas[] = {"103301", "103302", "104901", "500101",
                                "1033",   "1049",   "10",     "1033011"};
  Lexicon lexicon;
  for (const char* a : kAreas) {
    for (const char* b : kAreas) {
      if (a == b) continue;
      EXPECT_EQ(
          CompareAreaDigits(lexicon.glance(lexicon.Intern(0, Kind::kArea, a)),
                            lexicon.glance(lexicon.Intern(0, Kind::kArea, b))),
          CompareAreas(a, b))
          << a << " " << b;
    }
  }
  EXPECT_EQ(lexicon.glance(lexicon.Intern(0, Kind::kArea, "10xy")), kNoGlance);
}

TEST(GlanceOfDay, ShowsDaysOnly) {
  Lexicon lexicon;
  EXPECT_EQ(lexicon.glance(lexicon.Intern(0, Kind::kDate, "2015-04-02")),
            0x20150402u);
  EXPECT_EQ(lexicon.glance(lexicon.Intern(0, Kind::kDate, "2015-01-01?")),
            kNoGlance);
  EXPECT_EQ(
      lexicon.glance(lexicon.Intern(0, Kind::kDate, "2015-01-01/2015-12-31")),
      kNoGlance);
}

}  // namespace
}  // namespace saan::match
