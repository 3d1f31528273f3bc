#include <string>

#include "adapters/thai/name.h"
#include "adapters/thai/text.h"
#include "gtest/gtest.h"
#include "tests/adapters/thai_vectors.h"

namespace saan::thai {
namespace {

TEST(SplitTitle, SplitsEachVector) {
  const auto rows = Vectors("thai_title_vectors.tsv", 4);
  ASSERT_GT(rows.size(), 10u);
  for (const auto& row : rows) {
    const TitledName split = SplitTitle(Fold(row[0]));
    EXPECT_EQ(split.title, CanonicalTitle(row[1])) << row[0];
    EXPECT_EQ(split.name, row[2]) << row[0];
  }
}

TEST(CanonicalTitle, GivesTheUsualAbbreviationOfEveryForm) {
  const struct {
    const char* form;
    const char* canonical;
  } kCases[] = {{"เด็กชาย", "ด.ช."},       {"ดช.", "ด.ช."},
                {"ดช", "ด.ช."},           {"ด. ช.", "ด.ช."},
                {"ด.ช", "ด.ช."},          {"เด็กหญิง", "ด.ญ."},
                {"นางสาว", "น.ส."},       {"นส.", "น.ส."},
                {"น.ส", "น.ส."},          {"ส.ณ.", "สามเณร"},
                {"หม่อมหลวง", "ม.ล."},     {"ว่าที่ร้อยตรี", "ว่าที่ ร.ต."},
                {"ว่าที่ ร.ต.", "ว่าที่ ร.ต."}, {"ดาบตำรวจ", "ด.ต."},
                {"Mr.", "Mr."},           {"-", ""}};
  for (const auto& c : kCases) {
    EXPECT_EQ(CanonicalTitle(c.form), c.canonical) << c.form;
  }
}

TEST(CanonicalTitle, IsItsOwnCanonicalTitle) {
  for (const char* form : {"เด็กชาย", "ว่าที่ร.ต.หญิง", "พระ", "ม.ร.ว.", "ครู"}) {
    const std::string once = CanonicalTitle(form);
    EXPECT_EQ(CanonicalTitle(once), once);
  }
}

TEST(SexOfTitle, TellsTheSexWhereTheTitleDoes) {
  EXPECT_EQ(SexOfTitle("ด.ช."), v1::SEX_MALE);
  EXPECT_EQ(SexOfTitle("ด.ญ."), v1::SEX_FEMALE);
  EXPECT_EQ(SexOfTitle("น.ส."), v1::SEX_FEMALE);
  EXPECT_EQ(SexOfTitle("ด.ต."), v1::SEX_UNSPECIFIED);
  EXPECT_EQ(SexOfTitle("คุณ"), v1::SEX_UNSPECIFIED);
  EXPECT_EQ(SexOfTitle(""), v1::SEX_UNSPECIFIED);
}

TEST(SplitFullName, SplitsNamesAsTheyAreBorne) {
  const struct {
    const char* text;
    const char* title;
    const char* given;
    const char* middle;
    const char* family;
  } kCases[] = {
      {"ด.ช.ณัฐวุฒิ ใจดี", "ด.ช.", "ณัฐวุฒิ", "", "ใจดี"},
      {"นาย  สมชาย   ใจดี", "นาย", "สมชาย", "", "ใจดี"},
      {"สมชาย ณ อยุธยา", "", "สมชาย", "", "ณ อยุธยา"},
      {"นางสาวสมหญิง ศรีสุข ณ อยุธยา", "น.ส.", "สมหญิง", "", "ศรีสุข ณ อยุธยา"},
      {"มูฮัมหมัด บิน อับดุลเลาะ", "", "มูฮัมหมัด", "", "บิน อับดุลเลาะ"},
      {"แว มาหะมะ ดือราแม", "", "แว มาหะมะ", "", "ดือราแม"},
      {"เม เมี้ยน ทู", "", "เม", "เมี้ยน", "ทู"},
      {"จายแลง", "", "จายแลง", "", ""},
      {"สมชาย -", "", "สมชาย", "", ""},
      {"สมชาย ไม่มี", "", "สมชาย", "", ""},
      {"สมชาย สมชาย", "", "สมชาย", "", ""},
      {"-", "", "", "", ""},
      {"", "", "", "", ""},
  };
  for (const auto& c : kCases) {
    const WholeName whole = SplitFullName(Fold(c.text));
    EXPECT_EQ(whole.title, c.title) << c.text;
    EXPECT_EQ(whole.given_name, c.given) << c.text;
    EXPECT_EQ(whole.middle_name, c.middle) << c.text;
    EXPECT_EQ(whole.family_name, c.family) << c.text;
  }
}

TEST(CleanNickname, DropsNongAndFillers) {
  EXPECT_EQ(CleanNickname("น้องต้น"), "ต้น");
  EXPECT_EQ(CleanNickname("น้อง ต้น"), "ต้น");
  EXPECT_EQ(CleanNickname("ต้น"), "ต้น");
  EXPECT_EQ(CleanNickname("น้อง"), "");
  EXPECT_EQ(CleanNickname("-"), "");
}

TEST(Name, IsTotalOnHostileTexts) {
  for (const std::string& text :
       HostileTexts({"ด.ช.ณัฐวุฒิ ณ อยุธยา", "ว่าที่ ร.ต. สมชาย", "น้องต้น"})) {
    for (const std::string& name : {text, Fold(text)}) {
      CanonicalTitle(name);
      SplitTitle(name);
      SplitFullName(name);
      CleanNickname(name);
    }
  }
}

}  // namespace
}  // namespace saan::thai
