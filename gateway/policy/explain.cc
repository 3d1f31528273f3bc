#include "gateway/policy/explain.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "gateway/policy/consents.h"
#include "gateway/policy/schema.h"
#include "gateway/policy/sentence.h"
#include "gateway/policy/table.h"

namespace saan::policy {
namespace {

template <typename List, typename Item>
bool Contains(const List& list, const Item& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool Names(const v1::Rule& rule, const std::string& agency) {
  return Contains(rule.recipients(), agency) ||
         Contains(rule.recipients(), std::string(kEveryAgency));
}

// Parts of `rule` that do not fit; none where it applies.
std::vector<v1::Clause> UnmetBy(const CompiledRule& rule, const Ask& ask,
                                absl::string_view holder_name, int holder,
                                const Facts& facts) {
  std::vector<v1::Clause> unmet;
  const auto need = [&](bool holds, v1::Clause clause) {
    if (!holds) unmet.push_back(clause);
  };
  need(Names(*rule.rule, ask.agency), v1::CLAUSE_RECIPIENT);
  need((rule.roles >> ask.role & 1) != 0, v1::CLAUSE_ROLE);
  need(Contains(rule.rule->purposes(), ask.purpose), v1::CLAUSE_PURPOSE);
  need(Contains(rule.rule->actions(), ask.action), v1::CLAUSE_ACTION);
  need(rule.Covers(holder_name, holder), v1::CLAUSE_HOLDER);
  need(ask.now >= rule.valid_from && ask.now < rule.valid_until,
       v1::CLAUSE_WINDOW);
  const Truth truth = rule.conditions.Hold(facts.child, ask.now);
  if (rule.permits ? truth != Truth::kYes : truth == Truth::kNo) {
    for (const v1::Clause clause :
         rule.conditions.Unmet(facts.child, ask.now)) {
      unmet.push_back(clause);
    }
  }
  if (rule.is_broken_by_glass) {
    need(rule.permits == IsGlassBroken(ask, facts), v1::CLAUSE_BREAK_GLASS);
  }
  return unmet;
}

v1::RuleAnswer AnswerOf(const CompiledRule& rule,
                        const std::vector<v1::Clause>& unmet) {
  v1::RuleAnswer answer;
  answer.set_rule_id(rule.rule_id);
  answer.set_agreement_id(rule.rule->agreement_id());
  answer.set_effect(rule.rule->effect());
  answer.set_tier(rule.tier);
  for (const v1::Clause clause : unmet) answer.add_unmet(clause);
  answer.set_sentence_th(rule.rule->sentence_th());
  answer.set_sentence_en(rule.rule->sentence_en());
  return answer;
}

// What settles one label, given the rules that apply.
class Settling {
 public:
  Settling(std::vector<const CompiledRule*> applying, ConsentView consents,
           const Decision& decision)
      : applying_(std::move(applying)),
        consents_(std::move(consents)),
        decision_(decision) {}

  v1::LabelAnswer Of(const v1::Label& label) const {
    v1::LabelAnswer answer;
    *answer.mutable_label() = label;
    answer.set_level(decision_.Level(label));
    const int cell =
        Decision::Cell(label.category(), label.about(), label.sensitivity());
    if (SettledByForbid(cell, &answer)) return answer;
    if (SettledByPermit(cell, &answer)) return answer;
    SettledByConsent(cell, &answer);
    return answer;
  }

 private:
  // A FORBID decided where something permitted more; a law before an agreement.
  bool SettledByForbid(int cell, v1::LabelAnswer* answer) const {
    const CompiledRule* strongest = nullptr;
    bool is_permitted = false;
    for (const CompiledRule* rule : applying_) {
      if (!rule->cells[cell]) continue;
      if (rule->permits) {
        is_permitted = is_permitted || rule->cap > answer->level();
      } else if (rule->cap <= answer->level() &&
                 (strongest == nullptr || rule->tier < strongest->tier)) {
        strongest = rule;
      }
    }
    if (strongest == nullptr || !is_permitted) return false;
    Name(*strongest, answer);
    return true;
  }

  bool SettledByPermit(int cell, v1::LabelAnswer* answer) const {
    if (answer->level() == v1::DISCLOSURE_LEVEL_UNSPECIFIED) return false;
    for (const bool by_consent : {false, true}) {
      for (const CompiledRule* rule : applying_) {
        if (!rule->permits || rule->needs_consent != by_consent ||
            !rule->cells[cell] || rule->cap < answer->level() ||
            (by_consent && !consents_.allowed[cell])) {
          continue;
        }
        Name(*rule, answer);
        return true;
      }
    }
    return false;
  }

  // A rule stands ready, and no consent opens it.
  void SettledByConsent(int cell, v1::LabelAnswer* answer) const {
    for (const CompiledRule* rule : applying_) {
      if (!rule->permits || !rule->needs_consent || !rule->cells[cell]) {
        continue;
      }
      Name(*rule, answer);
      answer->set_tier(v1::TIER_CONSENT);
      return;
    }
  }

  static void Name(const CompiledRule& rule, v1::LabelAnswer* answer) {
    answer->set_tier(rule.tier);
    answer->set_decided_by(rule.rule_id);
  }

  const std::vector<const CompiledRule*> applying_;
  const ConsentView consents_;
  const Decision& decision_;
};

void AddSummary(const Decision& decision, v1::AccessExplanation* explanation) {
  std::set<int> in_full;
  std::set<int> in_part;
  for (const v1::LabelAnswer& answer : explanation->labels()) {
    const int category = answer.label().category();
    if (category == v1::CATEGORY_UNSPECIFIED) continue;
    if (answer.level() == v1::DISCLOSURE_LEVEL_FULL) {
      in_full.insert(category);
    } else if (answer.level() > v1::DISCLOSURE_LEVEL_UNSPECIFIED) {
      in_part.insert(category);
    }
  }
  const auto list = [](const std::set<int>& categories, bool is_thai) {
    std::string text;
    for (const int category : categories) {
      const Sentence words = WordsOf(static_cast<v1::Category>(category));
      absl::StrAppend(&text, text.empty() ? "" : ", ",
                      is_thai ? words.th : words.en);
    }
    return text.empty() ? std::string("-") : text;
  };
  if (!decision.allows_anything()) {
    explanation->set_sentence_th("ไม่มีข้อตกลงหรือกฎหมายใดให้เห็นข้อมูลนี้");
    explanation->set_sentence_en("No agreement and no law lets this be seen.");
    return;
  }
  explanation->set_sentence_th(absl::StrCat(
      "เห็นทั้งค่า: ", list(in_full, true), "; เห็นบางส่วน: ", list(in_part, true)));
  explanation->set_sentence_en(
      absl::StrCat("Shown in full: ", list(in_full, false),
                   "; in part: ", list(in_part, false), "."));
}

// The same answer for every label.
void SettleAll(v1::Tier tier, const std::string& decided_by,
               const Decision& decision, v1::AccessExplanation* explanation) {
  for (const v1::Label& label : RecordSchema().labels) {
    v1::LabelAnswer& answer = *explanation->add_labels();
    *answer.mutable_label() = label;
    answer.set_level(decision.Level(label));
    answer.set_tier(tier);
    answer.set_decided_by(decided_by);
  }
}

}  // namespace

v1::AccessExplanation Explain(const Rules& rules, const Ask& ask,
                              absl::string_view holder, const Facts& facts,
                              bool tells_holds) {
  const Rules::Table& table = rules.table();
  v1::AccessExplanation explanation;
  explanation.set_epoch(rules.epoch());
  const Decision decision = rules.Decide(ask, holder, facts);
  const v1::Hold* hold = FindHold(ask, facts);
  if (ask.agency == holder) {
    SettleAll(v1::TIER_OWNER, "owner", decision, &explanation);
    AddSummary(decision, &explanation);
    return explanation;
  }
  if (hold != nullptr) {
    SettleAll(tells_holds ? v1::TIER_HOLD : v1::TIER_UNSPECIFIED,
              tells_holds ? hold->hold_id() : "", decision, &explanation);
    AddSummary(decision, &explanation);
    return explanation;
  }
  const int holder_place = table.Find(holder);
  std::vector<const CompiledRule*> applying;
  std::vector<v1::RuleAnswer> near;
  for (const CompiledRule& rule : table.rules) {
    if (!Names(*rule.rule, ask.agency)) continue;
    const std::vector<v1::Clause> unmet =
        UnmetBy(rule, ask, holder, holder_place, facts);
    if (unmet.empty()) {
      applying.push_back(&rule);
      *explanation.add_rules() = AnswerOf(rule, unmet);
    } else {
      near.push_back(AnswerOf(rule, unmet));
    }
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) {
    return a.unmet_size() < b.unmet_size();
  });
  for (v1::RuleAnswer& answer : near) {
    *explanation.add_rules() = std::move(answer);
  }
  const Settling settling(std::move(applying),
                          ViewConsents(facts.consents, ask, facts.child),
                          decision);
  for (v1::Label label : RecordSchema().labels) {
    if (label.about() == v1::ABOUT_UNSPECIFIED) {
      label.set_about(v1::ABOUT_CHILD);
    }
    *explanation.add_labels() = settling.Of(label);
  }
  for (const v1::Obligation& duty : decision.obligations()) {
    *explanation.add_obligations() = duty;
  }
  AddSummary(decision, &explanation);
  return explanation;
}

}  // namespace saan::policy
