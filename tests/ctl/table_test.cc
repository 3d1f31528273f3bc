#include "gateway/ctl/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"

namespace saan::ctl {
namespace {

using ::testing::ElementsAre;

TEST(DisplayWidth, LeavesOutThaiVowelsAndTonesAboveAndBelow) {
  const struct {
    const char* text;
    int width;
  } cases[] = {{"", 0},    {"abc", 3},  {"กขค", 3},     {"น้ำ", 2},
               {"ที่", 1},   {"ผู้ใหญ่", 4}, {"เด็ก", 3},     {"กรุงเทพฯ", 7},
               {"๑๒๓", 3}, {"中", 2},   {"a\u0301", 1}, {"สมชาย", 5}};
  for (const auto& c : cases)
    EXPECT_EQ(DisplayWidth(c.text), c.width) << c.text;
}

TEST(DisplayWidth, CountsABrokenByteAsOne) {
  EXPECT_EQ(DisplayWidth("\xE0\xB8"), 2);
  EXPECT_EQ(DisplayWidth("ก\xFF"), 2);
}

TEST(Visible, TakesThePowerFromEscapesAndBidirectionalControls) {
  EXPECT_EQ(Visible("a\x1B[31mb"), "a\uFFFD[31mb");
  EXPECT_EQ(Visible("a\u202Eb\u2066c"), "a\uFFFDb\uFFFDc");
  EXPECT_EQ(Visible(absl::string_view("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(Visible("\xC2\x9B"), "\uFFFD");  // CSI in one character.
}

TEST(Visible, KeepsCellsOnOneLine) {
  EXPECT_EQ(Visible("บรรทัด\r\nสอง\tสาม"), "บรรทัด สอง สาม");
}

TEST(Visible, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(Visible("\xE0\xB8ก\xC0\xAF\xED\xA0\x80"),
            "\uFFFD\uFFFDก\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_THAT(Wrap("one two three", 8), ElementsAre("one two", "three"));
}

TEST(Wrap, NeverPartsALetterFromItsMarks) {
  EXPECT_THAT(Wrap("ที่นี่ที่นี่", 2), ElementsAre("ที่นี่", "ที่นี่"));
}

TEST(Wrap, GivesOneLineForNothing) {
  EXPECT_THAT(Wrap("", 10), ElementsAre(""));
}

TEST(Wrap, CutsAWordLongerThanALine) {
  EXPECT_THAT(Wrap("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
}

TEST(Table, LinesUpThaiColumns) {
  Table table({"ชื่อ", "อายุ"});
  table.Add({"น้ำฝน", "7"});
  table.Add({"สมชาย", "12"});
  table.Add({"Ann", "9"});
  const std::string drawn = table.Draw();
  for (absl::string_view line :
       absl::StrSplit(drawn, '\n', absl::SkipEmpty())) {
    // The second column begins at 5 (the widest first cell) + 2.
    const size_t second = line.find_last_of(' ') + 1;
    EXPECT_EQ(DisplayWidth(line.substr(0, second)), 7) << line;
  }
}

TEST(Table, DrawsTitlesOnceAndKeepsWidths) {
  Table table({"a", "b"});
  table.Add({"long cell", "1"});
  EXPECT_EQ(table.Draw(), "a          b\nlong cell  1\n");
  table.Add({"x", "2"});
  EXPECT_EQ(table.Draw(), "x          2\n");
}

TEST(Table, GoesOnInTheNextLineWhereACellIsLong) {
  Table table({"a", "b"});
  table.Add({std::string(Table::kMaxColumnWidth + 1, 'x'), "1"});
  EXPECT_EQ(table.Draw(), "a" + std::string(Table::kMaxColumnWidth + 1, ' ') +
                              "b\n" + std::string(Table::kMaxColumnWidth, 'x') +
                              "  1\nx\n");
}

}  // namespace
}  // namespace saan::ctl
