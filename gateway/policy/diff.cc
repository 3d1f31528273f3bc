// DiffOf: what a new edition changes.

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "gateway/policy/explain.h"
#include "gateway/policy/review.h"
#include "gateway/policy/table.h"

namespace saan::policy {
namespace {

// A rule as far as it does anything.
std::string DeedsOf(v1::Rule rule) {
  rule.clear_sentence_th();
  rule.clear_sentence_en();
  return rule.SerializeAsString();
}

void DiffRules(const Rules& before, const Rules& after, v1::EpochDiff* diff) {
  std::map<std::string, std::pair<const v1::Rule*, const v1::Rule*>> by_id;
  for (const CompiledRule& rule : before.table().rules) {
    by_id[rule.rule_id].first = rule.rule;
  }
  for (const CompiledRule& rule : after.table().rules) {
    by_id[rule.rule_id].second = rule.rule;
  }
  for (const auto& [id, pair] : by_id) {
    const auto& [old_rule, new_rule] = pair;
    if (old_rule != nullptr && new_rule != nullptr &&
        DeedsOf(*old_rule) == DeedsOf(*new_rule)) {
      continue;
    }
    v1::RuleChange& change = *diff->add_rules();
    change.set_rule_id(id);
    if (old_rule != nullptr) {
      change.set_before_th(old_rule->sentence_th());
      change.set_before_en(old_rule->sentence_en());
    }
    if (new_rule != nullptr) {
      change.set_after_th(new_rule->sentence_th());
      change.set_after_en(new_rule->sentence_en());
    }
  }
}

std::vector<std::string> Union(std::vector<std::string> a,
                               const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::sort(a.begin(), a.end());
  a.erase(std::unique(a.begin(), a.end()), a.end());
  return a;
}

// The four levels of a label under both editions.
struct Levels {
  v1::DisclosureLevel always_before;
  v1::DisclosureLevel most_before;
  v1::DisclosureLevel always;
  v1::DisclosureLevel most;

  bool changes() const {
    return always_before != always || most_before != most;
  }
  bool operator==(const Levels& other) const {
    return std::tie(always_before, most_before, always, most) ==
           std::tie(other.always_before, other.most_before, other.always,
                    other.most);
  }
};

struct Decisions {
  Decision always_before;
  Decision most_before;
  Decision always;
  Decision most;

  Levels Of(const v1::Label& label) const {
    return {always_before.Level(label), most_before.Level(label),
            always.Level(label), most.Level(label)};
  }
};

// Adds a change for each run of sensitivities that change alike.
void DiffCells(const Ask& ask, const std::string& holder,
               const Decisions& decisions, v1::EpochDiff* diff) {
  for (int category = 1; category < v1::Category_ARRAYSIZE; ++category) {
    for (int about = 1; about < v1::About_ARRAYSIZE; ++about) {
      v1::Label label;
      label.set_category(static_cast<v1::Category>(category));
      label.set_about(static_cast<v1::About>(about));
      Levels last = {};
      v1::CellChange* run = nullptr;
      for (int i = 0; i < Decision::kSensitivities; ++i) {
        label.set_sensitivity(i);
        const Levels levels = decisions.Of(label);
        if (!levels.changes()) {
          run = nullptr;
          continue;
        }
        if (run != nullptr && levels == last) {
          run->mutable_after()->set_max_sensitivity(i);
          continue;
        }
        if (diff->cells_size() == kMaxCellChanges) {
          diff->set_is_cut(true);
          return;
        }
        run = diff->add_cells();
        v1::Sight& sight = *run->mutable_after();
        sight.set_agency(ask.agency);
        sight.set_role(ask.role);
        sight.set_purpose(ask.purpose);
        sight.set_action(ask.action);
        sight.set_holder(holder);
        sight.set_category(label.category());
        sight.set_about(label.about());
        sight.set_max_sensitivity(i);
        sight.set_always(levels.always);
        sight.set_at_most(levels.most);
        run->set_always_before(levels.always_before);
        run->set_at_most_before(levels.most_before);
        last = levels;
      }
    }
  }
}

}  // namespace

v1::EpochDiff DiffOf(const Rules& before, const Rules& after, absl::Time now) {
  v1::EpochDiff diff;
  diff.set_before_epoch(before.epoch());
  diff.set_after_epoch(after.epoch());
  DiffRules(before, after, &diff);
  const std::vector<std::string> agencies =
      Union(RecipientsIn(before), RecipientsIn(after));
  std::vector<std::string> holders = Union(HoldersIn(before), HoldersIn(after));
  holders.insert(holders.begin(), "");
  for (const std::string& agency : agencies) {
    for (int role = 1; role < v1::Role_ARRAYSIZE; ++role) {
      for (int purpose = 1; purpose < v1::Purpose_ARRAYSIZE; ++purpose) {
        for (int action = 1; action < v1::Action_ARRAYSIZE; ++action) {
          const Ask ask = {agency, static_cast<v1::Role>(role),
                           static_cast<v1::Purpose>(purpose),
                           static_cast<v1::Action>(action), now};
          for (const std::string& holder : holders) {
            if (holder == agency) continue;
            DiffCells(
                ask, holder,
                {before.Decide(ask, holder), before.DecideAtMost(ask, holder),
                 after.Decide(ask, holder), after.DecideAtMost(ask, holder)},
                &diff);
          }
        }
      }
    }
  }
  return diff;
}

}  // namespace saan::policy
