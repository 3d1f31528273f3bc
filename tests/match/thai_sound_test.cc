#include "gateway/match/thai_sound.h"

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace saan::match {
namespace {

std::vector<std::vector<std::string>> RowsOf(const std::string& name) {
  std::ifstream file(std::string(SAAN_ROOT) + "/tests/match/data/" + name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) rows.push_back(absl::StrSplit(line, '\t'));
  return rows;
}

TEST(Lk82, GivesTheReferenceOutputs) {
  const auto rows = RowsOf("soundex_vectors.tsv");
  ASSERT_EQ(rows.size(), 127u);
  for (const auto& row : rows) EXPECT_EQ(Lk82(row[0]), row[1]) << row[0];
}

TEST(Udom83, GivesTheReferenceOutputs) {
  const auto rows = RowsOf("soundex_vectors.tsv");
  ASSERT_EQ(rows.size(), 127u);
  for (const auto& row : rows) EXPECT_EQ(Udom83(row[0]), row[2]) << row[0];
}

TEST(Lk82, HearsNothingInNothing) {
  EXPECT_EQ(Lk82(""), "");
  EXPECT_EQ(Lk82("น์"), "");
  EXPECT_EQ(Udom83(""), "");
}

TEST(Lk82, ReadsInvalidBytesAndLongNamesWithoutHarm) {
  EXPECT_FALSE(Lk82("\xe0\xb8").empty());
  EXPECT_EQ(Lk82("เ"), "เ0000");
  std::string longest;
  for (int i = 0; i < 10000; ++i) longest += "ก";
  EXPECT_EQ(Lk82(longest), "ก1000");
}

TEST(LatinKey, MeetsTheThaiNameInItsUsualSpellings) {
  size_t met = 0, all = 0;
  for (const auto& row : RowsOf("romanisation_variants.tsv")) {
    std::vector<std::string> spellings = absl::StrSplit(row[2], '|');
    spellings.push_back(row[1]);
    for (const std::string& spelling : spellings) {
      ++all;
      met += LatinKey(spelling) == LatinKey(row[0]);
    }
  }
  EXPECT_GE(met * 100, all * 75) << met << " of " << all;
}

TEST(LatinSigns, KeepWhatComesAgainBehindAVowel) {
  EXPECT_EQ(LatinSigns("ใบบัว"), "55");
  EXPECT_EQ(LatinSigns("Baibua"), "55");
  EXPECT_EQ(LatinSigns("อนัญญา"), LatinSigns("Ananya"));
  EXPECT_EQ(LatinSigns("ณัฐธิดา"), "433");
  EXPECT_EQ(LatinSigns("Natthida"), "433");
  EXPECT_EQ(LatinSigns("อา"), "");
  EXPECT_EQ(LatinKey("Natthida"), "43");
}

TEST(LatinKey, KeepsUnlikeNamesApart) {
  EXPECT_NE(LatinKey("Somchai"), LatinKey("ณัฐพล"));
  EXPECT_NE(LatinKey("Siriporn"), LatinKey("สมชาย"));
}

}  // namespace
}  // namespace saan::match
