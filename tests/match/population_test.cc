// What must hold of the core as a whole, on invented people.

#include "gateway/match/population.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/match/cluster.h"
#include "gateway/match/learn.h"
#include "gtest/gtest.h"
#include "tests/bench/match/people.h"
#include "tests/match/children.h"
#include "tests/match/invented.h"

namespace saan::match {
namespace {

constexpr uint64_t kRecords = 3000;

const auto kNoProgress = [](uint32_t) {};

struct Outcome {
  std::vector<Pair> pairs;
  std::vector<uint32_t> cluster_of;
};

Outcome LinkAll(Population& population) {
  const Model& model = population.model();
  const Prior prior = PriorOf(model, population.size());
  Outcome outcome;
  outcome.pairs = population.FindPairs(Pairing::kAll, prior,
                                       model.review_probability, kNoProgress);
  ClusterOptions options;
  options.link_probability = model.link_probability;
  outcome.cluster_of = Cluster(population, outcome.pairs, prior, options);
  return outcome;
}

size_t LinkedRecords(const std::vector<uint32_t>& cluster_of) {
  size_t linked = 0;
  for (uint32_t i = 0; i < cluster_of.size(); ++i) linked += cluster_of[i] != i;
  return linked;
}

double F1(const std::vector<uint32_t>& cluster_of,
          const std::vector<uint64_t>& person_of) {
  std::map<uint64_t, double> clusters, people, cells;
  for (size_t i = 0; i < cluster_of.size(); ++i) {
    ++clusters[cluster_of[i]];
    ++people[person_of[i]];
    ++cells[uint64_t{cluster_of[i]} << 32 | person_of[i]];
  }
  const auto pairs = [](const std::map<uint64_t, double>& groups) {
    double sum = 0;
    for (const auto& [group, n] : groups) sum += n * (n - 1) / 2;
    return sum;
  };
  return 2 * pairs(cells) / (pairs(clusters) + pairs(people));
}

TEST(Population, LinksThePeopleWhateverTheOrder) {
  const Model& model = BuiltInModel();
  const People people(model, 1, kRecords);
  double least = 1, most = 0;
  for (unsigned seed = 0; seed < 5; ++seed) {
    std::vector<uint64_t> order(kRecords);
    std::iota(order.begin(), order.end(), 0);
    std::mt19937 random(seed);
    std::shuffle(order.begin(), order.end(), random);
    Population population(model);
    std::vector<uint64_t> person_of;
    for (const uint64_t i : order) {
      population.Add(people.Record(i), 0);
      person_of.push_back(people.PersonOf(i));
    }
    const double f1 = F1(LinkAll(population).cluster_of, person_of);
    least = std::min(least, f1);
    most = std::max(most, f1);
  }
  EXPECT_GT(least, 0.9);
  EXPECT_LE(most - least, 0.002);
}

TEST(Population, IsRightAsOftenAsItSays) {
  const Model& model = BuiltInModel();
  const People people(model, 2, kRecords);
  Population population(model);
  for (uint64_t i = 0; i < kRecords; ++i) population.Add(people.Record(i), 0);
  double right = 0, all = 0;
  for (const Pair& pair : LinkAll(population).pairs) {
    if (pair.weight.Probability() < 0.99 || pair.weight.needs_person) continue;
    ++all;
    right += people.PersonOf(pair.a) == people.PersonOf(pair.b);
  }
  ASSERT_GT(all, 100);
  EXPECT_GE(right / all, 0.99);
}

// Holds what FindPairs gives against weighing every candidate.
void ExpectAllPairs(Population& population) {
  const Model& model = population.model();
  const Prior prior = PriorOf(model, kRecords);
  const std::vector<Pair> found = population.FindPairs(
      Pairing::kAll, prior, model.review_probability, kNoProgress);
  size_t next = 0;
  for (uint32_t record = 0; record < kRecords; ++record) {
    const auto candidates =
        population.Candidates(record, record, Pairing::kAll);
    for (const uint32_t other :
         std::vector<uint32_t>(candidates.begin(), candidates.end())) {
      const Weight weight = population.Weigh(other, record, prior);
      if (weight.Probability() < model.review_probability) continue;
      ASSERT_LT(next, found.size());
      EXPECT_EQ(found[next].a, other);
      EXPECT_EQ(found[next].b, record);
      EXPECT_DOUBLE_EQ(found[next].weight.bits, weight.bits);
      ++next;
    }
  }
  EXPECT_EQ(next, found.size());
}

TEST(Population, FindsWhatWeighingEachPairFinds) {
  const People people(BuiltInModel(), 3, kRecords);
  Population population(BuiltInModel());
  for (uint64_t i = 0; i < kRecords; ++i) population.Add(people.Record(i), 0);
  ExpectAllPairs(population);
}

// And where some hold names that others bear, or nicknames in a name's place.
TEST(Population, FindsWhatWeighingEachPairFindsOfFormerNamesAndNicknames) {
  const Model& model = BuiltInModel();
  const People people(model, 3, kRecords);
  const int given = model.FieldOf("given_name");
  const int former = model.FieldOf("former_given_name");
  const int nickname = model.FieldOf("nickname");
  Population population(model);
  for (uint64_t i = 0; i < kRecords; ++i) {
    FieldValues values = people.Record(i);
    if (i % 5 == 1) values[former] = people.Record(i * 7 % kRecords)[given];
    if (i % 7 == 3) {
      values[model.FieldOf("former_family_name")] =
          people.Record(i - 1)[model.FieldOf("family_name")];
    }
    if (i % 11 == 2) values[nickname] = values[given];
    population.Add(values, 0);
  }
  ExpectAllPairs(population);
}

TEST(Population, FindsWhatWeighingEachPairFindsUnderAModelThatLearned) {
  Model model = BuiltInModel();
  const People people(model, 3, kRecords);
  Population population(model);
  for (uint64_t i = 0; i < kRecords; ++i) population.Add(people.Record(i), 0);
  for (Comparison& comparison : model.comparisons) {
    const int last = WordsOf(comparison.kind).LevelCount() - 1;
    Shares shares = comparison.levels[last].shares;
    shares.same = std::min(1.0, shares.same * 20);
    comparison.SetShares(last, shares);
  }
  ExpectAllPairs(population);
}

TEST(Population, NeverLinksTwinsByItself) {
  const Model& model = BuiltInModel();
  Population population(model);
  for (const char* given : {"ธนกร", "ธนพล", "กานดา", "กานต์"}) {
    FieldValues values(model.fields.size());
    const auto put = [&](const char* field, const char* text) {
      values[model.FieldOf(field)].push_back(text);
    };
    put("given_name", given);
    put("family_name", "ศรีสมบูรณ์พันธ์");
    put("birth", "2015-04-02");
    put("phone", "+66811112222");
    put("guardian_name", "สมศรี");
    put("house", "99/1");
    put("area", "103301");
    population.Add(values, 0);
  }
  EXPECT_EQ(LinkedRecords(LinkAll(population).cluster_of), 0u);
}

TEST(Population, LinksNobodyByAPlaceholder) {
  const Model model = SmallModel();
  Population population(model);
  std::mt19937 random(5);
  const auto name = [&] {
    std::string letters;
    for (int i = 0; i < 7; ++i) letters.push_back('a' + random() % 26);
    return letters;
  };
  // One of twenty has the same phone and the same birth date.
  for (int i = 0; i < 2000; ++i) {
    const bool has = i % 20 == 0;
    population.Add(
        Person(name(), name(),
               has ? "2010-01-01?"
                   : absl::StrCat("20", 10 + i % 10, "-0", 1 + i % 9, "-",
                                  10 + i % 18),
               has ? "0000000000" : absl::StrCat(8000000000 + i * 7901)),
        0);
  }
  EXPECT_EQ(LinkedRecords(LinkAll(population).cluster_of), 0u);
}

TEST(Population, LinksNobodyWhereAllShareAPhoneAndTheFirstOfJanuary) {
  const Model model = SmallModel();
  Population population(model);
  for (int i = 0; i < 10000; ++i) {
    population.Add(Person("", "", "2010-01-01?", "0812345678"), 0);
  }
  const Outcome outcome = LinkAll(population);
  EXPECT_EQ(LinkedRecords(outcome.cluster_of), 0u);
}

TEST(Population, LinksNobodyWithoutAnyValue) {
  const Model model = SmallModel();
  Population population(model);
  for (int i = 0; i < 100; ++i) population.Add(Person("", "", ""), 0);
  EXPECT_TRUE(LinkAll(population).pairs.empty());
}

TEST(Weight, TakesWhatIsMissingForNoEvidence) {
  const Model model = SmallModel();
  Population population(model);
  population.Add(Person("anna", "berg", "2015-04-02", "0812345678"), 0);
  population.Add(Person("anna", "berg", "2015-04-02"), 0);
  population.Add(Person("anna", "berg", "2015-04-02", "0899999999"), 0);
  const Prior prior = PriorOf(model, 3);
  const double missing = population.Weigh(0, 1, prior).same_bits;
  const double different = population.Weigh(0, 2, prior).same_bits;
  EXPECT_GT(missing, different);
  Levels levels;
  population.Compare(0, 1, &levels);
  EXPECT_EQ(levels.level[3], kNotCompared);
}

TEST(Weight, CountsARareNameMoreThanACommonOne) {
  const Model model = SmallModel();
  Population population(model);
  for (int i = 0; i < 50; ++i) population.Add(Person("anna", "", ""), 0);
  population.Add(Person("zenobia", "", ""), 0);
  population.Add(Person("zenobia", "", ""), 0);
  const Prior prior = PriorOf(model, population.size());
  EXPECT_GT(population.Weigh(50, 51, prior).same_bits,
            population.Weigh(0, 1, prior).same_bits + 1);
}

TEST(Weight, OfAHouseholdAloneNeedsAPerson) {
  const Model model = SmallModel();
  Population population(model);
  population.Add(Person("", "berg", "", "0812345678"), 0);
  population.Add(Person("", "berg", "", "0812345678"), 0);
  EXPECT_TRUE(population.Weigh(0, 1, PriorOf(model, 2)).needs_person);
}

}  // namespace
}  // namespace saan::match
