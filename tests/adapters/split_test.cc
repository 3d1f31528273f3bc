#include "adapters/split.h"

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace saan::adapters {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Cut {
  std::vector<std::string> natives;
  std::vector<std::string> headers;
  std::vector<int64_t> lines;
  absl::Status status;
};

template <typename Split>
Cut Collect(Split split) {
  Cut cut;
  cut.status = split([&](Piece piece) {
    cut.natives.push_back(piece.native);
    cut.headers.push_back(piece.header);
    cut.lines.push_back(piece.line);
    EXPECT_EQ(piece.number, static_cast<int64_t>(cut.natives.size()));
    return absl::OkStatus();
  });
  return cut;
}

Cut CutJson(const std::string& text, const std::string& member = "") {
  std::istringstream in(text);
  return Collect([&](auto each) { return SplitJson(in, member, each); });
}

Cut CutCsv(const std::string& text) {
  std::istringstream in(text);
  return Collect([&](auto each) { return SplitCsv(in, each); });
}

TEST(SplitJson, CutsAListOfObjects) {
  const Cut cut =
      CutJson("\xEF\xBB\xBF[\n {\"a\":\"}\\\"]\"},\n {\"b\":[{}]}]");
  EXPECT_TRUE(cut.status.ok()) << cut.status;
  EXPECT_THAT(cut.natives, ElementsAre("{\"a\":\"}\\\"]\"}", "{\"b\":[{}]}"));
  EXPECT_THAT(cut.lines, ElementsAre(2, 3));
}

TEST(SplitJson, CutsTheListWithinAWrapper) {
  const Cut cut = CutJson(
      "{\"รุ่น\":{\"x\":1},\"เคส\":[{\"a\":1},{\"a\":2}],\"z\":3}", "เคส");
  EXPECT_TRUE(cut.status.ok()) << cut.status;
  EXPECT_THAT(cut.natives, ElementsAre("{\"a\":1}", "{\"a\":2}"));
}

TEST(SplitJson, KnowsAWrapperWhoseNameIsEscaped) {
  const Cut cut = CutJson("{\"\\u0e40\\u0e04\\u0e2a\":[{\"a\":1}]}", "เคส");
  EXPECT_THAT(cut.natives, ElementsAre("{\"a\":1}"));
}

TEST(SplitJson, TakesOneObjectOrSeveral) {
  EXPECT_THAT(CutJson("{\"a\": [1, 2]}\n", "เคส").natives,
              ElementsAre("{\"a\": [1, 2]}"));
  EXPECT_THAT(CutJson("{\"a\":1}\n{\"a\":2}").natives,
              ElementsAre("{\"a\":1}", "{\"a\":2}"));
  EXPECT_THAT(CutJson("[]").natives, IsEmpty());
}

TEST(SplitJson, NamesTheLineOfWhatCannotBeCut) {
  for (const char* text : {"[{\"a\":1}\n 7]", "[\n{\"a\":1]", "\n\"text\""}) {
    const Cut cut = CutJson(text);
    EXPECT_EQ(cut.status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(cut.status.message()), HasSubstr("line ")) << text;
  }
}

TEST(SplitJson, RefusesDepthAndSize) {
  EXPECT_FALSE(
      CutJson(absl::StrCat("[{\"a\":", std::string(100, '['))).status.ok());
  const std::string large(1 << 20, 'x');
  EXPECT_EQ(CutJson(absl::StrCat("[{\"a\":\"", large, "\"}]")).status.code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(SplitCsv, KeepsLineEndsWithinQuotes) {
  const Cut cut =
      CutCsv("\xEF\xBB\xBFh1,h2\r\n1,\"a\r\n\"\"b\"\"\"\r\n\r\n2,c");
  EXPECT_TRUE(cut.status.ok()) << cut.status;
  EXPECT_THAT(cut.natives, ElementsAre("1,\"a\r\n\"\"b\"\"\"", "2,c"));
  EXPECT_THAT(cut.headers, ElementsAre("h1,h2", "h1,h2"));
  EXPECT_THAT(cut.lines, ElementsAre(2, 5));
}

TEST(SplitCsv, LetsAStrayQuoteSpoilNoOtherRow) {
  const Cut cut = CutCsv("h|i\na\"b|c\nd\"\"|e\n");
  EXPECT_THAT(cut.natives, ElementsAre("a\"b|c", "d\"\"|e"));
}

TEST(SplitCsv, RefusesAnUnclosedQuoteAndAnEmptyFile) {
  EXPECT_EQ(CutCsv("h\n\"a\n").status.code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CutCsv("").status.code(), absl::StatusCode::kInvalidArgument);
}

TEST(SplitCsv, StopsWithTheStatusOfTheCaller) {
  std::istringstream in("h\n1\n2\n");
  int calls = 0;
  const absl::Status status = SplitCsv(in, [&](Piece) {
    ++calls;
    return absl::CancelledError("enough");
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(calls, 1);
}

TEST(SplitCsv, CutsAMillionRows) {
  // A stream that makes its rows as they are read.
  class Rows : public std::streambuf {
   protected:
    int_type underflow() override {
      if (row_ > 1'000'000) return traits_type::eof();
      text_ = row_ == 0 ? "a,b\n" : absl::StrCat(row_, ",x\n");
      ++row_;
      setg(text_.data(), text_.data(), text_.data() + text_.size());
      return traits_type::to_int_type(text_[0]);
    }

   private:
    int row_ = 0;
    std::string text_;
  };
  Rows rows;
  std::istream in(&rows);
  int64_t last = 0;
  EXPECT_TRUE(SplitCsv(in, [&](Piece piece) {
                last = piece.number;
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(last, 1'000'000);
}

}  // namespace
}  // namespace saan::adapters
