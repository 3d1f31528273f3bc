#include "gateway/match/model.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/match/children.h"
#include "tests/match/invented.h"

namespace saan::match {
namespace {

// The error of the small model with `from` replaced by `to`, and the line at
// which `to` stands.
void ExpectErrorAtIt(const std::string& from, const std::string& to,
                     const std::string& reason) {
  const std::string text = absl::StrReplaceAll(kSmallModel, {{from, to}});
  ASSERT_NE(text, kSmallModel) << from;
  const auto model = ParseModel(text, "m");
  ASSERT_FALSE(model.ok()) << to;
  const std::string before = text.substr(0, text.find(to));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  EXPECT_TRUE(absl::StartsWith(model.status().message(),
                               absl::StrCat("m:", line, ": ")))
      << model.status();
  EXPECT_TRUE(absl::StrContains(model.status().message(), reason))
      << model.status();
}

TEST(Model, RefusesAnUnknownFieldByLine) {
  ExpectErrorAtIt("keys: \"phone\"", "keys: \"shoe_size\"", "shoe_size");
  ExpectErrorAtIt("kind: \"date\"", "kind: \"moon\"", "kind");
}

TEST(Model, RefusesCrossedThresholdsByLine) {
  ExpectErrorAtIt("review_probability: 0.3", "review_probability: 0.95",
                  "above link_probability");
}

TEST(Model, RefusesLevelsOutOfOrderByLine) {
  const std::string equal =
      "  levels { level: \"equal\" same: 0.7 kin: 0.7 stranger: 0.0001 }\n";
  const std::string near =
      "  levels { level: \"near\" same: 0.05 kin: 0.05 stranger: 0.0009 }\n";
  const std::string text =
      absl::StrReplaceAll(kSmallModel, {{equal + near, near + equal}});
  ASSERT_NE(text, kSmallModel);
  const auto model = ParseModel(text, "m");
  ASSERT_FALSE(model.ok());
  EXPECT_TRUE(absl::StrContains(model.status().message(), "in this order"));
}

TEST(Model, RefusesSharesThatDoNotComeToOne) {
  const auto model = ParseModel(
      absl::StrReplaceAll(kSmallModel, {{"same: 0.7 ", "same: 0.9 "}}), "m");
  ASSERT_FALSE(model.ok());
  EXPECT_TRUE(absl::StrContains(model.status().message(), "not to 1"));
}

TEST(Model, RefusesAWrongSystemByLine) {
  const std::string system = "systems { name: \"net\" right_numbers: 0.9 }\n";
  for (const auto& [systems, reason] :
       {std::pair<std::string, std::string>{
            "systems { name: \"net\" right_numbers: 1.5 }\n", "net"},
        {"systems { name: \"net\" }\n", "right_numbers"},
        {"systems { right_numbers: 0.5 }\n", "no name"},
        {system + system, "twice"}}) {
    const auto model = ParseModel(systems + kSmallModel, "m");
    ASSERT_FALSE(model.ok()) << systems;
    EXPECT_TRUE(absl::StartsWith(model.status().message(),
                                 systems == system + system ? "m:2" : "m:1"))
        << model.status();
    EXPECT_TRUE(absl::StrContains(model.status().message(), reason))
        << model.status();
  }
}

TEST(Model, TrustsASystemThatItDoesNotName) {
  const Model model =
      ParseModel(absl::StrCat("systems { name: \"net\" right_numbers: 0.9 }\n",
                              kSmallModel),
                 "m")
          .value();
  EXPECT_EQ(model.TrustIn("net"), 0.9);
  EXPECT_EQ(model.TrustIn("temtem"), kFullTrust);
  EXPECT_EQ(ParseModel(WriteModel(model), "again")->TrustIn("net"), 0.9);
}

TEST(Model, RefusesFormerNamesOfNoFieldOrOfTwo) {
  const std::string given = "  field: \"given\"\n";
  const std::string family = "  field: \"family\"\n";
  const auto read = [&](std::vector<std::pair<std::string, std::string>> with) {
    return ParseModel(absl::StrReplaceAll(kSmallModel, with), "m").status();
  };
  EXPECT_TRUE(absl::StrContains(
      read({{given, given + "  former: \"nobody\"\n"}}).message(),
      "former is no field of this model"));
  const std::string fields = "fields { name: \"birth\"";
  const std::string old = "fields { name: \"old\" kind: \"name\" }\n";
  const std::string former = "  former: \"old\"\n";
  EXPECT_TRUE(read({{fields, old + fields}, {given, given + former}}).ok());
  EXPECT_TRUE(absl::StrContains(read({{fields, old + fields},
                                      {given, given + former},
                                      {family, family + former}})
                                    .message(),
                                "former names of two fields"));
}

TEST(Model, ReadsBackWhatItWrites) {
  const Model model = SmallModel();
  const auto again = ParseModel(WriteModel(model), "again");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(WriteModel(*again), WriteModel(model));
  const std::string built_in = WriteModel(BuiltInModel());
  EXPECT_EQ(WriteModel(ParseModel(built_in, "again").value()), built_in);
}

TEST(Model, NamesAMissingFile) {
  const auto model = LoadModel("/nowhere/model.textproto");
  ASSERT_FALSE(model.ok());
  EXPECT_TRUE(absl::StartsWith(model.status().message(),
                               "/nowhere/model.textproto:1: "));
}

}  // namespace
}  // namespace saan::match
