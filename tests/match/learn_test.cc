#include "gateway/match/learn.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/bench/match/people.h"
#include "tests/match/children.h"
#include "tests/match/invented.h"

namespace saan::match {
namespace {

Learned LearnFrom(const Model& model, uint64_t records, uint64_t seed) {
  const People people(model, 7, records);
  Population population(model);
  for (uint64_t i = 0; i < records; ++i) population.Add(people.Record(i), 0);
  LearnOptions options;
  options.random_pairs = 20000;
  options.seed = seed;
  return Learn(population, Pairing::kAll, options);
}

TEST(Learn, GivesTheSameForTheSame) {
  const std::string first = WriteModel(LearnFrom(BuiltInModel(), 800, 1).model);
  EXPECT_EQ(WriteModel(LearnFrom(BuiltInModel(), 800, 1).model), first);
}

TEST(Learn, WritesAModelThatCanBeRead) {
  const std::string text = WriteModel(LearnFrom(BuiltInModel(), 800, 1).model);
  const auto model = ParseModel(text, "learned");
  EXPECT_TRUE(model.ok()) << model.status();
}

TEST(Learn, TakesSiblingsForKin) {
  // Households of three children, each with one record: nobody is there twice.
  const Model model = SmallModel();
  Population population(model);
  for (int i = 0; i < 1500; ++i) {
    const int house = i / 3;
    population.Add(Person(absl::StrCat(std::string(1, 'a' + i % 23), "na",
                                       std::string(1, 'a' + i * 7 % 19), "o",
                                       std::string(1, 'a' + i * 5 % 17)),
                          absl::StrCat("berg", std::string(1, 'a' + house % 26),
                                       "x", std::string(1, 'a' + house / 26)),
                          absl::StrCat("20", 10 + i % 10, "-0", 1 + i % 9, "-",
                                       10 + i * 7 % 18),
                          absl::StrCat(8000000000 + house * 7901LL)),
                   0);
  }
  LearnOptions options;
  options.random_pairs = 20000;
  const Model learned = Learn(population, Pairing::kAll, options).model;
  EXPECT_LT(learned.same_per_record, 0.05);
  EXPECT_GT(learned.kin_per_record, 0.5);
}

TEST(Learn, LeavesTheSharesOfFormerNamesAsTheyStand) {
  const Model learned = LearnFrom(BuiltInModel(), 800, 1).model;
  constexpr auto kFormer = static_cast<size_t>(NameLevel::kFormer);
  for (size_t i = 0; i < learned.comparisons.size(); ++i) {
    if (learned.comparisons[i].kind != Kind::kName) continue;
    const Level& before = BuiltInModel().comparisons[i].levels[kFormer];
    EXPECT_EQ(learned.comparisons[i].levels[kFormer].same_bits,
              before.same_bits);
  }
}

TEST(Learn, LeavesTheModelOfNoRecordsAsItIs) {
  const Model model = SmallModel();
  Population population(model);
  const Learned learned = Learn(population, Pairing::kAll, LearnOptions());
  EXPECT_EQ(learned.pairs, 0u);
  EXPECT_NEAR(learned.model.comparisons[0].levels[0].same_bits,
              model.comparisons[0].levels[0].same_bits, 0.01);
}

}  // namespace
}  // namespace saan::match
