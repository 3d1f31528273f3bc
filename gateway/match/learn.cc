#include "gateway/match/learn.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace saan::match {
namespace {

constexpr double kSettled = 1e-4;
// Of what only one person shares, two of one household share this part: twins,
// and values copied from one form to the next.
constexpr double kTwins = 0.02;

// The outcomes of many pairs, packed.
class Outcomes {
 public:
  explicit Outcomes(size_t comparisons) : comparisons_(comparisons) {}

  void Add(const Population& population, const Levels& levels) {
    for (size_t i = 0; i < comparisons_; ++i) {
      levels_.push_back(levels.level[i]);
      // log2 of the share of the value agreed on; 1 where it does not count.
      float share = 1;
      if (levels.level[i] != kNotCompared &&
          population.model().comparisons[i].by_value &&
          !population.model().comparisons[i].IsFormer(levels.level[i]) &&
          levels.agreed[i] != kNoValue) {
        double same = 0, kin = 0;
        BitsOf(population.model(), population.lexicon(), levels, i,
               population.size(), &same, &kin);
        share = static_cast<float>(
            population.model().comparisons[i].exact_same_log2 - same);
      }
      share_log2_.push_back(share);
    }
  }
  size_t size() const { return levels_.size() / comparisons_; }
  const int8_t* levels(size_t pair) const {
    return &levels_[pair * comparisons_];
  }
  const float* share_log2(size_t pair) const {
    return &share_log2_[pair * comparisons_];
  }

 private:
  const size_t comparisons_;
  std::vector<int8_t> levels_;
  std::vector<float> share_log2_;
};

// Sums of posterior probabilities, by comparison and level.
struct Counts {
  std::vector<std::array<Shares, kMaxLevels>> levels;
  double same = 0;
  double kin = 0;

  explicit Counts(size_t comparisons) : levels(comparisons) {
    for (auto& of_comparison : levels) of_comparison.fill({0, 0, 0});
  }
};

struct Posterior {
  double same = 0;
  double kin = 0;
};

Posterior PosteriorOf(const Model& model, const Prior& prior,
                      const int8_t* levels, const float* share_log2) {
  double same = prior.same_bits, kin = prior.kin_bits;
  for (size_t i = 0; i < model.comparisons.size(); ++i) {
    if (levels[i] == kNotCompared) continue;
    const Comparison& comparison = model.comparisons[i];
    if (share_log2[i] <= 0) {
      same += comparison.exact_same_log2 - share_log2[i];
      kin += std::max<double>(comparison.exact_kin_log2, share_log2[i]) -
             share_log2[i];
    } else {
      same += comparison.levels[levels[i]].same_bits;
      kin += comparison.levels[levels[i]].kin_bits;
    }
  }
  const double most = std::max({same, kin, 0.0});
  const double e_same = std::exp2(same - most), e_kin = std::exp2(kin - most);
  const double all = e_same + e_kin + std::exp2(-most);
  return {e_same / all, e_kin / all};
}

void CountPairs(const Model& model, const Prior& prior,
                const Outcomes& outcomes, Counts* counts) {
  for (size_t pair = 0; pair < outcomes.size(); ++pair) {
    const int8_t* levels = outcomes.levels(pair);
    const Posterior posterior =
        PosteriorOf(model, prior, levels, outcomes.share_log2(pair));
    counts->same += posterior.same;
    counts->kin += posterior.kin;
    for (size_t i = 0; i < model.comparisons.size(); ++i) {
      if (levels[i] == kNotCompared) continue;
      Shares& shares = counts->levels[i][levels[i]];
      shares.same += posterior.same;
      shares.kin += posterior.kin;
      shares.stranger += 1 - posterior.same - posterior.kin;
    }
  }
}

// Sets the shares of one comparison from what was counted, and gives by how
// much the farthest moved.
double SetShares(const Comparison& before, double trust,
                 const std::array<Shares, kMaxLevels>& found,
                 const std::array<Shares, kMaxLevels>& random,
                 Comparison* comparison) {
  Shares sum{0, 0, 0};
  for (size_t l = 0; l < kMaxLevels; ++l) {
    sum.same += found[l].same;
    sum.kin += found[l].kin;
    sum.stranger += random[l].stranger;
  }
  double moved = 0;
  for (size_t l = 0; l < kMaxLevels; ++l) {
    // How many former names are known says nothing of the records at hand.
    if (!comparison->levels[l].is_listed ||
        comparison->IsFormer(static_cast<int>(l))) {
      continue;
    }
    const Shares& expected = before.levels[l].shares;
    const Shares old = comparison->levels[l].shares;
    Shares shares;
    shares.same = (found[l].same + trust * expected.same) / (sum.same + trust);
    shares.stranger = (random[l].stranger + trust * expected.stranger) /
                      (sum.stranger + trust);
    shares.kin = (1 - kTwins) * shares.stranger + kTwins * shares.same;
    if (comparison->is_household) {
      shares.kin = shares.same =
          (found[l].same + found[l].kin + trust * expected.same) /
          (sum.same + sum.kin + trust);
    }
    comparison->SetShares(static_cast<int>(l), shares);
    moved = std::max({moved, std::fabs(old.same - shares.same),
                      std::fabs(old.kin - shares.kin)});
  }
  return moved;
}

Outcomes FoundPairs(Population& population, Pairing pairing, size_t most,
                    double* scale) {
  const size_t comparisons = population.model().comparisons.size();
  Outcomes outcomes(comparisons);
  // Records are thinned out, not pairs, so that nothing is found in vain.
  size_t found = 0;
  uint32_t step = 1;
  for (uint32_t record = 0; record < population.size(); record += 97) {
    found += population.Candidates(record, record, pairing).size();
  }
  while (found * 97 / step > most) ++step;
  uint32_t used = 0;
  for (uint32_t record = 0; record < population.size(); record += step) {
    ++used;
    Levels levels;
    for (const uint32_t other :
         population.Candidates(record, record, pairing)) {
      population.Compare(other, record, &levels);
      outcomes.Add(population, levels);
    }
  }
  *scale = used == 0 ? 1 : static_cast<double>(population.size()) / used;
  return outcomes;
}

Outcomes RandomPairs(Population& population, Pairing pairing, size_t count,
                     uint64_t seed) {
  Outcomes outcomes(population.model().comparisons.size());
  if (population.size() < 2) return outcomes;
  std::mt19937_64 random(seed);
  const uint64_t n = population.size();
  count = std::min<size_t>(count, n * (n - 1) / 2);
  Levels levels;
  for (size_t i = 0; i < count; ++i) {
    const auto a = static_cast<uint32_t>(random() % n);
    const auto b = static_cast<uint32_t>(random() % n);
    if (a == b || (pairing == Pairing::kAcross &&
                   population.source(a) == population.source(b))) {
      continue;
    }
    population.Compare(a, b, &levels);
    outcomes.Add(population, levels);
  }
  return outcomes;
}

}  // namespace

Learned Learn(Population& population, Pairing pairing,
              const LearnOptions& options) {
  const Model& before = population.model();
  Learned learned{before};
  double scale = 1;
  const Outcomes found =
      FoundPairs(population, pairing, options.most_pairs, &scale);
  const Outcomes random =
      RandomPairs(population, pairing, options.random_pairs, options.seed);
  learned.pairs = found.size();
  const double records = std::max<double>(population.size(), 1);
  double moved = 1;
  while (learned.rounds < options.most_rounds && moved > kSettled) {
    ++learned.rounds;
    const Prior prior = PriorOf(learned.model, population.size());
    const size_t comparisons = before.comparisons.size();
    Counts of_found(comparisons), of_random(comparisons);
    CountPairs(learned.model, prior, found, &of_found);
    CountPairs(learned.model, prior, random, &of_random);
    moved = 0;
    for (size_t i = 0; i < comparisons; ++i) {
      moved = std::max(moved,
                       SetShares(before.comparisons[i], options.trust_in_model,
                                 of_found.levels[i], of_random.levels[i],
                                 &learned.model.comparisons[i]));
    }
    learned.model.same_per_record =
        (of_found.same * scale + 1) / (records + 1 / before.same_per_record);
    learned.model.kin_per_record =
        std::max(of_found.kin * scale / records, 1e-6);
  }
  return learned;
}

}  // namespace saan::match
