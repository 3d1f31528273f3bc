// Faults of a rule set and of its agreements.

#include <set>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "gateway/policy/check.h"
#include "gateway/policy/day.h"

namespace saan::policy {
namespace {

using v1::RuleSet;
using v1::RuleTest;
using v1::SharingAgreement;

// Checks one agreement without its rules, and keeps the first fault found.
class AgreementCheck {
 public:
  AgreementCheck(const SharingAgreement& agreement, int place,
                 std::vector<Fault::Step> path)
      : agreement_(agreement), place_(place), path_(std::move(path)) {}

  std::optional<Fault> Run() {
    CheckWords();
    CheckParties();
    CheckDays();
    CheckApprovals();
    CheckTests();
    return std::move(fault_);
  }

 private:
  bool IsLaw() const { return agreement_.kind() == v1::AGREEMENT_KIND_LAW; }

  void Require(bool holds, int field, absl::string_view remedy, int index = 0) {
    if (holds || fault_.has_value()) return;
    const Fault::Step step =
        StepOf(SharingAgreement::descriptor(), field, index);
    fault_.emplace();
    fault_->path = path_;
    fault_->path.push_back(step);
    fault_->reason = absl::StrCat(
        agreement_.agreement_id().empty()
            ? absl::StrCat("agreement number ", place_ + 1)
            : absl::StrCat("agreement ", agreement_.agreement_id()),
        ": ", step.field->name(), ": ", remedy);
  }

  void CheckWords() {
    Require(!agreement_.agreement_id().empty(),
            SharingAgreement::kAgreementIdFieldNumber,
            "give the agreement an id");
    Require(agreement_.kind() == v1::AGREEMENT_KIND_AGREEMENT || IsLaw(),
            SharingAgreement::kKindFieldNumber,
            "say AGREEMENT_KIND_AGREEMENT or AGREEMENT_KIND_LAW");
    Require(!agreement_.title_th().empty(),
            SharingAgreement::kTitleThFieldNumber, "give it a Thai title");
    Require(!agreement_.title_en().empty(),
            SharingAgreement::kTitleEnFieldNumber, "give it an English title");
    Require(!agreement_.legal_text_th().empty(),
            SharingAgreement::kLegalTextThFieldNumber,
            "put the agreement's Thai text here");
    Require(agreement_.legal_text_th().size() <= kMaxLegalTextBytes,
            SharingAgreement::kLegalTextThFieldNumber,
            "is longer than 64 KiB; keep to what binds");
  }

  void CheckParties() {
    absl::flat_hash_set<absl::string_view> known;
    for (int i = 0; i < agreement_.parties_size(); ++i) {
      Require(!agreement_.parties(i).empty() && agreement_.parties(i) != "*",
              SharingAgreement::kPartiesFieldNumber, "name an agency", i);
      Require(known.insert(agreement_.parties(i)).second,
              SharingAgreement::kPartiesFieldNumber, "is named twice", i);
    }
    Require(IsLaw() || agreement_.parties_size() >= 2,
            SharingAgreement::kPartiesFieldNumber,
            "an agreement has two parties at least");
    Require(agreement_.parties_size() <= kMaxAgenciesPerRule,
            SharingAgreement::kPartiesFieldNumber, "too many parties");
  }

  void CheckDays() {
    const std::optional<absl::CivilDay> first =
        ParseDay(agreement_.valid_from());
    const std::optional<absl::CivilDay> last =
        ParseDay(agreement_.valid_until());
    const std::optional<absl::CivilDay> review =
        ParseDay(agreement_.review_by());
    Require(first.has_value(), SharingAgreement::kValidFromFieldNumber,
            "say the first day, YYYY-MM-DD");
    Require(last.has_value(), SharingAgreement::kValidUntilFieldNumber,
            "every agreement has a last day, YYYY-MM-DD; say it");
    Require(!first.has_value() || !last.has_value() || *first <= *last,
            SharingAgreement::kValidUntilFieldNumber,
            "must not come before valid_from");
    Require(review.has_value(), SharingAgreement::kReviewByFieldNumber,
            "say when the parties look at it again, YYYY-MM-DD");
  }

  void CheckApprovals() {
    absl::flat_hash_set<absl::string_view> approved;
    for (int i = 0; i < agreement_.approvals_size(); ++i) {
      const v1::Approval& approval = agreement_.approvals(i);
      const bool is_whole =
          !approval.office().empty() && ParseDay(approval.date()).has_value();
      Require(is_whole, SharingAgreement::kApprovalsFieldNumber,
              "say which office signed and on which day, YYYY-MM-DD", i);
      approved.insert(approval.agency());
    }
    if (IsLaw()) return;
    for (const std::string& party : agreement_.parties()) {
      Require(approved.contains(party), SharingAgreement::kApprovalsFieldNumber,
              absl::StrCat(party, " has not approved it"),
              agreement_.approvals_size() - 1);
    }
  }

  void CheckTests() {
    Require(agreement_.tests_size() <= kMaxTestsPerAgreement,
            SharingAgreement::kTestsFieldNumber, "too many tests");
    std::set<std::string> names;
    for (int i = 0; i < agreement_.tests_size(); ++i) {
      const RuleTest& test = agreement_.tests(i);
      Require(!test.name().empty() && names.insert(test.name()).second,
              SharingAgreement::kTestsFieldNumber,
              "give each test a name of its own", i);
      Require(test.has_ask() && !test.expect().empty(),
              SharingAgreement::kTestsFieldNumber,
              "a test needs ask and expect", i);
      Require(test.on_date().empty() || ParseDay(test.on_date()).has_value(),
              SharingAgreement::kTestsFieldNumber,
              "on_date is not a day, YYYY-MM-DD", i);
    }
  }

  const SharingAgreement& agreement_;
  const int place_;
  const std::vector<Fault::Step> path_;
  std::optional<Fault> fault_;
};

Fault FaultOfSet(int field, int index, std::string reason) {
  return Fault{{StepOf(RuleSet::descriptor(), field, index)},
               std::move(reason)};
}

// Whether an id was seen before, in any agreement.
class Ids {
 public:
  std::optional<Fault> Take(const std::string& id, absl::string_view kind,
                            std::vector<Fault::Step> path, int number,
                            const google::protobuf::Descriptor* type) {
    if (id.empty() || taken_.insert(id).second) return std::nullopt;
    path.push_back(StepOf(type, number, 0));
    return Fault{std::move(path),
                 absl::StrCat(kind, " ", id, ": ",
                              type->FindFieldByNumber(number)->name(),
                              ": is taken by another ", kind)};
  }

 private:
  absl::flat_hash_set<std::string> taken_;
};

std::optional<Fault> FindFaultInRules(
    const google::protobuf::RepeatedPtrField<v1::Rule>& rules,
    const google::protobuf::Descriptor* type, int number, bool is_in_agreement,
    const std::vector<Fault::Step>& path, Ids* ids) {
  for (int i = 0; i < rules.size(); ++i) {
    std::vector<Fault::Step> here = path;
    here.push_back(StepOf(type, number, i));
    std::optional<Fault> fault =
        ids->Take(rules[i].rule_id(), "rule", here,
                  v1::Rule::kRuleIdFieldNumber, v1::Rule::descriptor());
    if (!fault.has_value()) {
      fault = FindRuleFault(rules[i], i, is_in_agreement, here);
    }
    if (fault.has_value()) return fault;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> FindAgreementFault(const SharingAgreement& agreement,
                                        int place,
                                        std::vector<Fault::Step> path) {
  return AgreementCheck(agreement, place, std::move(path)).Run();
}

std::optional<Fault> FindFault(const RuleSet& set) {
  if (set.epoch() == 0) {
    return FaultOfSet(RuleSet::kEpochFieldNumber, 0,
                      "epoch: number the rule set, from 1");
  }
  int rules = set.rules_size();
  for (const SharingAgreement& agreement : set.agreements()) {
    rules += agreement.rules_size();
  }
  if (rules > kMaxRules) {
    return FaultOfSet(RuleSet::kRulesFieldNumber, 0,
                      absl::StrCat("rules: at most ", kMaxRules));
  }
  if (set.agreements_size() > kMaxAgreements) {
    return FaultOfSet(RuleSet::kAgreementsFieldNumber, kMaxAgreements,
                      absl::StrCat("agreements: at most ", kMaxAgreements));
  }
  Ids rule_ids;
  std::optional<Fault> fault =
      FindFaultInRules(set.rules(), RuleSet::descriptor(),
                       RuleSet::kRulesFieldNumber, false, {}, &rule_ids);
  if (fault.has_value()) return fault;
  Ids agreement_ids;
  for (int i = 0; i < set.agreements_size(); ++i) {
    const SharingAgreement& agreement = set.agreements(i);
    const std::vector<Fault::Step> path = {
        StepOf(RuleSet::descriptor(), RuleSet::kAgreementsFieldNumber, i)};
    fault = agreement_ids.Take(agreement.agreement_id(), "agreement", path,
                               SharingAgreement::kAgreementIdFieldNumber,
                               SharingAgreement::descriptor());
    if (!fault.has_value()) fault = FindAgreementFault(agreement, i, path);
    if (!fault.has_value()) {
      fault = FindFaultInRules(
          agreement.rules(), SharingAgreement::descriptor(),
          SharingAgreement::kRulesFieldNumber, true, path, &rule_ids);
    }
    if (fault.has_value()) return fault;
  }
  return std::nullopt;
}

}  // namespace saan::policy
