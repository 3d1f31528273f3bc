#include "gateway/policy/conditions.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "gateway/policy/day.h"

namespace saan::policy {
namespace {

static_assert(v1::CaseStatus_ARRAYSIZE <= 32 && v1::Tie_ARRAYSIZE <= 32,
              "a state and a tie are a bit of a uint32_t each");

template <typename List>
uint32_t BitsOf(const List& list) {
  uint32_t bits = 0;
  for (const int item : list) bits |= uint32_t{1} << (item & 31);
  return bits;
}

// Whether one of `wanted` is among `given`, which may be all unknown.
template <typename List>
Truth AnyOf(uint32_t wanted, const List& given, bool are_known) {
  if (wanted == 0) return Truth::kYes;
  if ((wanted & BitsOf(given)) != 0) return Truth::kYes;
  return are_known ? Truth::kNo : Truth::kUnknown;
}

}  // namespace

CompiledConditions::CompiledConditions(const v1::Conditions& conditions)
    : is_empty_(conditions.ByteSizeLong() == 0),
      case_statuses_(BitsOf(conditions.case_statuses())),
      from_age_years_(conditions.from_age_years()),
      below_age_years_(conditions.below_age_years()),
      area_prefixes_(conditions.area_prefixes().begin(),
                     conditions.area_prefixes().end()),
      ties_(BitsOf(conditions.ties())),
      min_assurance_(conditions.min_assurance()),
      has_hours_(conditions.has_hours()),
      from_hour_(conditions.hours().from_hour()),
      until_hour_(conditions.hours().until_hour()),
      weekdays_only_(conditions.hours().weekdays_only()) {}

Truth CompiledConditions::CaseStatus(const v1::ChildFacts& facts) const {
  return AnyOf(case_statuses_, facts.case_statuses(), facts.are_known());
}

Truth CompiledConditions::Age(const v1::ChildFacts& facts) const {
  Truth truth = Truth::kYes;
  if (from_age_years_ > 0) {
    if (facts.has_oldest_age_years() &&
        facts.oldest_age_years() < from_age_years_) {
      return Truth::kNo;
    }
    if (!facts.has_youngest_age_years() ||
        facts.youngest_age_years() < from_age_years_) {
      truth = Truth::kUnknown;
    }
  }
  if (below_age_years_ > 0) {
    if (facts.has_youngest_age_years() &&
        facts.youngest_age_years() >= below_age_years_) {
      return Truth::kNo;
    }
    if (!facts.has_oldest_age_years() ||
        facts.oldest_age_years() >= below_age_years_) {
      truth = Truth::kUnknown;
    }
  }
  return truth;
}

Truth CompiledConditions::Area(const v1::ChildFacts& facts) const {
  if (area_prefixes_.empty()) return Truth::kYes;
  bool is_open = facts.area_codes().empty();
  for (const std::string& code : facts.area_codes()) {
    for (const std::string& prefix : area_prefixes_) {
      if (absl::StartsWith(code, prefix)) return Truth::kYes;
      // A coarser code may lie within.
      is_open = is_open || absl::StartsWith(prefix, code);
    }
  }
  return is_open ? Truth::kUnknown : Truth::kNo;
}

Truth CompiledConditions::Tie(const v1::ChildFacts& facts) const {
  return AnyOf(ties_, facts.ties(), facts.are_known());
}

Truth CompiledConditions::Assurance(const v1::ChildFacts& facts) const {
  return facts.assurance() >= min_assurance_ ? Truth::kYes : Truth::kNo;
}

Truth CompiledConditions::HoursHold(absl::Time now) const {
  if (!has_hours_) return Truth::kYes;
  const absl::CivilHour hour = absl::ToCivilHour(now, Thailand());
  if (hour.hour() < from_hour_ || hour.hour() >= until_hour_) {
    return Truth::kNo;
  }
  if (!weekdays_only_) return Truth::kYes;
  const absl::Weekday day = absl::GetWeekday(absl::CivilDay(hour));
  return day == absl::Weekday::saturday || day == absl::Weekday::sunday
             ? Truth::kNo
             : Truth::kYes;
}

Truth CompiledConditions::Hold(const v1::ChildFacts& facts,
                               absl::Time now) const {
  if (is_empty_) return Truth::kYes;
  return std::min({CaseStatus(facts), Age(facts), Area(facts), Tie(facts),
                   Assurance(facts), HoursHold(now)});
}

std::vector<v1::Clause> CompiledConditions::Unmet(const v1::ChildFacts& facts,
                                                  absl::Time now) const {
  const std::pair<Truth, v1::Clause> all[] = {
      {CaseStatus(facts), v1::CLAUSE_CASE_STATUS},
      {Age(facts), v1::CLAUSE_AGE},
      {Area(facts), v1::CLAUSE_AREA},
      {Tie(facts), v1::CLAUSE_TIE},
      {Assurance(facts), v1::CLAUSE_ASSURANCE},
      {HoursHold(now), v1::CLAUSE_HOURS}};
  std::vector<v1::Clause> unmet;
  for (const auto& [truth, clause] : all) {
    if (truth != Truth::kYes) unmet.push_back(clause);
  }
  return unmet;
}

}  // namespace saan::policy
