#include "gateway/match/distance.h"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace saan::match {
namespace {

struct NamePair {
  std::string kind, a, b;
};

std::vector<NamePair> PairsOf(const std::string& name) {
  std::ifstream file(std::string(SAAN_ROOT) + "/tests/match/data/" + name);
  std::vector<NamePair> pairs;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    pairs.push_back({cells[0], cells[1], cells[2]});
  }
  return pairs;
}

// The share of pairs at least this much alike.
double ShareAlike(const std::vector<NamePair>& pairs, double least) {
  size_t alike = 0;
  for (const NamePair& pair : pairs)
    alike += Similarity(pair.a, pair.b) >= least;
  return static_cast<double>(alike) / pairs.size();
}

TEST(Similarity, SeparatesVariantsFromOtherNames) {
  const auto variants = PairsOf("name_variant_pairs.tsv");
  const auto others = PairsOf("name_negative_pairs.tsv");
  ASSERT_EQ(variants.size(), 153u);
  ASSERT_EQ(others.size(), 48u);
  EXPECT_GE(ShareAlike(variants, 0.77), 0.85);
  EXPECT_LE(ShareAlike(others, 0.77), 0.33);
}

TEST(Similarity, KeepsTwinsNamesApart) {
  for (const NamePair& pair : PairsOf("name_negative_pairs.tsv")) {
    if (pair.kind != "twin_sibling") continue;
    EXPECT_LT(Similarity(pair.a, pair.b), 0.77) << pair.a << " " << pair.b;
  }
}

TEST(Similarity, IsOneForTheSameSound) {
  EXPECT_EQ(Similarity("วิชัย", "วิไชย"), 1);
  EXPECT_EQ(Similarity("อำพร", "อัมพร"), 1);
  EXPECT_EQ(Similarity("สมชาย", "สมชาย"), 1);
}

TEST(Similarity, IsSymmetric) {
  for (const NamePair& pair : PairsOf("name_variant_pairs.tsv")) {
    EXPECT_EQ(Similarity(pair.a, pair.b), Similarity(pair.b, pair.a));
  }
}

TEST(Similarity, ForgivesNeighbouringKeysMoreThanFarOnes) {
  EXPECT_GT(Similarity("กมล", "ดมล"), Similarity("กมล", "ศมล"));
}

TEST(Similarity, IsNothingForEmptyNames) {
  EXPECT_EQ(Similarity("", "สมชาย"), 0);
  EXPECT_EQ(Similarity("", ""), 0);
}

TEST(Similarity, ReadsAnyBytesAndAnyLength) {
  std::string longest;
  for (int i = 0; i < 10000; ++i) longest += "ก";
  EXPECT_EQ(Similarity(longest, longest), 1);
  EXPECT_LT(Similarity(longest, "\xff\xfe\xe0"), 0.1);
  EXPECT_EQ(Similarity("\xe0\xb8", "\xe0\xb8"), 1);
}

TEST(Similarity, GivesNothingBelowTheFloor) {
  const Spelling a("ธนกร"), b("ธนภัทร");
  EXPECT_GT(Similarity(a, b, 0), 0);
  EXPECT_EQ(Similarity(a, b, 0.9), 0);
}

}  // namespace
}  // namespace saan::match
