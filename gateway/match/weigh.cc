#include "gateway/match/weigh.h"

#include <algorithm>
#include <cmath>

namespace saan::match {
namespace {

// Fewer records say too little about how rare a value or a pair is.
constexpr double kLeastRecords = 100;
// How many records the model's word on rarity is worth.
constexpr double kTrustInModel = 100;
constexpr double kMostOwnBits = 20;

double PriorBits(double pairs_per_record, double partners) {
  return pairs_per_record <= 0
             ? -1e3
             : std::log2(pairs_per_record / std::max(partners, kLeastRecords));
}

// What a household does not share and few others have. A nickname, sex or the
// like is of too many.
bool IsPersonal(const Comparison& comparison) {
  return !comparison.is_household && !comparison.is_weak &&
         comparison.kind != Kind::kWord;
}

}  // namespace

Prior PriorOf(const Model& model, uint64_t records) {
  const double partners = static_cast<double>(records) / 2;
  return {PriorBits(model.same_per_record, partners),
          PriorBits(model.kin_per_record, partners)};
}

Prior PriorBetween(const Model& model, uint64_t records_a, uint64_t records_b) {
  const double partners = static_cast<double>(std::max(records_a, records_b));
  return {PriorBits(model.same_per_record, partners),
          PriorBits(model.kin_per_record, partners)};
}

double OwnBits(const Weight& weight, const Prior& prior) {
  const double kin_bits = std::max(0.0, weight.kin_bits + prior.kin_bits);
  return std::clamp(weight.same_bits - kin_bits, -kMostOwnBits, kMostOwnBits);
}

double Weight::Probability() const { return 1 / (1 + std::exp2(-bits)); }

void BitsOf(const Model& model, const Lexicon& lexicon, const Levels& levels,
            size_t i, uint64_t records, double* same_bits, double* kin_bits) {
  const Comparison& comparison = model.comparisons[i];
  const Level& level = comparison.levels[levels.level[i]];
  *same_bits = level.same_bits;
  *kin_bits = level.kin_bits;
  if (!comparison.by_value || levels.agreed[i] == kNoValue) return;
  // How many have the value beside these two; of a value that nobody else has,
  // what is expected where values are spread evenly, one at most.
  const double all = static_cast<double>(records);
  const double expected = level.shares.stranger;
  const double others =
      std::max(static_cast<double>(lexicon.count(levels.agreed[i])) - 2,
               std::min(1.0, expected * all));
  const double share_log2 =
      std::log2((others + kTrustInModel * expected) / (all + kTrustInModel));
  *same_bits = comparison.exact_same_log2 - share_log2;
  *kin_bits = std::max(comparison.exact_kin_log2, share_log2) - share_log2;
}

Weight WeightOf(const Model& model, const Lexicon& lexicon,
                const Levels& levels, const Prior& prior, uint64_t records) {
  Weight weight;
  bool is_personal = false;
  for (size_t i = 0; i < model.comparisons.size(); ++i) {
    if (levels.level[i] == kNotCompared) continue;
    double same = 0, kin = 0;
    BitsOf(model, lexicon, levels, i, records, &same, &kin);
    weight.same_bits += same;
    weight.kin_bits += kin;
    const Comparison& comparison = model.comparisons[i];
    weight.needs_person |= comparison.levels[levels.level[i]].needs_person;
    is_personal |= IsPersonal(comparison) && same > 0;
  }
  weight.needs_person |= model.has_families && !is_personal;
  const double same = prior.same_bits + weight.same_bits;
  const double kin = prior.kin_bits + weight.kin_bits;
  // log2 of same : (kin + strangers).
  weight.bits = kin > 0 ? same - kin - std::log2(1 + std::exp2(-kin))
                        : same - std::log2(1 + std::exp2(kin));
  return weight;
}

}  // namespace saan::match
