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

void Weight::Add(double same, double kin, const Prior& prior) {
  same_bits += same;
  kin_bits += kin;
  const double of_same = prior.same_bits + same_bits;
  const double of_kin = prior.kin_bits + kin_bits;
  // log2 of same : (kin + strangers).
  bits = of_kin > 0 ? of_same - of_kin - std::log2(1 + std::exp2(-of_kin))
                    : of_same - std::log2(1 + std::exp2(of_kin));
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
  const bool is_former = comparison.IsFormer(levels.level[i]);
  const Level& strongest = comparison.levels[comparison.counts_as[0]];
  const double expected = (is_former ? strongest : level).shares.stranger;
  const double others =
      std::max(static_cast<double>(lexicon.count(levels.agreed[i])) - 2,
               std::min(1.0, expected * all));
  const double share_log2 =
      std::log2((others + kTrustInModel * expected) / (all + kTrustInModel));
  if (is_former) {
    // As much rarer or commoner than others as the same name borne now.
    const double rarity = std::log2(expected) - share_log2;
    *same_bits += rarity;
    *kin_bits += rarity;
    return;
  }
  *same_bits = comparison.exact_same_log2 - share_log2;
  *kin_bits = std::max(comparison.exact_kin_log2, share_log2) - share_log2;
}

Weight WeightOf(const Model& model, const Lexicon& lexicon,
                const Levels& levels, const Prior& prior, uint64_t records) {
  Weight weight;
  double all_same = 0, all_kin = 0;
  bool is_personal = false, is_contradicted = false, lacks_name = false;
  for (size_t i = 0; i < model.comparisons.size(); ++i) {
    if (levels.level[i] == kNotCompared) {
      lacks_name |= IsPersonal(model.comparisons[i]) &&
                    model.comparisons[i].kind == Kind::kName;
      continue;
    }
    double same = 0, kin = 0;
    BitsOf(model, lexicon, levels, i, records, &same, &kin);
    all_same += same;
    all_kin += kin;
    const Comparison& comparison = model.comparisons[i];
    weight.needs_person |= comparison.levels[levels.level[i]].needs_person;
    is_personal |= IsPersonal(comparison) && same > 0;
    is_contradicted |= IsPersonal(comparison) && same < 0;
  }
  // A number is copied from a sibling: where no name is compared, nothing else
  // may speak against it.
  weight.needs_person |=
      model.has_families && (!is_personal || (lacks_name && is_contradicted));
  weight.Add(all_same, all_kin, prior);
  return weight;
}

}  // namespace saan::match
