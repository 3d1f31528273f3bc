#include "gateway/care/overlap.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "gateway/care/tables.h"

namespace saan::care {
namespace {

v1::BenefitKind KindNamed(absl::string_view name) {
  v1::BenefitKind kind = v1::BENEFIT_KIND_UNSPECIFIED;
  v1::BenefitKind_Parse(absl::StrCat("BENEFIT_KIND_", name), &kind);
  return kind;
}

Scope ScopeNamed(absl::string_view name) {
  if (name == "child") return Scope::kChild;
  return name == "household" ? Scope::kHousehold : Scope::kNone;
}

std::vector<BenefitRule> ReadRules() {
  std::vector<BenefitRule> rules;
  for (const std::vector<std::string>& row : RowsOf(BenefitsTsv())) {
    BenefitRule rule;
    rule.kind = KindNamed(row[0]);
    rule.scope = ScopeNamed(row[1]);
    rule.is_closed = row[2] == "yes";
    if (!absl::SimpleAtoi(row[3], &rule.single_days)) rule.single_days = 0;
    for (const absl::string_view name :
         absl::StrSplit(row[4], ',', absl::SkipEmpty())) {
      rule.also.push_back(KindNamed(name));
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

bool Names(const BenefitRule& rule, v1::BenefitKind kind) {
  return std::find(rule.also.begin(), rule.also.end(), kind) != rule.also.end();
}

}  // namespace

const std::vector<BenefitRule>& BenefitRules() {
  static const auto& rules = *new std::vector<BenefitRule>(ReadRules());
  return rules;
}

const BenefitRule* RuleOf(v1::BenefitKind kind) {
  for (const BenefitRule& rule : BenefitRules()) {
    if (rule.kind == kind) return &rule;
  }
  return nullptr;
}

bool Overlaps(const Help& a, const Help& b) {
  const BenefitRule* rule_a = RuleOf(a.kind);
  const BenefitRule* rule_b = RuleOf(b.kind);
  if (rule_a == nullptr || rule_b == nullptr) return false;
  if (rule_a->scope == Scope::kNone || rule_b->scope == Scope::kNone) {
    return false;
  }
  const bool is_same_end = a.kind == b.kind ||
                           (rule_a->is_closed && rule_b->is_closed) ||
                           Names(*rule_a, b.kind) || Names(*rule_b, a.kind);
  return is_same_end && a.from_days <= b.until_days &&
         b.from_days <= a.until_days;
}

bool DaysOf(absl::string_view date, int32_t* days) {
  absl::CivilDay day;
  if (date.size() != 10 || !absl::ParseCivilTime(date, &day)) return false;
  *days = static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1));
  return true;
}

bool HelpOf(v1::BenefitKind kind, absl::string_view from,
            absl::string_view until, Help* help) {
  help->kind = kind;
  if (!DaysOf(from, &help->from_days)) return false;
  if (until.empty()) {
    const BenefitRule* rule = RuleOf(kind);
    const int single = rule == nullptr ? 0 : rule->single_days;
    help->until_days = help->from_days + std::max(0, single - 1);
    return true;
  }
  return DaysOf(until, &help->until_days) &&
         help->from_days <= help->until_days;
}

std::vector<Help> HelpsIn(const v1::Record& record) {
  std::vector<Help> helps;
  for (const v1::Benefit& benefit : record.benefits()) {
    if (benefit.status() == v1::BENEFIT_STATUS_REFUSED ||
        benefit.status() == v1::BENEFIT_STATUS_CANCELLED) {
      continue;
    }
    const BenefitRule* rule = RuleOf(benefit.kind());
    if (rule == nullptr || rule->scope == Scope::kNone) continue;
    Help help;
    if (HelpOf(benefit.kind(), benefit.from_date(), benefit.until_date(),
               &help)) {
      helps.push_back(help);
    }
  }
  return helps;
}

v1::BenefitKind Tellable(v1::BenefitKind kind) {
  const BenefitRule* rule = RuleOf(kind);
  return rule == nullptr || rule->is_closed ? v1::BENEFIT_KIND_UNSPECIFIED
                                            : kind;
}

}  // namespace saan::care
