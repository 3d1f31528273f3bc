#include "gateway/policy/check.h"

#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"

namespace saan::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Timestamp;
using v1::LabelSet;
using v1::Rule;
using v1::RuleSet;

constexpr int kMaxSensitivity = 4;

Fault::Step StepOf(const Descriptor* type, int number, int index) {
  const FieldDescriptor* field = type->FindFieldByNumber(number);
  return {field, field->is_repeated() ? index : -1};
}

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

// Checks one rule, and keeps the first fault found.
class RuleCheck {
 public:
  RuleCheck(const Rule& rule, int place) : rule_(rule), place_(place) {}

  std::optional<Fault> Run() {
    CheckWords();
    CheckWho();
    for (int i = 0; i < rule_.labels_size(); ++i) CheckLabels(i);
    CheckCap();
    CheckWindow();
    return std::move(fault_);
  }

  void Require(bool holds, int field, absl::string_view remedy, int index = 0) {
    if (holds || fault_.has_value()) return;
    Fail({StepOf(Rule::descriptor(), field, index)}, remedy);
  }

 private:
  void RequireLabel(bool holds, int set, int field, absl::string_view remedy,
                    int index = 0) {
    if (holds || fault_.has_value()) return;
    Fail({StepOf(Rule::descriptor(), Rule::kLabelsFieldNumber, set),
          StepOf(LabelSet::descriptor(), field, index)},
         remedy);
  }

  void Fail(std::vector<Fault::Step> steps, absl::string_view remedy) {
    fault_.emplace();
    fault_->path.push_back(
        StepOf(RuleSet::descriptor(), RuleSet::kRulesFieldNumber, place_));
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
    Require(!rule_.sentence_th().empty(), Rule::kSentenceThFieldNumber,
            "write the rule as one Thai sentence");
    Require(!rule_.sentence_en().empty(), Rule::kSentenceEnFieldNumber,
            "write the rule as one English sentence");
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
    Require(cap != v1::DISCLOSURE_LEVEL_HASH &&
                cap != v1::DISCLOSURE_LEVEL_GENERALISE,
            Rule::kCapFieldNumber,
            "HASH and GENERALISE are not enforced yet; say PRESENCE or FULL");
    Require(v1::DisclosureLevel_IsValid(cap), Rule::kCapFieldNumber,
            "name a level that is known");
    if (rule_.effect() == v1::RULE_EFFECT_PERMIT) {
      Require(cap != v1::DISCLOSURE_LEVEL_UNSPECIFIED, Rule::kCapFieldNumber,
              "a PERMIT without a cap permits nothing; say PRESENCE or FULL");
    } else {
      Require(cap != v1::DISCLOSURE_LEVEL_FULL, Rule::kCapFieldNumber,
              "a FORBID down to FULL forbids nothing; say PRESENCE, or leave "
              "the cap out to forbid all");
    }
  }

  void CheckWindow() {
    Require(rule_.has_valid_from(), Rule::kValidFromFieldNumber,
            "say from when the rule holds");
    Require(IsTime(rule_.valid_from()), Rule::kValidFromFieldNumber,
            "is not a time");
    Require(rule_.has_valid_until(), Rule::kValidUntilFieldNumber,
            "every rule has an end; say it");
    Require(IsTime(rule_.valid_until()), Rule::kValidUntilFieldNumber,
            "is not a time");
    Require(IsBefore(rule_.valid_from(), rule_.valid_until()),
            Rule::kValidUntilFieldNumber, "must come after valid_from");
  }

  const Rule& rule_;
  const int place_;
  std::optional<Fault> fault_;
};

}  // namespace

std::optional<Fault> FindFault(const RuleSet& set) {
  if (set.epoch() == 0) {
    return Fault{{StepOf(RuleSet::descriptor(), RuleSet::kEpochFieldNumber, 0)},
                 "epoch: number the rule set, from 1"};
  }
  if (set.rules_size() > kMaxRules) {
    return Fault{
        {StepOf(RuleSet::descriptor(), RuleSet::kRulesFieldNumber, kMaxRules)},
        absl::StrCat("rules: at most ", kMaxRules)};
  }
  absl::flat_hash_set<absl::string_view> ids;
  for (int i = 0; i < set.rules_size(); ++i) {
    RuleCheck check(set.rules(i), i);
    check.Require(ids.insert(set.rules(i).rule_id()).second,
                  Rule::kRuleIdFieldNumber, "is taken by another rule");
    std::optional<Fault> fault = check.Run();
    if (fault.has_value()) return fault;
  }
  return std::nullopt;
}

}  // namespace saan::policy
