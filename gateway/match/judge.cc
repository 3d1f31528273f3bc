#include "gateway/match/judge.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace saan::match {
namespace {

double LogOddsOf(double probability) {
  return std::log2(probability / (1 - probability));
}

int ComparisonOf(const Model& model, absl::string_view field) {
  for (size_t i = 0; i < model.comparisons.size(); ++i) {
    if (model.NameOf(model.comparisons[i]) == field) {
      return static_cast<int>(i);
    }
  }
  return kNoField;
}

template <typename Level>
int At(Level level) {
  return static_cast<int>(level);
}

// Numbers that can only be of two children.
bool IsRefuted(const Decision& decision) {
  return decision.rule == Rule::kNationalIdsDiffer ||
         decision.rule == Rule::kStudentNumbersDiffer;
}

}  // namespace

const char* RuleWord(Rule rule) {
  switch (rule) {
    case Rule::kNone:
      return "";
    case Rule::kAgencyIdentifier:
      return "agency_identifier";
    case Rule::kIdentifierEqual:
      return "identifier_equal";
    case Rule::kIdentifierContradicted:
      return "identifier_contradicted";
    case Rule::kIdentifierAlone:
      return "identifier_alone";
    case Rule::kNumberUnverified:
      return "number_unverified";
    case Rule::kNationalIdsDiffer:
      return "national_ids_differ";
    case Rule::kStudentNumbersDiffer:
      return "student_numbers_differ";
    case Rule::kNameAndBirthNeeded:
      return "name_and_birth_needed";
    case Rule::kNicknameReport:
      return "nickname_report";
    case Rule::kRecordContradicts:
      return "record_contradicts";
    case Rule::kRecordReference:
      return "record_reference";
    case Rule::kKeptApart:
      return "kept_apart";
    case Rule::kNameOfAnother:
      return "name_of_another";
  }
  return "";
}

Judge::Judge(const Model& model)
    : model_(model),
      link_bits_(model.SumBits(LogOddsOf(model.link_probability))),
      review_bits_(model.SumBits(LogOddsOf(model.review_probability))),
      national_id_(ComparisonOf(model, "national_id")),
      g_code_(ComparisonOf(model, "g_code")),
      pupil_(ComparisonOf(model, "pupil")),
      system_person_(ComparisonOf(model, "system_person")),
      given_name_(ComparisonOf(model, "given_name")),
      family_name_(ComparisonOf(model, "family_name")),
      nickname_(ComparisonOf(model, "nickname")),
      birth_(ComparisonOf(model, "birth")),
      sex_(ComparisonOf(model, "sex")),
      area_(ComparisonOf(model, "area")) {
  for (const int comparison :
       {national_id_, g_code_, pupil_, system_person_, nickname_}) {
    if (comparison == kNoField) continue;
    is_ruling_[static_cast<size_t>(model.comparisons[comparison].field)] = true;
  }
}

double Judge::least_probability() const {
  // Below one, so that its odds are a number.
  constexpr double kMost = 1 - 1e-9;
  return std::min(kMost, 1 / (1 + std::exp2(-review_bits_)));
}

bool Judge::MayBeRuled(ProfileView a, ProfileView b) const {
  for (const Trait x : a) {
    for (const Trait y : b) {
      if (x.value() == y.value() &&
          (is_ruling_[x.field()] || is_ruling_[y.field()])) {
        return true;
      }
    }
  }
  return false;
}

bool Judge::Is(const Levels& levels, int comparison, int level) const {
  return comparison != kNoField && levels.level[comparison] == level;
}

bool Judge::IsAtLeast(const Levels& levels, int comparison, int level) const {
  return comparison != kNoField && levels.level[comparison] != kNotCompared &&
         levels.level[comparison] <= level;
}

// Something of the person's own could be compared.
bool Judge::IsPersonal(const Levels& levels) const {
  for (size_t i = 0; i < model_.comparisons.size(); ++i) {
    if (levels.level[i] != kNotCompared &&
        !model_.comparisons[i].is_household &&
        model_.comparisons[i].kind != Kind::kWord) {
      return true;
    }
  }
  return false;
}

// How many of name, birth and sex speak against one child.
int Judge::Contradictions(const Levels& levels) const {
  return Is(levels, given_name_, At(NameLevel::kDiffers)) +
         Is(levels, birth_, At(DateLevel::kDiffers)) +
         Is(levels, sex_, At(WordLevel::kDiffers));
}

// Born on one day, and the names are no more than similar: parents name twins
// so, and twins' numbers are mixed up.
bool Judge::MayBeTwins(const Levels& levels) const {
  return Is(levels, birth_, At(DateLevel::kDay)) &&
         (Is(levels, given_name_, At(NameLevel::kSimilar)) ||
          Is(levels, given_name_, At(NameLevel::kLookalike)));
}

// A name of the child's own, and beside it what namesakes of one year do not
// share: the birth date, or the household's phone, guardian or house; or a
// number.
bool Judge::IsFirm(const Levels& levels) const {
  if (given_name_ == kNoField || birth_ == kNoField ||
      IsAtLeast(levels, national_id_, At(NationalIdLevel::kUncheckedNear))) {
    return true;
  }
  // Twins share a birth date and a household.
  if (levels.level[given_name_] == kNotCompared) return false;
  if (IsAtLeast(levels, birth_, At(DateLevel::kPart))) return true;
  for (size_t i = 0; i < model_.comparisons.size(); ++i) {
    const Comparison& comparison = model_.comparisons[i];
    const int level = levels.level[i];
    if (!comparison.is_household || level == kNotCompared) continue;
    if (comparison.kind == Kind::kNumber && level == At(NumberLevel::kEqual)) {
      return true;
    }
    if (comparison.kind == Kind::kName && static_cast<int>(i) != family_name_ &&
        level <= At(NameLevel::kClose)) {
      return true;
    }
  }
  return false;
}

bool Judge::IsNicknameReport(const Levels& levels) const {
  return given_name_ != kNoField && levels.level[given_name_] == kNotCompared &&
         Is(levels, nickname_, At(NameLevel::kExact)) &&
         IsAtLeast(levels, birth_, At(DateLevel::kInterval)) &&
         IsAtLeast(levels, area_, At(AreaLevel::kDistrict)) &&
         Contradictions(levels) == 0;
}

Decision Judge::DecideByIdentifier(const Levels& levels) const {
  if (Contradictions(levels) > 0 || MayBeTwins(levels)) {
    return {v1::VERDICT_REVIEW, Rule::kIdentifierContradicted};
  }
  if (levels.level[given_name_] == kNotCompared &&
      !IsAtLeast(levels, birth_, At(DateLevel::kYear))) {
    return {v1::VERDICT_REVIEW, Rule::kIdentifierAlone};
  }
  return {v1::VERDICT_SAME, Rule::kIdentifierEqual};
}

Decision Judge::DecideBySum(const Levels& levels, const Weight& weight) const {
  if (weight.bits < review_bits_) {
    if (!IsNicknameReport(levels)) return {v1::VERDICT_DIFFERENT};
    return {v1::VERDICT_REVIEW, Rule::kNicknameReport};
  }
  if (weight.bits < link_bits_) return {v1::VERDICT_REVIEW};
  if (weight.needs_person || Contradictions(levels) > 0 || !IsFirm(levels)) {
    return {v1::VERDICT_REVIEW, Rule::kNameAndBirthNeeded};
  }
  return {v1::VERDICT_SAME};
}

Decision Judge::Decide(const Levels& levels, const Weight& weight) const {
  const bool is_agencys = Is(levels, system_person_, At(IssuedLevel::kEqual)) ||
                          Is(levels, pupil_, At(IssuedLevel::kEqual));
  const bool is_equal =
      given_name_ != kNoField &&
      (Is(levels, national_id_, At(NationalIdLevel::kEqual)) ||
       Is(levels, g_code_, At(NumberLevel::kEqual)));
  const bool ids_differ =
      Is(levels, national_id_, At(NationalIdLevel::kDiffers)) ||
      Is(levels, national_id_, At(NationalIdLevel::kNear));
  if (ids_differ || Is(levels, pupil_, At(IssuedLevel::kDiffers))) {
    // Siblings and twins have numbers and names of their own; a name that one
    // of them bore before was the other's by mistake.
    const bool is_asked =
        is_agencys || (weight.bits >= review_bits_ && given_name_ != kNoField &&
                       levels.level[given_name_] <= At(NameLevel::kPart) &&
                       !Is(levels, given_name_, At(NameLevel::kFormer)));
    return {
        is_asked ? v1::VERDICT_REVIEW : v1::VERDICT_DIFFERENT,
        ids_differ ? Rule::kNationalIdsDiffer : Rule::kStudentNumbersDiffer};
  }
  // A changed name, or a mended birth date, is no contradiction within one
  // system; two of them are a number that was given anew.
  if (is_agencys) {
    if (Contradictions(levels) > 1) {
      return {v1::VERDICT_REVIEW, Rule::kIdentifierContradicted};
    }
    return {v1::VERDICT_SAME, Rule::kAgencyIdentifier};
  }
  return is_equal ? DecideByIdentifier(levels) : DecideBySum(levels, weight);
}

Judgement Judge::WeighOne(Population* known, const Prior& prior, ProfileView a,
                          ProfileView b, double trust) const {
  Judgement weighed;
  weighed.trust = trust;
  known->Compare(a, b, &weighed.levels);
  weighed.weight =
      WeightOf(model_, known->lexicon(), weighed.levels, prior, known->alive());
  if (IsDoubtful(weighed, national_id_) || IsDoubtful(weighed, g_code_)) {
    WeighDoubtful(*known, prior, &weighed);
  } else {
    weighed.decision = Decide(weighed.levels, weighed.weight);
  }
  return weighed;
}

// Another child's number, or a guardian's, may stand in its place.
bool Judge::IsDoubtful(const Judgement& weighed, size_t i) const {
  const auto comparison = static_cast<int>(i);
  return weighed.trust < kFullTrust && comparison != kNoField &&
         (comparison == national_id_ || comparison == g_code_) &&
         weighed.levels.level[comparison] != kNotCompared;
}

void Judge::BitsIn(const Population& known, const Judgement& weighed, size_t i,
                   double* same_bits, double* kin_bits) const {
  BitsOf(model_, known.lexicon(), weighed.levels, i, known.alive(), same_bits,
         kin_bits);
  if (!IsDoubtful(weighed, i)) return;
  const double most = LogOddsOf(weighed.trust);
  const double least = std::log2(1 - weighed.trust);
  *same_bits = std::clamp(*same_bits, std::min(least, most), most);
  *kin_bits = std::min(*kin_bits, *same_bits);
}

// The rules that numbers alone decide do not hold for doubtful ones.
void Judge::WeighDoubtful(const Population& known, const Prior& prior,
                          Judgement* weighed) const {
  Levels without = weighed->levels;
  for (const int i : {national_id_, g_code_}) {
    if (i != kNoField) without.level[i] = kNotCompared;
  }
  Weight weight =
      WeightOf(model_, known.lexicon(), without, prior, known.alive());
  const bool is_equal =
      Is(weighed->levels, national_id_, At(NationalIdLevel::kEqual)) ||
      Is(weighed->levels, g_code_, At(NumberLevel::kEqual));
  for (const int i : {national_id_, g_code_}) {
    if (!IsDoubtful(*weighed, i)) continue;
    double same = 0, kin = 0;
    BitsIn(known, *weighed, i, &same, &kin);
    weight.Add(same, kin, prior);
  }
  weight.needs_person |= weighed->weight.needs_person;
  weighed->weight = weight;
  weighed->decision = Decide(without, weight);
  const v1::Verdict verdict = weighed->decision.verdict;
  if (is_equal && verdict != v1::VERDICT_SAME) {
    weighed->decision = {v1::VERDICT_REVIEW, Rule::kNumberUnverified};
  }
}

void Judge::Add(const Judgement& weighed, const Prior& prior, Sum* sum) const {
  sum->is_refuted |= IsRefuted(weighed.decision);
  if (!IsPersonal(weighed.levels)) return;
  sum->own_bits += OwnBits(weighed.weight, prior);
  ++sum->count;
}

Prior Judge::PriorAmong(const Population& known) const {
  return PriorOf(model_, std::max<uint64_t>(known.alive(), kLeastPopulation));
}

std::optional<Judgement> Judge::JudgeChild(
    Population* known, ProfileView record,
    absl::Span<const ProfileView> child_records,
    absl::Span<const double> trust) const {
  const Prior prior = PriorAmong(*known);
  std::optional<Judgement> best;
  Sum sum;
  for (size_t i = 0; i < child_records.size(); ++i) {
    Judgement weighed = WeighOne(known, prior, record, child_records[i],
                                 trust.empty() ? kFullTrust : trust[i]);
    weighed.best = i;
    Add(weighed, prior, &sum);
    if (!best || Outranks(weighed, *best)) best = weighed;
  }
  if (best) HoldDown(sum, &best->decision);
  return best;
}

// SAME is better than REVIEW is better than DIFFERENT; then the sum.
bool Judge::Outranks(const Judgement& a, const Judgement& b) {
  const auto rank = [](const Judgement& weighed) {
    return std::make_tuple(-static_cast<int>(weighed.decision.verdict),
                           weighed.weight.bits);
  };
  return rank(a) > rank(b);
}

void Judge::HoldDown(const Sum& sum, Decision* decision) const {
  const bool is_in_conflict =
      sum.count > 1 && decision->rule != Rule::kAgencyIdentifier &&
      sum.own_bits < kLeastMeanOwnBits * static_cast<double>(sum.count);
  if (decision->verdict == v1::VERDICT_SAME &&
      (sum.is_refuted || is_in_conflict)) {
    *decision = {v1::VERDICT_REVIEW, Rule::kRecordContradicts};
  } else if (decision->verdict == v1::VERDICT_REVIEW &&
             decision->rule == Rule::kNone && sum.is_refuted) {
    *decision = {v1::VERDICT_DIFFERENT, Rule::kRecordContradicts};
  }
}

v1::Evidence Judge::EvidenceOf(const Population& known,
                               const Judgement& judgement) const {
  const Prior prior = PriorAmong(known);
  v1::Evidence evidence;
  for (size_t i = 0; i < model_.comparisons.size(); ++i) {
    const int level = judgement.levels.level[i];
    if (level == kNotCompared) continue;
    const Comparison& compared = model_.comparisons[i];
    double same_bits = 0, kin_bits = 0;
    BitsIn(known, judgement, i, &same_bits, &kin_bits);
    v1::Comparison* comparison = evidence.add_comparisons();
    comparison->set_field(model_.NameOf(compared));
    comparison->set_level(WordsOf(compared.kind).levels[level]);
    comparison->set_weight_bits(same_bits);
  }
  const Weight& weight = judgement.weight;
  evidence.set_prior_bits(prior.same_bits);
  evidence.set_kin_bits(weight.bits - weight.same_bits - prior.same_bits);
  evidence.set_weight_bits(weight.bits);
  evidence.set_verdict(judgement.decision.verdict);
  evidence.set_rule(RuleWord(judgement.decision.rule));
  evidence.set_model_version(model_.version);
  return evidence;
}

bool Judge::IsNamesake(const Levels& levels) const {
  return (Is(levels, birth_, At(DateLevel::kDay)) ||
          Is(levels, birth_, At(DateLevel::kSwapped)) ||
          Is(levels, birth_, At(DateLevel::kTypo))) &&
         (Is(levels, given_name_, At(NameLevel::kExact)) ||
          Is(levels, given_name_, At(NameLevel::kAlike)) ||
          Is(levels, given_name_, At(NameLevel::kSwapped)) ||
          Is(levels, given_name_, At(NameLevel::kClose)));
}

bool Judge::IsByFormerName(const Levels& levels) const {
  return Is(levels, given_name_, At(NameLevel::kFormer));
}

}  // namespace saan::match
