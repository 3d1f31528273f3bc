#include "gateway/match/cluster.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"
#include "tests/match/invented.h"

namespace saan::match {
namespace {

Pair Sure(uint32_t a, uint32_t b, double bits) {
  Pair pair;
  pair.a = a;
  pair.b = b;
  pair.weight.bits = bits;
  pair.weight.same_bits = bits;
  return pair;
}

TEST(Cluster, KeepsEachRecordToOnePartnerOfASource) {
  const Model model = SmallModel();
  Population population(model);
  population.Add(Person("anna", "berg", "2015-04-02"), 0);
  population.Add(Person("anna", "berg", "2015-04-02"), 1);
  population.Add(Person("anna", "berg", "2015-04-02"), 1);
  ClusterOptions options;
  options.is_one_to_one = true;
  EXPECT_EQ(Cluster(population, {Sure(0, 2, 15), Sure(0, 1, 14)},
                    PriorOf(model, 3), options),
            (std::vector<uint32_t>{0, 1, 0}));
}

TEST(Cluster, JoinsNothingThatNeedsAPersonOrIsTooUnlikely) {
  const Model model = SmallModel();
  Population population(model);
  for (int i = 0; i < 3; ++i) {
    population.Add(Person("anna", "berg", "2015-04-02"), 0);
  }
  Pair asked = Sure(0, 1, 20);
  asked.weight.needs_person = true;
  EXPECT_EQ(Cluster(population, {asked, Sure(1, 2, 0)}, PriorOf(model, 3),
                    ClusterOptions()),
            (std::vector<uint32_t>{0, 1, 2}));
}

TEST(Cluster, DoesNotDependOnTheOrderOfPairs) {
  const Model model = SmallModel();
  Population population(model);
  for (int i = 0; i < 6; ++i) {
    population.Add(Person(i < 4 ? "anna" : "boris", "berg", "2015-04-02"), 0);
  }
  const Prior prior = PriorOf(model, 6);
  std::vector<Pair> pairs =
      population.FindPairs(Pairing::kAll, prior, 0.01, [](uint32_t) {});
  const auto first = Cluster(population, pairs, prior, ClusterOptions());
  std::reverse(pairs.begin(), pairs.end());
  EXPECT_EQ(Cluster(population, pairs, prior, ClusterOptions()), first);
  EXPECT_EQ(first[4], 4u);
}

}  // namespace
}  // namespace saan::match
