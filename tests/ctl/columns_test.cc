#include "gateway/ctl/columns.h"

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "tests/match/invented.h"

namespace saan::ctl {
namespace {

using match::FieldValues;
using match::Model;
using match::ParseModel;
using match::SmallModel;

TEST(FoldCell, LowersFoldsSpacesAndDropsWhatIsNotSeen) {
  EXPECT_EQ(FoldCell("  ANNA \t MARIA\xC2\xA0"
                     "Berg "),
            "anna maria berg");
  EXPECT_EQ(FoldCell("กา\xE2\x80\x8Bน\xE2\x80\xAEดา"), "กานดา");
}

TEST(FoldCell, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(FoldCell("a\xFF"
                     "b"),
            "a\xEF\xBF\xBD"
            "b");
  // A letter that was cut off is one mark: Unicode 15.0, section 3.9, U+FFFD
  // substitution of maximal subparts.
  EXPECT_EQ(FoldCell("a\xE0\xB8"), "a\xEF\xBF\xBD");
  EXPECT_EQ(FoldCell("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(FoldCell, TakesALetterAndItsAccentForOne) {
  EXPECT_EQ(FoldCell("Rene\xCC\x81"), FoldCell("Ren\xC3\xA9"));
}

TEST(FoldCell, LeavesControlCharactersThatAreNoSpaces) {
  EXPECT_EQ(FoldCell("a\x01"
                     "b\r\nc"),
            "a\x01"
            "b c");
}

TEST(SaysNothing, KnowsTheUsualWords) {
  for (const char* text : {"", "-", "unknown", "n/a", "null", "ไม่ทราบ"}) {
    EXPECT_TRUE(SaysNothing(text)) << text;
  }
  EXPECT_FALSE(SaysNothing("anna"));
}

TEST(IsNoName, NeedsEveryWordToSayNothing) {
  for (const char* text :
       {"baby", "baby boy", "infant", "lady", "respondent"}) {
    EXPECT_TRUE(IsNoName(text)) << text;
  }
  EXPECT_FALSE(IsNoName("baby anna"));
  EXPECT_FALSE(IsNoName("ก้อย"));
}

TEST(DateCell, ReadsThreeWritings) {
  for (const char* text : {"20150402", "2015-04-02", "02/04/2015", "2/4/2015",
                           "2015-04-02t00:00:00"}) {
    EXPECT_EQ(DateCell(text), "2015-04-02") << text;
  }
  for (const char* text : {"", "20151302", "2015-02-30", "april", "1/2/15",
                           "99999999999999999999"}) {
    EXPECT_EQ(DateCell(text), "") << text;
  }
}

TEST(ColumnReader, ReadsADateOfThreeColumns) {
  const auto model = ParseModel(R"(version: "m@1"
same_per_record: 0.1 link_probability: 0.9 review_probability: 0.5
fields { name: "birth" kind: "date" columns: "y" columns: "m" columns: "d" }
comparisons {
  field: "birth"
  levels { level: "day" same: 0.9 kin: 0.1 stranger: 0.1 }
  levels { level: "differs" same: 0.1 kin: 0.9 stranger: 0.9 }
}
keys: "birth"
)",
                                "m");
  ASSERT_TRUE(model.ok()) << model.status();
  const std::vector<std::string> header = {"d", "m", "y"};
  const auto reader = ColumnReader::For(*model, header);
  ASSERT_TRUE(reader.ok()) << reader.status();
  const std::vector<std::string> cells = {"7", "9", "1967"};
  EXPECT_EQ(reader->Read(cells)[0], std::vector<std::string>{"1967-09-07"});
}

TEST(ColumnReader, NamesAMissingColumn) {
  const Model model = SmallModel();
  const std::vector<std::string> header = {"given", "family", "phone"};
  const auto reader = ColumnReader::For(model, header);
  ASSERT_FALSE(reader.ok());
  EXPECT_TRUE(absl::StrContains(reader.status().message(), "\"birth\""));
}

TEST(ColumnReader, TakesNoValueFromWhatSaysNothing) {
  const Model model = SmallModel();
  const std::vector<std::string> header = {"given", "family", "birth", "phone"};
  const auto reader = ColumnReader::For(model, header);
  ASSERT_TRUE(reader.ok());
  const std::vector<std::string> cells = {"Baby Boy", std::string(10000, 'x'),
                                          "unknown", " 02-123 4567 "};
  const FieldValues values = reader->Read(cells);
  EXPECT_TRUE(values[0].empty());
  EXPECT_TRUE(values[1].empty());
  EXPECT_TRUE(values[2].empty());
  EXPECT_EQ(values[3], std::vector<std::string>{"021234567"});
}

}  // namespace
}  // namespace saan::ctl
