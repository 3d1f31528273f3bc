#include "gateway/match/verdict.h"

#include <tuple>

namespace saan::match {
namespace {

bool NationalIdsDiffer(const Weighed& weighed) {
  return weighed.Is(Field::kNationalId, NationalIdLevel::kDiffers) ||
         weighed.Is(Field::kNationalId, NationalIdLevel::kNear);
}

bool StudentNumbersDiffer(const Weighed& weighed) {
  return weighed.Is(Field::kStudentNumber, StudentNumberLevel::kDiffers);
}

// How many of name, birth and sex speak against one child.
int Contradictions(const Weighed& weighed) {
  return weighed.Is(Field::kGivenName, GivenNameLevel::kDiffers) +
         weighed.Is(Field::kBirth, BirthLevel::kDiffers) +
         weighed.Is(Field::kSex, SexLevel::kDiffers);
}

// The given name, and beside it something that siblings do not share by being
// siblings: birth to the day, a number that is all but equal, or the whole name
// with a birth or a household that fits.
bool NameAndBirthAgree(const Weighed& weighed) {
  if (!weighed.IsAtLeast(Field::kGivenName, GivenNameLevel::kClose)) {
    return false;
  }
  if (weighed.Is(Field::kBirth, BirthLevel::kDay) ||
      weighed.IsAtLeast(Field::kNationalId, NationalIdLevel::kUncheckedNear)) {
    return true;
  }
  return weighed.IsAtLeast(Field::kGivenName, GivenNameLevel::kAlike) &&
         weighed.IsAtLeast(Field::kFamilyName, FamilyNameLevel::kClose) &&
         (weighed.IsAtLeast(Field::kBirth, BirthLevel::kNear) ||
          weighed.IsAtLeast(Field::kHousehold, HouseholdLevel::kHouse));
}

// Born on one day, and the names are no more than similar: parents name twins
// so, and twins' numbers are mixed up.
bool MayBeTwins(const Weighed& weighed) {
  return weighed.Is(Field::kBirth, BirthLevel::kDay) &&
         weighed.Is(Field::kGivenName, GivenNameLevel::kSimilar);
}

Decision DecideByIdentifier(const Weighed& weighed) {
  if (Contradictions(weighed) > 0 || MayBeTwins(weighed)) {
    return {v1::VERDICT_REVIEW, Rule::kIdentifierContradicted};
  }
  if (!weighed.IsCompared(Field::kGivenName) &&
      !weighed.IsAtLeast(Field::kBirth, BirthLevel::kYear)) {
    return {v1::VERDICT_REVIEW, Rule::kIdentifierAlone};
  }
  return {v1::VERDICT_SAME, Rule::kIdentifierEqual};
}

bool IsNicknameReport(const Weighed& weighed) {
  return !weighed.IsCompared(Field::kGivenName) &&
         weighed.Is(Field::kNickname, NicknameLevel::kExact) &&
         weighed.IsAtLeast(Field::kBirth, BirthLevel::kInterval) &&
         weighed.IsAtLeast(Field::kArea, AreaLevel::kDistrict) &&
         Contradictions(weighed) == 0;
}

Decision DecideBySum(const LoadedModel& model, const Weighed& weighed) {
  if (weighed.bits < model.review_bits()) {
    if (!IsNicknameReport(weighed)) return {v1::VERDICT_DIFFERENT};
    return {v1::VERDICT_REVIEW, Rule::kNicknameReport};
  }
  if (weighed.bits < model.link_bits()) return {v1::VERDICT_REVIEW};
  if (!NameAndBirthAgree(weighed) || Contradictions(weighed) > 0) {
    return {v1::VERDICT_REVIEW, Rule::kNameAndBirthNeeded};
  }
  return {v1::VERDICT_SAME};
}

// Numbers that can only be of two children.
bool IsRefuted(const Decision& decision) {
  return decision.rule == Rule::kNationalIdsDiffer ||
         decision.rule == Rule::kStudentNumbersDiffer;
}

v1::Evidence Written(const LoadedModel& model, const Weighed& weighed,
                     const Decision& decision) {
  v1::Evidence evidence;
  for (size_t field = 0; field < kFieldCount; ++field) {
    const int level = weighed.levels[field];
    if (level == Weighed::kNotCompared) continue;
    v1::Comparison* comparison = evidence.add_comparisons();
    comparison->set_field(kFieldWords[field].field);
    comparison->set_level(kFieldWords[field].levels[level]);
    comparison->set_weight_bits(
        model.weight_bits(static_cast<Field>(field), level));
  }
  evidence.set_weight_bits(weighed.bits);
  evidence.set_verdict(decision.verdict);
  evidence.set_rule(RuleWord(decision.rule));
  evidence.set_model_version(model.version());
  return evidence;
}

// Model::Load is the only maker of models.
const LoadedModel& Loaded(const Model& model) {
  return static_cast<const LoadedModel&>(model);
}

// SAME is better than REVIEW is better than DIFFERENT; then the sum.
std::tuple<int, double> Rank(const Decision& decision, const Weighed& weighed) {
  return {-static_cast<int>(decision.verdict), weighed.bits};
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
  }
  return "";
}

Decision Decide(const LoadedModel& model, const Weighed& weighed) {
  const bool is_agencys =
      weighed.Is(Field::kSystemPerson, SystemPersonLevel::kEqual) ||
      weighed.Is(Field::kStudentNumber, StudentNumberLevel::kEqual);
  const bool is_equal =
      weighed.Is(Field::kNationalId, NationalIdLevel::kEqual) ||
      weighed.Is(Field::kGCode, GCodeLevel::kEqual);
  if (NationalIdsDiffer(weighed) || StudentNumbersDiffer(weighed)) {
    const bool is_asked = is_agencys || weighed.bits >= model.review_bits();
    return {is_asked ? v1::VERDICT_REVIEW : v1::VERDICT_DIFFERENT,
            NationalIdsDiffer(weighed) ? Rule::kNationalIdsDiffer
                                       : Rule::kStudentNumbersDiffer};
  }
  // A changed name, or a mended birth date, is no contradiction within one
  // system; two of them are a number that was given anew.
  if (is_agencys) {
    if (Contradictions(weighed) > 1) {
      return {v1::VERDICT_REVIEW, Rule::kIdentifierContradicted};
    }
    return {v1::VERDICT_SAME, Rule::kAgencyIdentifier};
  }
  return is_equal ? DecideByIdentifier(weighed) : DecideBySum(model, weighed);
}

v1::Evidence Compare(const Model& model, const v1::Traits& a,
                     const v1::Traits& b) {
  const LoadedModel& loaded = Loaded(model);
  const Weighed weighed = Weigh(loaded, a, b);
  return Written(loaded, weighed, Decide(loaded, weighed));
}

v1::Evidence CompareWithAll(const Model& model, const v1::Traits& record,
                            const std::vector<v1::Traits>& child_records,
                            size_t* best) {
  const LoadedModel& loaded = Loaded(model);
  Weighed best_weighed;
  Decision best_decision;
  bool is_refuted = false, is_in_conflict = false;
  for (size_t i = 0; i < child_records.size(); ++i) {
    const Weighed weighed = Weigh(loaded, record, child_records[i]);
    const Decision decision = Decide(loaded, weighed);
    is_refuted |= IsRefuted(decision);
    is_in_conflict |= decision.verdict == v1::VERDICT_DIFFERENT &&
                      weighed.bits <= loaded.conflict_bits();
    if (i == 0 || Rank(decision, weighed) > Rank(best_decision, best_weighed)) {
      *best = i;
      best_weighed = weighed;
      best_decision = decision;
    }
  }
  if (child_records.empty()) return v1::Evidence();
  if (best_decision.verdict == v1::VERDICT_SAME &&
      (is_refuted || is_in_conflict)) {
    best_decision = {v1::VERDICT_REVIEW, Rule::kRecordContradicts};
  } else if (best_decision.verdict == v1::VERDICT_REVIEW &&
             best_decision.rule == Rule::kNone && is_refuted) {
    best_decision = {v1::VERDICT_DIFFERENT, Rule::kRecordContradicts};
  }
  return Written(loaded, best_weighed, best_decision);
}

}  // namespace saan::match
