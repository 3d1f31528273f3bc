#include "tests/bench/match/scale.h"

#include <sys/resource.h>

#include <algorithm>
#include <random>
#include <unordered_map>
#include <vector>

#include "gateway/match/cluster.h"
#include "gateway/match/population.h"
#include "tests/bench/match/people.h"

namespace saan::match {
namespace {

constexpr uint64_t kSeed = 20261126;

}  // namespace

Speed MeasureOnline(const Model& model, uint64_t stored, uint64_t measured,
                    const std::function<double()>& seconds) {
  const People people(model, kSeed, stored + measured);
  // In an order that mixes first and later records of people.
  const uint64_t all = stored + measured;
  const auto record = [&](uint64_t i) {
    return people.Record((i * 7919 + 13) % all);
  };
  Population population(model);
  for (uint64_t i = 0; i < stored; ++i) population.Add(record(i), 0);
  Screen screen = population.ScreenFor(PriorOf(model, population.size()),
                                       model.review_probability);
  std::vector<double> took;
  double sum = 0;
  size_t linked = 0;
  for (uint64_t i = stored; i < all; ++i) {
    const FieldValues values = record(i);
    const double start = seconds();
    const uint32_t number = population.Add(values, 0);
    screen.SetPopulation(PriorOf(model, population.size()), population.size());
    population.FindMatches(&screen, number, Pairing::kAll,
                           [&](uint32_t, const Weight&) { ++linked; });
    took.push_back(seconds() - start);
    sum += took.back();
  }
  std::sort(took.begin(), took.end());
  Speed speed;
  speed.people = stored;
  speed.per_second = static_cast<double>(measured) / sum;
  speed.p99_milliseconds = took[took.size() * 99 / 100] * 1e3;
  speed.bytes_per_record = static_cast<double>(population.MemoryBytes()) /
                           static_cast<double>(population.size());
  return speed;
}

double MeasureFloor(const std::function<double()>& seconds) {
  constexpr uint64_t kInserts = 1000000;
  std::mt19937_64 random(kSeed);
  std::unordered_map<uint64_t, uint64_t> map;
  const double start = seconds();
  for (uint64_t i = 0; i < kInserts; ++i) map[random()] += i;
  return static_cast<double>(map.size()) / (seconds() - start);
}

Bulk MeasureBulk(const Model& model, uint64_t records,
                 const std::function<double()>& seconds) {
  const People people(model, kSeed, records);
  Bulk bulk;
  bulk.records = records;
  double start = seconds();
  const auto lap = [&] {
    const double now = seconds();
    return now - std::exchange(start, now);
  };
  Population population(model);
  for (uint64_t i = 0; i < records; ++i) population.Add(people.Record(i), 0);
  bulk.add_seconds = lap();
  const Prior prior = PriorOf(model, records);
  std::vector<Pair> pairs = population.FindPairs(
      Pairing::kAll, prior, model.review_probability, [](uint32_t) {});
  bulk.pair_seconds = lap();
  ClusterOptions options;
  options.link_probability = model.link_probability;
  const std::vector<uint32_t> cluster_of =
      Cluster(population, std::move(pairs), prior, options);
  bulk.cluster_seconds = lap();
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  bulk.peak_megabytes = static_cast<double>(usage.ru_maxrss) / 1024;
  std::unordered_map<uint64_t, uint64_t> clusters, persons, cells;
  for (uint64_t i = 0; i < records; ++i) {
    const uint64_t person = people.PersonOf(i);
    ++clusters[cluster_of[i]];
    ++persons[person];
    ++cells[uint64_t{cluster_of[i]} << 32 | person];
  }
  const auto pairs_in = [](const auto& groups) {
    double sum = 0;
    for (const auto& [group, count] : groups) {
      sum += static_cast<double>(count * (count - 1)) / 2;
    }
    return sum;
  };
  const double right = pairs_in(cells);
  bulk.precision = right / std::max(1.0, pairs_in(clusters));
  bulk.recall = right / std::max(1.0, pairs_in(persons));
  return bulk;
}

}  // namespace saan::match
