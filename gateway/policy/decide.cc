#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "gateway/policy/consents.h"
#include "gateway/policy/day.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/table.h"

namespace saan::policy {
namespace {

using CellsByCap = std::array<Decision::Cells, Decision::kLevels + 1>;

}  // namespace

void AddObligation(const v1::Obligation& added,
                   std::vector<v1::Obligation>* obligations) {
  const auto known = std::find_if(
      obligations->begin(), obligations->end(),
      [&](const auto& item) { return item.kind() == added.kind(); });
  if (known == obligations->end()) {
    obligations->push_back(added);
  } else {
    known->set_days(std::min(known->days(), added.days()));
  }
}

bool Stands(const v1::Hold& hold, absl::Time now) {
  if (hold.has_placed_time() && now < TimeOf(hold.placed_time())) return false;
  if (hold.has_lifted_time() && now >= TimeOf(hold.lifted_time())) return false;
  if (hold.has_valid_until() && now >= TimeOf(hold.valid_until())) return false;
  return !hold.confirmed_by().empty() || !hold.has_confirm_by_time() ||
         now < TimeOf(hold.confirm_by_time());
}

int Decision::Cell(int category, int about, int sensitivity) {
  return (category * kAbouts + about) * kSensitivities + sensitivity;
}

v1::DisclosureLevel Decision::Level(const v1::Label& label) const {
  if (!v1::Category_IsValid(label.category()) ||
      !v1::About_IsValid(label.about()) || label.sensitivity() < 0 ||
      label.sensitivity() >= kSensitivities) {
    return v1::DISCLOSURE_LEVEL_UNSPECIFIED;
  }
  const int about =
      label.about() == v1::ABOUT_UNSPECIFIED ? v1::ABOUT_CHILD : label.about();
  const int cell = Cell(label.category(), about, label.sensitivity());
  int level = 0;
  while (level < kLevels && shown_[level][cell]) ++level;
  return static_cast<v1::DisclosureLevel>(level);
}

bool Decision::allows_anything() const { return shown_[0].any(); }

Decision Decision::Owner() {
  Decision decision;
  for (Cells& cells : decision.shown_) cells.set();
  decision.rule_ids_.push_back("owner");
  return decision;
}

bool IsKnown(const Ask& ask) {
  return !ask.agency.empty() && v1::Role_IsValid(ask.role) &&
         v1::Purpose_IsValid(ask.purpose) && v1::Action_IsValid(ask.action);
}

bool IsGlassBroken(const Ask& ask, const Facts& facts) {
  return std::any_of(facts.broken_glass.begin(), facts.broken_glass.end(),
                     [&](const v1::BreakGlass& glass) {
                       return glass.agency() == ask.agency &&
                              glass.actor_ref() == ask.actor_ref &&
                              glass.purpose() == ask.purpose &&
                              ask.now >= TimeOf(glass.begin_time()) &&
                              ask.now < TimeOf(glass.end_time());
                     });
}

const v1::Hold* FindHold(const Ask& ask, const Facts& facts) {
  for (const v1::Hold& hold : facts.holds) {
    const bool names =
        (hold.agency() == ask.agency || hold.agency() == kEveryAgency) &&
        (hold.actor_ref().empty() || hold.actor_ref() == ask.actor_ref);
    if (names && Stands(hold, ask.now)) return &hold;
  }
  return nullptr;
}

bool IsHeld(const Ask& ask, const Facts& facts) {
  return FindHold(ask, facts) != nullptr;
}

bool CompiledRule::Covers(absl::string_view holder_name, int holder) const {
  if (holders.empty()) return true;
  if (holder_name.empty()) return !permits;
  return std::binary_search(holders.begin(), holders.end(), holder);
}

bool CompiledRule::Applies(const Ask& ask, absl::string_view holder_name,
                           int holder, const Facts& facts, bool is_glass_broken,
                           bool assumes_best) const {
  if ((roles >> ask.role & 1) == 0 || ask.now < valid_from ||
      ask.now >= valid_until || !Covers(holder_name, holder)) {
    return false;
  }
  if (is_broken_by_glass && permits != (is_glass_broken || assumes_best)) {
    return false;
  }
  if (conditions.empty()) return true;
  if (assumes_best) return permits;
  const Truth truth = conditions.Hold(facts.child, ask.now);
  return permits ? truth == Truth::kYes : truth != Truth::kNo;
}

Decision Rules::Make(const Ask& ask, absl::string_view holder,
                     const Facts& facts, bool assumes_best) const {
  if (!IsKnown(ask)) return Decision();
  if (ask.agency == holder) return Decision::Owner();
  if (FindHold(ask, facts) != nullptr) return Decision();

  const int holder_place = table_->Find(holder);
  const bool is_glass_broken = IsGlassBroken(ask, facts);
  absl::InlinedVector<int, 32> matched;
  table_->VisitNamed(ask, [&](int place) {
    if (table_->rules[place].Applies(ask, holder, holder_place, facts,
                                     is_glass_broken, assumes_best)) {
      matched.push_back(place);
    }
  });
  std::sort(matched.begin(), matched.end());
  matched.erase(std::unique(matched.begin(), matched.end()), matched.end());

  Decision decision;
  // By cap: what is permitted up to it, or held down to it.
  CellsByCap permitted;
  CellsByCap on_consent;
  CellsByCap forbidden;
  bool asks_consent = false;
  decision.rule_ids_.reserve(matched.size());
  for (const int place : matched) {
    const CompiledRule& rule = table_->rules[place];
    decision.rule_ids_.push_back(rule.rule_id);
    asks_consent = asks_consent || rule.needs_consent;
    CellsByCap& side = !rule.permits        ? forbidden
                       : rule.needs_consent ? on_consent
                                            : permitted;
    side[rule.cap] |= rule.cells;
    if (!rule.permits) continue;
    for (const v1::Obligation& duty : rule.rule->obligations()) {
      AddObligation(duty, &decision.obligations_);
    }
    if (rule.rule->has_budget()) {
      decision.budgets_.push_back({rule.rule_id,
                                   rule.rule->budget().max_children(),
                                   rule.rule->budget().days()});
    }
  }
  if (asks_consent) {
    ConsentView view = ViewConsents(facts.consents, ask, facts.child);
    if (assumes_best) view.allowed.set();
    bool opens = false;
    for (int cap = 1; cap <= Decision::kLevels; ++cap) {
      on_consent[cap] &= view.allowed;
      opens = opens || on_consent[cap].any();
      permitted[cap] |= on_consent[cap];
    }
    if (opens) decision.consent_ids_ = std::move(view.consent_ids);
  }
  // A cap shows all levels up to it; a FORBID hides all above its own.
  for (int level = Decision::kLevels - 1; level >= 0; --level) {
    decision.shown_[level] = permitted[level + 1];
    if (level + 1 < Decision::kLevels) {
      decision.shown_[level] |= decision.shown_[level + 1];
    }
  }
  Decision::Cells hidden;
  for (int level = 0; level < Decision::kLevels; ++level) {
    hidden |= forbidden[level];
    decision.shown_[level] &= ~hidden;
  }
  return decision;
}

Decision Rules::Decide(const Ask& ask, absl::string_view holder,
                       const Facts& facts) const {
  return Make(ask, holder, facts, /*assumes_best=*/false);
}

Decision Rules::Decide(const Ask& ask, absl::string_view holder) const {
  static const Facts& nothing = *new Facts;
  return Make(ask, holder, nothing, /*assumes_best=*/false);
}

Decision Rules::DecideAtMost(const Ask& ask, absl::string_view holder) const {
  static const Facts& nothing = *new Facts;
  return Make(ask, holder, nothing, /*assumes_best=*/true);
}

}  // namespace saan::policy
