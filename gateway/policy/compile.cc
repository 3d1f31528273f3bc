// From the words of a rule set to its table.

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "gateway/policy/check.h"
#include "gateway/policy/consents.h"
#include "gateway/policy/day.h"
#include "gateway/policy/sentence.h"
#include "gateway/policy/table.h"

namespace saan::policy {
namespace {

static_assert(v1::Category_ARRAYSIZE <= Decision::kCategories);
static_assert(v1::About_ARRAYSIZE <= Decision::kAbouts);
static_assert(v1::Role_ARRAYSIZE <= 32, "a role is a bit of a uint32_t");
static_assert(v1::Purpose_ARRAYSIZE <= 256 && v1::Action_ARRAYSIZE <= 256,
              "a purpose and an action are a byte each of a key");

void WriteSentences(v1::Rule* rule) {
  Sentence sentence = SentenceOf(*rule);
  rule->set_sentence_th(std::move(sentence.th));
  rule->set_sentence_en(std::move(sentence.en));
}

}  // namespace

v1::RuleSet Complete(v1::RuleSet set) {
  for (v1::Rule& rule : *set.mutable_rules()) WriteSentences(&rule);
  for (v1::SharingAgreement& agreement : *set.mutable_agreements()) {
    const std::optional<absl::CivilDay> first =
        ParseDay(agreement.valid_from());
    const std::optional<absl::CivilDay> last =
        ParseDay(agreement.valid_until());
    for (v1::Rule& rule : *agreement.mutable_rules()) {
      rule.set_agreement_id(agreement.agreement_id());
      if (!rule.has_valid_from() && first.has_value()) {
        *rule.mutable_valid_from() = TimestampFor(StartOf(*first));
      }
      if (!rule.has_valid_until() && last.has_value()) {
        *rule.mutable_valid_until() = TimestampFor(StartOf(*last + 1));
      }
      WriteSentences(&rule);
    }
  }
  return set;
}

int Rules::Table::Intern(const std::string& agency) {
  return agencies.try_emplace(agency, static_cast<int>(agencies.size()))
      .first->second;
}

int Rules::Table::Find(absl::string_view agency) const {
  const auto found = agencies.find(agency);
  return found == agencies.end() ? kNoAgency : found->second;
}

uint64_t Rules::Table::KeyOf(int agency, int purpose, int action) {
  return (static_cast<uint64_t>(agency) << 16) |
         (static_cast<uint64_t>(purpose) << 8) | static_cast<uint64_t>(action);
}

void Rules::Table::Add(const v1::Rule& rule, v1::Tier tier) {
  const int place = static_cast<int>(rules.size());
  CompiledRule& compiled = rules.emplace_back();
  compiled.rule_id = rule.rule_id();
  compiled.tier = tier;
  compiled.permits = rule.effect() == v1::RULE_EFFECT_PERMIT;
  compiled.needs_consent = compiled.permits && rule.needs_consent();
  compiled.is_broken_by_glass = rule.override() == v1::OVERRIDE_BREAK_GLASS;
  compiled.cap = rule.cap();
  for (const int role : rule.roles()) compiled.roles |= uint32_t{1} << role;
  for (const std::string& holder : rule.holders()) {
    compiled.holders.push_back(Intern(holder));
  }
  std::sort(compiled.holders.begin(), compiled.holders.end());
  compiled.valid_from = TimeOf(rule.valid_from());
  compiled.valid_until = TimeOf(rule.valid_until());
  compiled.conditions = CompiledConditions(rule.conditions());
  compiled.cells = CellsOf(rule.labels());
  compiled.rule = &rule;

  std::set<uint64_t> keys;
  for (const std::string& recipient : rule.recipients()) {
    const int agency = Intern(recipient);
    for (const int purpose : rule.purposes()) {
      for (const int action : rule.actions()) {
        keys.insert(KeyOf(agency, purpose, action));
      }
    }
  }
  for (const uint64_t key : keys) buckets[key].push_back(place);
}

Rules::Rules(std::unique_ptr<const Table> table) : table_(std::move(table)) {}
Rules::~Rules() = default;

absl::StatusOr<std::unique_ptr<Rules>> Rules::FromSet(v1::RuleSet set) {
  const std::optional<Fault> fault = FindFault(set);
  if (fault.has_value()) return absl::InvalidArgumentError(fault->reason);
  auto table = std::make_unique<Table>();
  table->set = Complete(std::move(set));

  std::vector<std::pair<const v1::Rule*, v1::Tier>> sorted;
  for (const v1::Rule& rule : table->set.rules()) {
    sorted.emplace_back(&rule, v1::TIER_AGREEMENT);
  }
  for (const v1::SharingAgreement& agreement : table->set.agreements()) {
    const v1::Tier tier = agreement.kind() == v1::AGREEMENT_KIND_LAW
                              ? v1::TIER_LAW
                              : v1::TIER_AGREEMENT;
    for (const v1::Rule& rule : agreement.rules()) {
      sorted.emplace_back(&rule, tier);
    }
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.first->rule_id() < b.first->rule_id();
  });
  table->rules.reserve(sorted.size());
  for (const auto& [rule, tier] : sorted) table->Add(*rule, tier);
  return std::unique_ptr<Rules>(new Rules(std::move(table)));
}

uint64_t Rules::epoch() const { return table_->set.epoch(); }
const v1::RuleSet& Rules::set() const { return table_->set; }

}  // namespace saan::policy
