#include "gateway/policy/check.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"

namespace saan::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Timestamp;
using v1::Conditions;
using v1::LabelSet;
using v1::Rule;

constexpr int kMaxSensitivity = 4;
// Whole years; nobody whom the rules speak of is older.
constexpr int kMaxAgeYears = 120;
constexpr int kMaxDays = 366;

bool IsTime(const Timestamp& time) {
  // Years 1 to 9999, by google/protobuf/timestamp.proto.
  return time.seconds() >= -62'135'596'800 &&
         time.seconds() < 253'402'300'800 && time.nanos() >= 0 &&
         time.nanos() < 1'000'000'000;
}

bool IsBefore(const Timestamp& a, const Timestamp& b) {
  return std::make_tuple(a.seconds(), a.nanos()) <
         std::make_tuple(b.seconds(), b.nanos());
}

bool IsAreaPrefix(const std::string& text) {
  return !text.empty() && text.size() <= 8 && text.size() % 2 == 0 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

// Checks one rule, and keeps the first fault found.
class RuleCheck {
 public:
  RuleCheck(const Rule& rule, int place, bool is_in_agreement,
            std::vector<Fault::Step> path)
      : rule_(rule),
        place_(place),
        is_in_agreement_(is_in_agreement),
        path_(std::move(path)) {}

  std::optional<Fault> Run() {
    CheckWords();
    CheckWho();
    for (int i = 0; i < rule_.labels_size(); ++i) CheckLabels(i);
    CheckCap();
    CheckWindow();
    CheckConditions();
    CheckDuties();
    return std::move(fault_);
  }

 private:
  void Require(bool holds, int field, absl::string_view remedy, int index = 0) {
    if (holds || fault_.has_value()) return;
    Fail({StepOf(Rule::descriptor(), field, index)}, remedy);
  }
  void RequireLabel(bool holds, int set, int field, absl::string_view remedy,
                    int index = 0) {
    if (holds || fault_.has_value()) return;
    Fail({StepOf(Rule::descriptor(), Rule::kLabelsFieldNumber, set),
          StepOf(LabelSet::descriptor(), field, index)},
         remedy);
  }

  void Fail(std::vector<Fault::Step> steps, absl::string_view remedy) {
    fault_.emplace();
    fault_->path = path_;
    fault_->reason = rule_.rule_id().empty()
                         ? absl::StrCat("rule number ", place_ + 1)
                         : absl::StrCat("rule ", rule_.rule_id());
    const char* separator = ": ";
    for (const Fault::Step& step : steps) {
      fault_->path.push_back(step);
      absl::StrAppend(&fault_->reason, separator, step.field->name());
      separator = ".";
    }
    absl::StrAppend(&fault_->reason, ": ", remedy);
  }

  void CheckWords() {
    Require(!rule_.rule_id().empty(), Rule::kRuleIdFieldNumber,
            "give the rule an id");
    Require(rule_.effect() == v1::RULE_EFFECT_PERMIT ||
                rule_.effect() == v1::RULE_EFFECT_FORBID,
            Rule::kEffectFieldNumber,
            "say RULE_EFFECT_PERMIT or RULE_EFFECT_FORBID");
  }

  void CheckWho() {
    CheckAgencies();
    Require(!rule_.roles().empty(), Rule::kRolesFieldNumber,
            "name at least one role");
    for (int i = 0; i < rule_.roles_size(); ++i) {
      Require(v1::Role_IsValid(rule_.roles(i)) &&
                  rule_.roles(i) != v1::ROLE_UNSPECIFIED,
              Rule::kRolesFieldNumber, "name a role that is known", i);
    }
    Require(!rule_.purposes().empty(), Rule::kPurposesFieldNumber,
            "name at least one purpose");
    for (int i = 0; i < rule_.purposes_size(); ++i) {
      Require(v1::Purpose_IsValid(rule_.purposes(i)) &&
                  rule_.purposes(i) != v1::PURPOSE_UNSPECIFIED,
              Rule::kPurposesFieldNumber, "name a purpose that is known", i);
    }
    Require(!rule_.actions().empty(), Rule::kActionsFieldNumber,
            "name at least one action");
    for (int i = 0; i < rule_.actions_size(); ++i) {
      Require(v1::Action_IsValid(rule_.actions(i)) &&
                  rule_.actions(i) != v1::ACTION_UNSPECIFIED,
              Rule::kActionsFieldNumber, "name an action that is known", i);
    }
    Require(!rule_.labels().empty(), Rule::kLabelsFieldNumber,
            "name at least one set of labels");
    Require(rule_.labels_size() <= kMaxLabelSetsPerRule,
            Rule::kLabelsFieldNumber,
            "too many sets of labels: split the rule");
  }

  void CheckAgencies() {
    Require(!rule_.recipients().empty(), Rule::kRecipientsFieldNumber,
            "name at least one agency, or \"*\" for every one");
    for (int i = 0; i < rule_.recipients_size(); ++i) {
      Require(!rule_.recipients(i).empty(), Rule::kRecipientsFieldNumber,
              "an agency without a name", i);
    }
    for (int i = 0; i < rule_.holders_size(); ++i) {
      Require(!rule_.holders(i).empty() && rule_.holders(i) != "*",
              Rule::kHoldersFieldNumber,
              "name an agency, or leave holders out for every one", i);
    }
    Require(rule_.recipients_size() <= kMaxAgenciesPerRule,
            Rule::kRecipientsFieldNumber, "too many agencies: split the rule");
    Require(rule_.holders_size() <= kMaxAgenciesPerRule,
            Rule::kHoldersFieldNumber, "too many agencies: split the rule");
  }

  void CheckLabels(int i) {
    const LabelSet& set = rule_.labels(i);
    RequireLabel(!set.categories().empty(), i, LabelSet::kCategoriesFieldNumber,
                 "name at least one category");
    for (int k = 0; k < set.categories_size(); ++k) {
      RequireLabel(v1::Category_IsValid(set.categories(k)) &&
                       set.categories(k) != v1::CATEGORY_UNSPECIFIED,
                   i, LabelSet::kCategoriesFieldNumber,
                   "name a category that is known", k);
      RequireLabel(rule_.effect() != v1::RULE_EFFECT_PERMIT ||
                       set.categories(k) != v1::CATEGORY_REPORTER,
                   i, LabelSet::kCategoriesFieldNumber,
                   "who reported is sealed; no rule can permit it", k);
    }
    for (int k = 0; k < set.about_size(); ++k) {
      RequireLabel(v1::About_IsValid(set.about(k)) &&
                       set.about(k) != v1::ABOUT_UNSPECIFIED,
                   i, LabelSet::kAboutFieldNumber,
                   "say about whom, or leave about out for the child", k);
    }
    RequireLabel(
        set.max_sensitivity() >= 0 && set.max_sensitivity() <= kMaxSensitivity,
        i, LabelSet::kMaxSensitivityFieldNumber, "must be 0 to 4");
  }

  void CheckCap() {
    const int cap = rule_.cap();
    Require(v1::DisclosureLevel_IsValid(cap), Rule::kCapFieldNumber,
            "name a level that is known");
    if (rule_.effect() == v1::RULE_EFFECT_PERMIT) {
      Require(cap != v1::DISCLOSURE_LEVEL_UNSPECIFIED, Rule::kCapFieldNumber,
              "a PERMIT without a cap permits nothing; say how much");
    } else {
      Require(cap != v1::DISCLOSURE_LEVEL_FULL, Rule::kCapFieldNumber,
              "a FORBID down to FULL forbids nothing; say PRESENCE, or leave "
              "the cap out to forbid all");
    }
  }

  void CheckWindow() {
    Require(is_in_agreement_ || rule_.has_valid_from(),
            Rule::kValidFromFieldNumber, "say from when the rule holds");
    Require(!rule_.has_valid_from() || IsTime(rule_.valid_from()),
            Rule::kValidFromFieldNumber, "is not a time");
    Require(is_in_agreement_ || rule_.has_valid_until(),
            Rule::kValidUntilFieldNumber, "every rule has an end; say it");
    Require(!rule_.has_valid_until() || IsTime(rule_.valid_until()),
            Rule::kValidUntilFieldNumber, "is not a time");
    Require(!rule_.has_valid_from() || !rule_.has_valid_until() ||
                IsBefore(rule_.valid_from(), rule_.valid_until()),
            Rule::kValidUntilFieldNumber, "must come after valid_from");
  }

  void RequireCondition(bool holds, int field, absl::string_view remedy,
                        int index = 0) {
    if (holds || fault_.has_value()) return;
    Fail({StepOf(Rule::descriptor(), Rule::kConditionsFieldNumber, 0),
          StepOf(Conditions::descriptor(), field, index)},
         remedy);
  }

  void CheckConditions() {
    const Conditions& when = rule_.conditions();
    for (int i = 0; i < when.case_statuses_size(); ++i) {
      RequireCondition(v1::CaseStatus_IsValid(when.case_statuses(i)) &&
                           when.case_statuses(i) != 0,
                       Conditions::kCaseStatusesFieldNumber,
                       "name a case status that is known", i);
    }
    RequireCondition(
        when.from_age_years() >= 0 && when.from_age_years() <= kMaxAgeYears,
        Conditions::kFromAgeYearsFieldNumber, "must be 0 to 120");
    RequireCondition(when.below_age_years() == 0 ||
                         (when.below_age_years() > when.from_age_years() &&
                          when.below_age_years() <= kMaxAgeYears),
                     Conditions::kBelowAgeYearsFieldNumber,
                     "must be above from_age_years");
    RequireCondition(when.area_prefixes_size() <= kMaxAreaPrefixes,
                     Conditions::kAreaPrefixesFieldNumber,
                     "too many areas: split the rule");
    for (int i = 0; i < when.area_prefixes_size(); ++i) {
      RequireCondition(IsAreaPrefix(when.area_prefixes(i)),
                       Conditions::kAreaPrefixesFieldNumber,
                       "a DOPA code of 2, 4, 6 or 8 digits", i);
    }
    for (int i = 0; i < when.ties_size(); ++i) {
      RequireCondition(v1::Tie_IsValid(when.ties(i)) && when.ties(i) != 0,
                       Conditions::kTiesFieldNumber, "name a tie that is known",
                       i);
    }
    RequireCondition(v1::Assurance_IsValid(when.min_assurance()),
                     Conditions::kMinAssuranceFieldNumber,
                     "name an assurance that is known");
    if (!when.has_hours()) return;
    RequireCondition(when.hours().from_hour() >= 0 &&
                         when.hours().from_hour() < when.hours().until_hour() &&
                         when.hours().until_hour() <= 24,
                     Conditions::kHoursFieldNumber,
                     "from_hour 0 to 23, until_hour after it, at most 24");
  }

  void CheckDuties() {
    const bool permits = rule_.effect() == v1::RULE_EFFECT_PERMIT;
    for (int i = 0; i < rule_.obligations_size(); ++i) {
      const v1::Obligation& duty = rule_.obligations(i);
      const bool has_days = duty.kind() == v1::OBLIGATION_KIND_REVIEW_WITHIN ||
                            duty.kind() == v1::OBLIGATION_KIND_ERASE_WITHIN;
      Require(permits, Rule::kObligationsFieldNumber,
              "only a PERMIT has obligations", i);
      Require(v1::ObligationKind_IsValid(duty.kind()) && duty.kind() != 0,
              Rule::kObligationsFieldNumber, "name an obligation that is known",
              i);
      Require(has_days ? duty.days() >= 1 : duty.days() == 0,
              Rule::kObligationsFieldNumber,
              "REVIEW_WITHIN and ERASE_WITHIN have days, others none", i);
    }
    Require(
        !rule_.has_budget() ||
            (permits && rule_.budget().max_children() >= 1 &&
             rule_.budget().days() >= 1 && rule_.budget().days() <= kMaxDays),
        Rule::kBudgetFieldNumber,
        "of a PERMIT: max_children from 1, days 1 to 366");
    Require(permits || !rule_.needs_consent(), Rule::kNeedsConsentFieldNumber,
            "only a PERMIT can stand on consent");
    Require(v1::Override_IsValid(rule_.override()), Rule::kOverrideFieldNumber,
            "name an override that is known");
  }

  const Rule& rule_;
  const int place_;
  const bool is_in_agreement_;
  const std::vector<Fault::Step> path_;
  std::optional<Fault> fault_;
};

}  // namespace

Fault::Step StepOf(const Descriptor* type, int number, int index) {
  const FieldDescriptor* field = type->FindFieldByNumber(number);
  return {field, field->is_repeated() ? index : -1};
}

std::optional<Fault> FindRuleFault(const Rule& rule, int place,
                                   bool is_in_agreement,
                                   std::vector<Fault::Step> path) {
  return RuleCheck(rule, place, is_in_agreement, std::move(path)).Run();
}

}  // namespace saan::policy
