#include "gateway/match/cluster.h"

#include <algorithm>
#include <numeric>

namespace saan::match {
namespace {

// Cross pairs that are looked at before two groups are joined.
constexpr size_t kMaxCrossPairs = 256;

class Joiner {
 public:
  Joiner(Population& population, const Prior& prior,
         const ClusterOptions& options)
      : population_(population),
        prior_(prior),
        options_(options),
        root_(population.size()),
        members_(population.size()) {
    std::iota(root_.begin(), root_.end(), 0);
    for (uint32_t i = 0; i < population.size(); ++i) members_[i] = {i};
  }

  void Join(const Pair& pair) {
    uint32_t a = root_[pair.a], b = root_[pair.b];
    if (a == b || !MayJoin(members_[a], members_[b])) return;
    if (b < a) std::swap(a, b);
    for (const uint32_t record : members_[b]) root_[record] = a;
    members_[a].insert(members_[a].end(), members_[b].begin(),
                       members_[b].end());
    members_[b].clear();
  }

  std::vector<uint32_t> Take() { return std::move(root_); }

 private:
  bool MayJoin(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
    if (options_.is_one_to_one) {
      for (const uint32_t x : a) {
        for (const uint32_t y : b) {
          if (population_.source(x) == population_.source(y)) return false;
        }
      }
    }
    if (a.size() == 1 && b.size() == 1) return true;
    size_t looked_at = 0;
    double sum = 0;
    bool is_household = false;
    for (const uint32_t x : a) {
      for (const uint32_t y : b) {
        if (++looked_at > kMaxCrossPairs) break;
        const Weight weight = population_.Weigh(x, y, prior_);
        if (weight.needs_person && weight.same_bits < 0) return false;
        is_household |= weight.kin_bits + prior_.kin_bits > 0;
        sum += OwnBits(weight, prior_);
      }
    }
    return sum / looked_at > kLeastMeanOwnBits &&
           !(is_household && AreBornApart(a, b));
  }

  // A value that two records or more of a group have, and no other value more
  // often; kNoValue when there is none.
  ValueId Settled(const std::vector<uint32_t>& group, int field) const {
    std::vector<std::pair<ValueId, int>> counts;
    for (const uint32_t record : group) {
      for (const Trait trait : ValuesOf(population_.profile(record), field)) {
        auto found = std::find_if(
            counts.begin(), counts.end(),
            [&](const auto& count) { return count.first == trait.value(); });
        if (found == counts.end()) {
          counts.emplace_back(trait.value(), 1);
        } else {
          ++found->second;
        }
      }
    }
    std::sort(counts.begin(), counts.end(), [](const auto& x, const auto& y) {
      return x.second != y.second ? x.second > y.second : x.first < y.first;
    });
    return counts.empty() || counts[0].second < 2 ? kNoValue : counts[0].first;
  }

  // A slip of the pen is not made twice: where each group is settled on a birth
  // date of its own, they are siblings that were given one name.
  bool AreBornApart(const std::vector<uint32_t>& a,
                    const std::vector<uint32_t>& b) const {
    for (const Comparison& comparison : population_.model().comparisons) {
      if (comparison.kind != Kind::kDate) continue;
      const ValueId x = Settled(a, comparison.field);
      const ValueId y = Settled(b, comparison.field);
      if (x == kNoValue || y == kNoValue) continue;
      const Lexicon& lexicon = population_.lexicon();
      if (CompareDates(lexicon.date(x), lexicon.date(y)) >= DateLevel::kPart) {
        return true;
      }
    }
    return false;
  }

  Population& population_;
  const Prior prior_;
  const ClusterOptions options_;
  std::vector<uint32_t> root_;
  std::vector<std::vector<uint32_t>> members_;
};

}  // namespace

std::vector<uint32_t> Cluster(Population& population, std::vector<Pair> pairs,
                              const Prior& prior,
                              const ClusterOptions& options) {
  std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) {
    if (x.weight.bits != y.weight.bits) return x.weight.bits > y.weight.bits;
    return x.a != y.a ? x.a < y.a : x.b < y.b;
  });
  Joiner joiner(population, prior, options);
  for (const Pair& pair : pairs) {
    if (pair.weight.Probability() < options.link_probability) break;
    if (!pair.weight.needs_person) joiner.Join(pair);
  }
  return joiner.Take();
}

}  // namespace saan::match
