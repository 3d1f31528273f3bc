#include "gateway/match/model.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/match/children.h"

namespace saan::match {
namespace {

std::string BuiltInText() {
  return ReadRootFile("deploy/match_model.textproto");
}

// The error of the built-in model with `from` replaced by `to`.
std::string ErrorWith(const std::string& from, const std::string& to) {
  const std::string text = BuiltInText();
  EXPECT_TRUE(absl::StrContains(text, from)) << from;
  const auto model =
      LoadedModel::Parse(absl::StrReplaceAll(text, {{from, to}}), "m");
  EXPECT_FALSE(model.ok()) << from << " -> " << to;
  return std::string(model.status().message());
}

// "m:LINE:", the line of the built-in model that holds `text`.
std::string At(const std::string& text) {
  const std::string before = BuiltInText().substr(0, BuiltInText().find(text));
  return absl::StrCat("m:", 1 + std::count(before.begin(), before.end(), '\n'),
                      ": ");
}

TEST(Model, ReadsTheBuiltInFile) {
  const auto model = LoadedModel::Parse(BuiltInText(), "m");
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_FALSE((*model)->version().empty());
  EXPECT_LT((*model)->review_bits(), (*model)->link_bits());
  EXPECT_GT((*model)->given().alike, 0);
}

TEST(Model, NamesAMissingFile) {
  const auto model = Model::Load("/nowhere/model.textproto");
  EXPECT_TRUE(absl::IsInvalidArgument(model.status()));
  EXPECT_TRUE(absl::StrContains(model.status().message(),
                                "/nowhere/model.textproto:1: "));
}

TEST(Model, RefusesAnUnknownFieldByLine) {
  EXPECT_TRUE(absl::StartsWith(
      ErrorWith("field: \"sex\"", "field: \"shoe_size\""), "m:"));
  EXPECT_TRUE(absl::StrContains(
      ErrorWith("field: \"sex\"", "field: \"shoe_size\""), "unknown field"));
}

TEST(Model, RefusesBrokenTextByLine) {
  EXPECT_TRUE(absl::StartsWith(ErrorWith("link_bits:", "link_bitz:"),
                               At("link_bits:")));
}

TEST(Model, RefusesAMissingLevel) {
  const std::string error = ErrorWith("level: \"swapped\"", "level: \"swop\"");
  EXPECT_TRUE(absl::StartsWith(error, At("level: \"swapped\""))) << error;
  EXPECT_TRUE(absl::StrContains(error, "levels of given_name are")) << error;
}

TEST(Model, RefusesAMissingComparison) {
  const std::string text = BuiltInText();
  const auto model =
      LoadedModel::Parse(text.substr(0, text.find("comparisons")), "m");
  EXPECT_TRUE(absl::StrContains(model.status().message(), "is missing"));
}

TEST(Model, RefusesAComparisonGivenTwice) {
  const auto model = LoadedModel::Parse(
      absl::StrCat(BuiltInText(),
                   "comparisons { field: \"sex\" levels { level: \"equal\" } "
                   "levels { level: \"differs\" } }"),
      "m");
  EXPECT_TRUE(absl::StrContains(model.status().message(), "twice"));
}

TEST(Model, RefusesWeightsOutOfOrder) {
  const std::string line = "level: \"month\" weight_bits: 8";
  const std::string error = ErrorWith(line, "level: \"month\" weight_bits: 28");
  EXPECT_TRUE(absl::StartsWith(error, At(line))) << error;
}

TEST(Model, RefusesCrossedThresholds) {
  EXPECT_TRUE(absl::StartsWith(ErrorWith("review_bits: -3", "review_bits: 50"),
                               At("review_bits")));
  EXPECT_TRUE(
      absl::StartsWith(ErrorWith("conflict_bits: -20", "conflict_bits: 20"),
                       At("conflict_bits")));
}

TEST(Model, RefusesNumbersThatAreNone) {
  EXPECT_TRUE(absl::StrContains(ErrorWith("prior_bits: -19", "prior_bits: nan"),
                                "prior_bits"));
  EXPECT_TRUE(absl::StrContains(ErrorWith("level: \"day\" weight_bits: 12",
                                          "level: \"day\" weight_bits: nan"),
                                "weight_bits"));
}

TEST(Model, RefusesALikenessWhereNoneBelongs) {
  EXPECT_TRUE(absl::StrContains(
      ErrorWith("level: \"exact\" weight_bits: 10",
                "level: \"exact\" weight_bits: 10 min_similarity: 0.5"),
      "min_similarity"));
}

}  // namespace
}  // namespace saan::match
