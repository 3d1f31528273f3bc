#include "gateway/match/lexicon.h"

#include <string>

#include "gtest/gtest.h"

namespace saan::match {
namespace {

TEST(Lexicon, GivesOneNumberToOneValueOfOneField) {
  Lexicon lexicon;
  const ValueId anna = lexicon.Intern(0, Kind::kName, "anna");
  EXPECT_NE(anna, kNoValue);
  EXPECT_EQ(lexicon.Intern(0, Kind::kName, "anna"), anna);
  EXPECT_NE(lexicon.Intern(1, Kind::kName, "anna"), anna);
  EXPECT_EQ(lexicon.text(anna), "anna");
}

TEST(Lexicon, TakesNoValueThatIsEmptyTooLongOrNoDate) {
  Lexicon lexicon;
  EXPECT_EQ(lexicon.Intern(0, Kind::kName, ""), kNoValue);
  EXPECT_EQ(lexicon.Intern(0, Kind::kName, std::string(10000, 'a')), kNoValue);
  EXPECT_EQ(lexicon.Intern(0, Kind::kDate, "2015-02-30"), kNoValue);
}

TEST(Lexicon, ForgetsTheLastValues) {
  Lexicon lexicon;
  const ValueId kept = lexicon.Intern(0, Kind::kWord, "kept");
  const size_t size = lexicon.size();
  const ValueId passing = lexicon.Intern(0, Kind::kWord, "passing");
  lexicon.Rewind(size);
  EXPECT_EQ(lexicon.size(), size);
  EXPECT_EQ(lexicon.Intern(0, Kind::kWord, "another"), passing);
  EXPECT_EQ(lexicon.text(passing), "another");
  EXPECT_EQ(lexicon.Intern(0, Kind::kWord, "kept"), kept);
}

TEST(Lexicon, KnowsDatesSpansAndDoubt) {
  Lexicon lexicon;
  const DateSpan day =
      lexicon.date(lexicon.Intern(0, Kind::kDate, "2015-04-02"));
  EXPECT_TRUE(day.IsDay());
  const DateSpan span =
      lexicon.date(lexicon.Intern(0, Kind::kDate, "2015-01-01/2015-12-31"));
  EXPECT_EQ(span.latest - span.earliest, 364);
  EXPECT_FALSE(
      lexicon.date(lexicon.Intern(0, Kind::kDate, "2015-01-01?")).IsDay());
}

}  // namespace
}  // namespace saan::match
