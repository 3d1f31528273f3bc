// The rules compiled: what Decide runs on, and what all that explains, lists or
// compares decisions reads. For this room only.

#ifndef SAAN_GATEWAY_POLICY_TABLE_H_
#define SAAN_GATEWAY_POLICY_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/policy/conditions.h"
#include "gateway/policy/policy.h"

namespace saan::policy {

// Stands for every agency but the holder.
inline constexpr absl::string_view kEveryAgency = "*";

struct CompiledRule {
  std::string rule_id;
  v1::Tier tier = v1::TIER_AGREEMENT;
  bool permits = false;
  bool needs_consent = false;
  bool is_broken_by_glass = false;
  int cap = 0;
  uint32_t roles = 0;        // One bit for each.
  std::vector<int> holders;  // Sorted; empty means every one.
  absl::Time valid_from;
  absl::Time valid_until;
  CompiledConditions conditions;
  Decision::Cells cells;
  const v1::Rule* rule = nullptr;  // Within Rules::Table::set.

  bool Covers(absl::string_view holder_name, int holder) const;
  // Whether it applies. `assumes_best`: as it would for the child that makes
  // most of it.
  bool Applies(const Ask& ask, absl::string_view holder_name, int holder,
               const Facts& facts, bool is_glass_broken,
               bool assumes_best) const;
};

// The rules, and which of them can speak of an asker: a bucket for each agency,
// purpose and action. Within a bucket, the rest is compared.
struct Rules::Table {
  static constexpr int kNoAgency = -1;

  v1::RuleSet set;                  // Completed.
  std::vector<CompiledRule> rules;  // By rule_id.
  absl::flat_hash_map<std::string, int> agencies;
  absl::flat_hash_map<uint64_t, std::vector<int>> buckets;

  int Find(absl::string_view agency) const;
  // Rules that name `ask`'s agency, or everyone, and its purpose and action.
  // Calls `visit(place)`; a rule that names both is met twice.
  template <typename Visitor>
  void VisitNamed(const Ask& ask, const Visitor& visit) const {
    for (absl::string_view recipient :
         {absl::string_view(ask.agency), kEveryAgency}) {
      const int agency = Find(recipient);
      if (agency == kNoAgency) continue;
      const auto bucket = buckets.find(KeyOf(agency, ask.purpose, ask.action));
      if (bucket == buckets.end()) continue;
      for (const int place : bucket->second) visit(place);
    }
  }

  int Intern(const std::string& agency);
  void Add(const v1::Rule& rule, v1::Tier tier);
  static uint64_t KeyOf(int agency, int purpose, int action);
};

// True when a glass stands broken for `ask`.
bool IsGlassBroken(const Ask& ask, const Facts& facts);
// The hold that keeps everything from `ask`; null when there is none.
const v1::Hold* FindHold(const Ask& ask, const Facts& facts);
// True when every word of `ask` is known.
bool IsKnown(const Ask& ask);

// `set` as it is enforced: each rule with its window, agreement and sentences.
v1::RuleSet Complete(v1::RuleSet set);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_TABLE_H_
