#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "adapters/thai/number.h"
#include "gtest/gtest.h"
#include "tests/adapters/thai_vectors.h"

namespace saan::thai {
namespace {

using Fault = ParsedPhone::Fault;

TEST(ParsePersonNumber, ClassifiesEachVector) {
  const struct Expected {
    NumberClass number_class;
    bool is_repaired;
  } kUnread{NumberClass::kUnreadable, false};
  const std::map<std::string, Expected> kClasses = {
      {"valid", {NumberClass::kValid, false}},
      {"valid_after_clean", {NumberClass::kValid, true}},
      {"bad_check", {NumberClass::kBadCheck, false}},
      {"bad_length", {NumberClass::kBadLength, false}},
      {"damaged_excel", {NumberClass::kDamagedExcel, false}},
      {"placeholder", {NumberClass::kPlaceholder, false}},
      {"absent", {NumberClass::kAbsent, false}},
      {"g_code", {NumberClass::kGCode, false}},
      {"g_code_after_clean", {NumberClass::kGCode, true}}};
  const auto rows = Vectors("thai_pid_vectors.tsv", 3);
  ASSERT_EQ(rows.size(), 31u);
  for (const auto& row : rows) {
    const auto expected = kClasses.find(row[1]);
    const Expected& want =
        expected == kClasses.end() ? kUnread : expected->second;
    const PersonNumber number = ParsePersonNumber(row[0]);
    EXPECT_EQ(number.number_class, want.number_class) << row[0];
    EXPECT_EQ(number.is_repaired, want.is_repaired) << row[0];
  }
}

TEST(ParsePersonNumber, GivesDigitsAlone) {
  EXPECT_EQ(ParsePersonNumber("1-9901-00000-01-1").value, "1990100000011");
  EXPECT_EQ(ParsePersonNumber("๑๙๙๐๑๐๐๐๐๐๐๑๑").value, "1990100000011");
  EXPECT_EQ(ParsePersonNumber("g659000000012").value, "G659000000012");
  EXPECT_EQ(ParsePersonNumber("1990100000011.0").value, "1990100000011");
  EXPECT_EQ(ParsePersonNumber("?123").value, "");
  EXPECT_EQ(ParsePersonNumber("1.99E+12").value, "");
}

TEST(ParsePersonNumber, RefusesForeignCharacters) {
  EXPECT_EQ(ParsePersonNumber("x-9901-00000-01-1").number_class,
            NumberClass::kUnreadable);
  EXPECT_EQ(ParsePersonNumber("AB1234567").number_class,
            NumberClass::kUnreadable);
}

TEST(ParsePersonNumber, NeverLetsARoyalFirstDigitLink) {
  EXPECT_EQ(ParsePersonNumber("9990100000015").number_class,
            NumberClass::kPlaceholder);
}

TEST(IdentifierOf, TakesKindFromTheFirstDigit) {
  EXPECT_EQ(IdentifierOf(ParsePersonNumber("1990100000011")).kind(),
            v1::IDENTIFIER_KIND_NATIONAL_ID);
  EXPECT_EQ(IdentifierOf(ParsePersonNumber("8990100000441")).kind(),
            v1::IDENTIFIER_KIND_NATIONAL_ID);
  for (const char* text :
       {"0990189000122", "0012345678909", "6990150000171", "7990160000211"}) {
    const v1::Identifier identifier = IdentifierOf(ParsePersonNumber(text));
    EXPECT_EQ(identifier.kind(), v1::IDENTIFIER_KIND_NON_THAI_ID);
    EXPECT_EQ(identifier.status(), v1::IDENTIFIER_STATUS_VALID);
  }
  EXPECT_EQ(IdentifierOf(ParsePersonNumber("G650000000001")).kind(),
            v1::IDENTIFIER_KIND_STUDENT_G_CODE);
}

TEST(IdentifierOf, GivesNothingForWhatIsNoNumber) {
  for (const char* text : {"", "-", "1.99E+12", "199010000001", "abc"}) {
    EXPECT_EQ(IdentifierOf(ParsePersonNumber(text)).ByteSizeLong(), 0u);
  }
}

TEST(IdentifierOf, KeepsAWrongCheckDigitVisible) {
  const v1::Identifier identifier =
      IdentifierOf(ParsePersonNumber("1990100000012"));
  EXPECT_EQ(identifier.status(), v1::IDENTIFIER_STATUS_BAD_CHECK);
  EXPECT_EQ(identifier.value(), "1990100000012");
}

TEST(WithDashes, WritesThePrintForm) {
  EXPECT_EQ(WithDashes("1990100000011"), "1-9901-00000-01-1");
  EXPECT_EQ(WithDashes("G650000000001"), "G650000000001");
  EXPECT_EQ(WithDashes("12"), "12");
}

TEST(ParsePhones, ReadsEachVector) {
  const auto rows = Vectors("thai_phone_vectors.tsv", 3);
  ASSERT_EQ(rows.size(), 32u);
  for (const auto& row : rows) {
    const std::vector<ParsedPhone> phones = ParsePhones(row[0]);
    if (row[1].empty()) {  // The note says what is wrong.
      const Fault fault = row[2] == "absent"        ? Fault::kAbsent
                          : row[2] == "placeholder" ? Fault::kPlaceholder
                                                    : Fault::kInvalid;
      ASSERT_EQ(phones.size(), 1u) << row[0];
      EXPECT_EQ(phones[0].fault, fault) << row[0];
      EXPECT_EQ(phones[0].phone.number(), "") << row[0];
      continue;
    }
    std::vector<std::string> numbers;
    for (const ParsedPhone& phone : phones) {
      EXPECT_EQ(phone.fault, Fault::kNone) << row[0];
      numbers.push_back(phone.phone.number());
    }
    EXPECT_EQ(absl::StrJoin(numbers, "|"), row[1]) << row[0];
  }
}

TEST(ParsePhones, KeepsWhoseTelephoneItIs) {
  EXPECT_EQ(ParsePhones("0812345678 (แม่)")[0].phone.owner_note(), "แม่");
  EXPECT_EQ(ParsePhones("แม่ 081-234-5678")[0].phone.owner_note(), "แม่");
  EXPECT_EQ(ParsePhones("โทร. 081-234-5678")[0].phone.owner_note(), "");
}

TEST(ParsePhones, DoubtsAMobileOfOneDigit) {
  EXPECT_TRUE(ParsePhones("0999999999")[0].phone.is_doubtful());
  EXPECT_TRUE(ParsePhones("0811111111")[0].phone.is_doubtful());
  EXPECT_FALSE(ParsePhones("0812345678")[0].phone.is_doubtful());
}

TEST(ParsePhones, KeepsTheFirstOfARangeOfLines) {
  const std::vector<ParsedPhone> phones = ParsePhones("0-2123-4567/8");
  ASSERT_EQ(phones.size(), 1u);
  EXPECT_EQ(phones[0].phone.number(), "+6621234567");
  EXPECT_TRUE(phones[0].is_repaired);
}

TEST(ParsePhones, ReadsNumbersOfOtherCountries) {
  EXPECT_EQ(ParsePhones("+95 9 123 456 789")[0].phone.number(),
            "+959123456789");
}

TEST(ParsePhones, KeepsEachNumberOfSeveralWithItsNote) {
  const std::vector<ParsedPhone> phones =
      ParsePhones("แม่ 0812345678 หรือ ยาย 0898765432");
  ASSERT_EQ(phones.size(), 2u);
  EXPECT_EQ(phones[1].phone.number(), "+66898765432");
  EXPECT_EQ(phones[1].phone.owner_note(), "ยาย");
}

TEST(ParsePhones, NeverJoinsTwoNumbersIntoOne) {
  EXPECT_EQ(ParsePhones("0812345678 0898765432")[0].fault, Fault::kInvalid);
}

TEST(Number, IsTotalOnHostileTexts) {
  for (const std::string& text :
       HostileTexts({"๑-๙๙๐๑-๐๐๐๐๐-๐๑-๑", "G650000000001", "1.99E+12",
                     "+66(0)81-234-5678 ต่อ 12, แม่ 02-123-4567-9"})) {
    IdentifierOf(ParsePersonNumber(text));
    WithDashes(text);
    CheckDigitFits(text);
    EXPECT_FALSE(ParsePhones(text).empty());
  }
}

}  // namespace
}  // namespace saan::thai
