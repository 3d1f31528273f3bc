// WhatCanSee and WhoCanSee: lists from the table.

#include <algorithm>
#include <set>

#include "gateway/policy/explain.h"
#include "gateway/policy/table.h"

namespace saan::policy {
namespace {

v1::Sight Begin(const Ask& ask, absl::string_view holder) {
  v1::Sight sight;
  sight.set_agency(ask.agency);
  sight.set_role(ask.role);
  sight.set_purpose(ask.purpose);
  sight.set_action(ask.action);
  sight.set_holder(std::string(holder));
  return sight;
}

// Permits that could open a cell for `ask`.
void AddRuleIds(const Rules& rules, const Ask& ask, int category, int about,
                int sensitivity, v1::Sight* sight) {
  const int cell = Decision::Cell(category, about, sensitivity);
  std::set<std::string> ids;
  rules.table().VisitNamed(ask, [&](int place) {
    const CompiledRule& rule = rules.table().rules[place];
    if (rule.permits && rule.cells[cell] && (rule.roles >> ask.role & 1) != 0) {
      ids.insert(rule.rule_id);
    }
  });
  for (const std::string& id : ids) sight->add_rule_ids(id);
}

// Runs of sensitivities with the same levels, for one category and about.
void AddRuns(const Rules& rules, const Ask& ask, const Decision& always,
             const Decision& at_most, const v1::Sight& begun,
             std::vector<v1::Sight>* sights) {
  for (int category = 1; category < v1::Category_ARRAYSIZE; ++category) {
    for (int about = 1; about < v1::About_ARRAYSIZE; ++about) {
      v1::Label label;
      label.set_category(static_cast<v1::Category>(category));
      label.set_about(static_cast<v1::About>(about));
      const size_t first = sights->size();
      for (int sensitivity = 0; sensitivity < Decision::kSensitivities;
           ++sensitivity) {
        label.set_sensitivity(sensitivity);
        const v1::DisclosureLevel most = at_most.Level(label);
        const v1::DisclosureLevel least = always.Level(label);
        if (most == v1::DISCLOSURE_LEVEL_UNSPECIFIED) continue;
        if (sights->size() > first) {
          v1::Sight& last = sights->back();
          if (last.max_sensitivity() == sensitivity - 1 &&
              last.at_most() == most && last.always() == least) {
            last.set_max_sensitivity(sensitivity);
            continue;
          }
        }
        v1::Sight& sight = sights->emplace_back(begun);
        sight.set_category(label.category());
        sight.set_about(label.about());
        sight.set_max_sensitivity(sensitivity);
        sight.set_always(least);
        sight.set_at_most(most);
        AddRuleIds(rules, ask, category, about, sensitivity, &sight);
      }
    }
  }
}

}  // namespace

std::vector<std::string> RecipientsIn(const Rules& rules) {
  std::set<std::string> agencies;
  for (const CompiledRule& rule : rules.table().rules) {
    agencies.insert(rule.rule->recipients().begin(),
                    rule.rule->recipients().end());
  }
  return {agencies.begin(), agencies.end()};
}

std::vector<std::string> HoldersIn(const Rules& rules) {
  std::set<std::string> agencies;
  for (const CompiledRule& rule : rules.table().rules) {
    agencies.insert(rule.rule->holders().begin(), rule.rule->holders().end());
  }
  return {agencies.begin(), agencies.end()};
}

std::vector<v1::Sight> WhatCanSee(const Rules& rules, const Ask& ask) {
  std::vector<v1::Sight> sights;
  std::vector<std::string> holders = HoldersIn(rules);
  holders.insert(holders.begin(), "");
  for (const std::string& holder : holders) {
    if (holder == ask.agency) continue;
    AddRuns(rules, ask, rules.Decide(ask, holder),
            rules.DecideAtMost(ask, holder), Begin(ask, holder), &sights);
  }
  return sights;
}

std::vector<v1::Sight> WhoCanSee(const Rules& rules, const v1::Label& label,
                                 v1::Purpose purpose, absl::string_view holder,
                                 absl::Time now) {
  std::vector<v1::Sight> sights;
  for (const std::string& agency : RecipientsIn(rules)) {
    if (agency == holder) continue;
    for (int role = 1; role < v1::Role_ARRAYSIZE; ++role) {
      const Ask ask = {agency, static_cast<v1::Role>(role), purpose,
                       v1::ACTION_READ, now};
      const v1::DisclosureLevel most =
          rules.DecideAtMost(ask, holder).Level(label);
      if (most == v1::DISCLOSURE_LEVEL_UNSPECIFIED) continue;
      v1::Sight& sight = sights.emplace_back(Begin(ask, holder));
      sight.set_category(label.category());
      sight.set_about(label.about() == v1::ABOUT_UNSPECIFIED ? v1::ABOUT_CHILD
                                                             : label.about());
      sight.set_max_sensitivity(label.sensitivity());
      sight.set_always(rules.Decide(ask, holder).Level(label));
      sight.set_at_most(most);
      AddRuleIds(rules, ask, sight.category(), sight.about(),
                 label.sensitivity(), &sight);
    }
  }
  return sights;
}

}  // namespace saan::policy
