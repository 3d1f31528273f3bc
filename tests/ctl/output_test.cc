#include "gateway/ctl/output.h"

#include <gtest/gtest.h>

#include <sstream>

#include "saan/v1/exchange.pb.h"

namespace saan::ctl {
namespace {

std::vector<Column> TwoColumns() {
  return {{"name", {"ชื่อ", "Name"}}, {"note", {"หมายเหตุ", "Note"}}};
}

std::string Printed(Format format, Lang lang,
                    const std::vector<std::vector<std::string>>& rows) {
  std::ostringstream out;
  Listing listing(&out, format, lang, TwoColumns());
  for (const auto& row : rows) listing.Add(row);
  listing.Finish();
  return out.str();
}

TEST(Listing, PrintsAnEmptyJsonListAsBrackets) {
  EXPECT_EQ(Printed(Format::kJson, Lang::kThai, {}), "[]\n");
}

TEST(Listing, PrintsNothingForAnEmptyTableOrEmptyJsonLines) {
  EXPECT_EQ(Printed(Format::kTable, Lang::kThai, {}), "");
  EXPECT_EQ(Printed(Format::kJsonLines, Lang::kThai, {}), "");
}

TEST(Listing, PrintsTheTitlesOfAnEmptyCsv) {
  EXPECT_EQ(Printed(Format::kCsv, Lang::kEnglish, {}),
            "\xEF\xBB\xBFName,Note\r\n");
}

TEST(Listing, LeavesStdoutEmptyUntilThereIsARow) {
  std::ostringstream out;
  Listing listing(&out, Format::kCsv, Lang::kThai, TwoColumns());
  EXPECT_EQ(out.str(), "");
}

TEST(Listing, WritesCsvForSpreadsheets) {
  EXPECT_EQ(Printed(Format::kCsv, Lang::kThai,
                    {{"น้ำ", "a,b"}, {"\"x\"", "1\n2"}, {" s", "=1+1"}}),
            "\xEF\xBB\xBFชื่อ,หมายเหตุ\r\n"
            "น้ำ,\"a,b\"\r\n"
            "\"\"\"x\"\"\",\"1\n2\"\r\n"
            "\" s\",'=1+1\r\n");
}

TEST(Listing, WritesJsonByKeysInAnyLanguage) {
  const std::string expected =
      "[\n{\"name\":\"น้ำ\",\"note\":\"a\\\"b\\\\c\\n\"},\n"
      "{\"name\":\"x\",\"note\":\"\\u0001\"}\n]\n";
  const std::vector<std::vector<std::string>> rows = {{"น้ำ", "a\"b\\c\n"},
                                                      {"x", "\x01"}};
  EXPECT_EQ(Printed(Format::kJson, Lang::kThai, rows), expected);
  EXPECT_EQ(Printed(Format::kJson, Lang::kEnglish, rows), expected);
}

TEST(Listing, WritesOneJsonObjectALine) {
  EXPECT_EQ(Printed(Format::kJsonLines, Lang::kThai, {{"a", ""}, {"b", ""}}),
            "{\"name\":\"a\",\"note\":\"\"}\n{\"name\":\"b\",\"note\":\"\"}\n");
}

TEST(Listing, PrintsGivenJsonInPlaceOfCells) {
  std::ostringstream out;
  Listing listing(&out, Format::kJson, Lang::kThai, TwoColumns());
  listing.Add({}, "{\"a\":1}");
  listing.Add({}, "{\"a\":2}");
  listing.Finish();
  EXPECT_EQ(out.str(), "[\n{\"a\":1},\n{\"a\":2}\n]\n");
}

TEST(Listing, DrawsLongTablesInPieces) {
  std::ostringstream out;
  Listing listing(&out, Format::kTable, Lang::kEnglish, TwoColumns());
  for (size_t i = 0; i < Listing::kRowsPerDrawing; ++i) listing.Add({"x", "y"});
  EXPECT_NE(out.str(), "");
  listing.Finish();
  EXPECT_EQ(listing.rows(), Listing::kRowsPerDrawing);
}

TEST(CsvCell, DisarmsFormulas) {
  for (const char* formula : {"=A1", "+1", "-1", "@x", "\tx"}) {
    EXPECT_NE(CsvCell(formula).find('\''), std::string::npos) << formula;
  }
  EXPECT_EQ(CsvCell("a=1"), "a=1");
}

TEST(JsonQuote, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(JsonQuote("\xFFก"), "\"\uFFFDก\"");
}

TEST(MessageJson, UsesTheNamesOfTheProtos) {
  v1::FormInfo form;
  form.set_form("case");
  form.set_records_member("เคส");
  EXPECT_EQ(MessageJson(form),
            "{\"form\":\"case\",\"records_member\":\"เคส\"}");
}

TEST(ParseFormat, KnowsFour) {
  EXPECT_TRUE(ParseFormat("jsonl").ok());
  EXPECT_EQ(ParseFormat("xml").status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saan::ctl
