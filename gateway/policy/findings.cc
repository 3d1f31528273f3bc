// FindingsIn: what is odd about a set of rules, by reading it alone.

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "gateway/policy/day.h"
#include "gateway/policy/review.h"
#include "gateway/policy/table.h"

namespace saan::policy {
namespace {

template <typename List>
bool IsSubset(const List& small, const List& large) {
  return std::all_of(small.begin(), small.end(), [&](const auto& item) {
    return std::find(large.begin(), large.end(), item) != large.end();
  });
}

bool NamesEveryone(const v1::Rule& rule) {
  return std::find(rule.recipients().begin(), rule.recipients().end(),
                   kEveryAgency) != rule.recipients().end();
}

// Whether whatever `narrow` speaks of, `wide` speaks of too, at any time.
bool Contains(const CompiledRule& wide, const CompiledRule& narrow) {
  const v1::Rule& a = *wide.rule;
  const v1::Rule& b = *narrow.rule;
  return (NamesEveryone(a) || IsSubset(b.recipients(), a.recipients())) &&
         (narrow.roles & ~wide.roles) == 0 &&
         IsSubset(b.purposes(), a.purposes()) &&
         IsSubset(b.actions(), a.actions()) &&
         (a.holders().empty() ||
          (!b.holders().empty() && IsSubset(b.holders(), a.holders()))) &&
         wide.valid_from <= narrow.valid_from &&
         wide.valid_until >= narrow.valid_until &&
         (narrow.cells & ~wide.cells).none();
}

// Applies to every child alike.
bool IsUnconditional(const CompiledRule& rule) {
  return rule.conditions.empty() && !rule.needs_consent &&
         !rule.is_broken_by_glass;
}

class Reviewing {
 public:
  Reviewing(const v1::RuleSet& written, const Rules& rules, absl::Time now,
            const std::set<std::string>& agencies)
      : written_(written), rules_(rules), now_(now), agencies_(agencies) {}

  std::vector<v1::Finding> Run() {
    for (const v1::SharingAgreement& agreement : rules_.set().agreements()) {
      ReviewAgreement(agreement);
      for (const v1::Rule& rule : agreement.rules()) {
        if (agreement.kind() == v1::AGREEMENT_KIND_AGREEMENT) {
          ReviewParties(agreement, rule);
        }
      }
    }
    for (const CompiledRule& rule : rules_.table().rules) {
      ReviewWindow(rule);
      ReviewUse(rule);
      ReviewAgencies(*rule.rule);
    }
    ReviewSentences();
    std::stable_sort(found_.begin(), found_.end(),
                     [](const v1::Finding& a, const v1::Finding& b) {
                       return std::make_pair(a.agreement_id(), a.rule_id()) <
                              std::make_pair(b.agreement_id(), b.rule_id());
                     });
    return std::move(found_);
  }

 private:
  void Add(v1::FindingKind kind, const std::string& agreement,
           const std::string& rule, const std::string& other,
           absl::string_view th, absl::string_view en) {
    v1::Finding& finding = found_.emplace_back();
    finding.set_kind(kind);
    finding.set_agreement_id(agreement);
    finding.set_rule_id(rule);
    finding.set_other(other);
    finding.set_message_th(std::string(th));
    finding.set_message_en(std::string(en));
  }

  void ReviewAgreement(const v1::SharingAgreement& agreement) {
    const std::optional<absl::CivilDay> review =
        ParseDay(agreement.review_by());
    if (review.has_value() && DayOf(now_) > *review) {
      Add(v1::FINDING_KIND_REVIEW_OVERDUE, agreement.agreement_id(), "", "",
          absl::StrCat("เลยกำหนดทบทวน ", DayInThai(*review),
                       " โปรดให้คู่สัญญาทบทวน"),
          absl::StrCat("was due for review on ", DayInEnglish(*review),
                       "; have the parties look at it"));
    }
  }

  void ReviewParties(const v1::SharingAgreement& agreement,
                     const v1::Rule& rule) {
    const auto review = [&](const std::string& agency) {
      if (std::find(agreement.parties().begin(), agreement.parties().end(),
                    agency) != agreement.parties().end()) {
        return;
      }
      Add(v1::FINDING_KIND_WIDER_THAN_AGREEMENT, agreement.agreement_id(),
          rule.rule_id(), agency,
          absl::StrCat(agency, " ไม่ได้เป็นคู่สัญญา โปรดตัดออกหรือให้ลงนาม"),
          absl::StrCat(agency, " is no party; leave it out or let it sign"));
    };
    if (rule.effect() != v1::RULE_EFFECT_PERMIT) return;
    for (const std::string& agency : rule.recipients()) review(agency);
    for (const std::string& agency : rule.holders()) review(agency);
  }

  void ReviewWindow(const CompiledRule& rule) {
    const absl::CivilDay last = DayOf(rule.valid_until - absl::Nanoseconds(1));
    if (rule.valid_until <= now_) {
      Add(v1::FINDING_KIND_EXPIRED, rule.rule->agreement_id(), rule.rule_id, "",
          absl::StrCat("สิ้นผลแล้วเมื่อ ", DayInThai(last), " โปรดต่ออายุหรือตัดออก"),
          absl::StrCat("ended on ", DayInEnglish(last),
                       "; renew it or leave it out"));
    } else if (rule.valid_until <= now_ + absl::Hours(24) * kExpiresSoonDays) {
      Add(v1::FINDING_KIND_EXPIRES_SOON, rule.rule->agreement_id(),
          rule.rule_id, "",
          absl::StrCat("จะสิ้นผลวันที่ ", DayInThai(last), " โปรดเตรียมต่ออายุ"),
          absl::StrCat("ends on ", DayInEnglish(last), "; prepare to renew"));
    }
  }

  // Held against every other rule.
  void ReviewUse(const CompiledRule& rule) {
    for (const CompiledRule& other : rules_.table().rules) {
      if (&other == &rule) continue;
      const std::string& agreement = rule.rule->agreement_id();
      if (!other.permits && rule.permits && IsUnconditional(other) &&
          other.cap == 0 && Contains(other, rule)) {
        Add(v1::FINDING_KIND_NEVER_APPLIES, agreement, rule.rule_id,
            other.rule_id,
            absl::StrCat("ข้อห้าม ", other.rule_id, " ปิดทั้งหมด โปรดตัดข้อนี้ออก"),
            absl::StrCat(other.rule_id, " forbids all of it; leave it out"));
      } else if (other.permits == rule.permits && IsUnconditional(other) &&
                 (rule.permits ? other.cap >= rule.cap
                               : other.cap <= rule.cap) &&
                 Contains(other, rule) &&
                 (!Contains(rule, other) || !IsUnconditional(rule) ||
                  rule.cap != other.cap || other.rule_id < rule.rule_id)) {
        Add(v1::FINDING_KIND_SHADOWED, agreement, rule.rule_id, other.rule_id,
            absl::StrCat("ข้อ ", other.rule_id, " ครอบคลุมแล้ว โปรดตัดข้อนี้ออก"),
            absl::StrCat(other.rule_id,
                         " already says all of it; leave it out"));
      } else if (rule.permits && other.permits &&
                 rule.rule_id < other.rule_id && rule.cap != other.cap &&
                 agreement != other.rule->agreement_id() &&
                 IsUnconditional(rule) && IsUnconditional(other) &&
                 (Contains(rule, other) || Contains(other, rule))) {
        Add(v1::FINDING_KIND_OVERLAP, agreement, rule.rule_id, other.rule_id,
            absl::StrCat("ซ้อนกับข้อ ", other.rule_id,
                         " คนละระดับ โปรดตกลงให้ตรงกัน"),
            absl::StrCat("overlaps ", other.rule_id,
                         " at another level; settle on one"));
      }
    }
  }

  void ReviewAgencies(const v1::Rule& rule) {
    if (agencies_.empty()) return;
    std::set<std::string> named(rule.recipients().begin(),
                                rule.recipients().end());
    named.insert(rule.holders().begin(), rule.holders().end());
    for (const std::string& agency : named) {
      if (agency == kEveryAgency || agencies_.count(agency) > 0) continue;
      Add(v1::FINDING_KIND_AGENCY_UNKNOWN, rule.agreement_id(), rule.rule_id(),
          agency,
          absl::StrCat("ยังไม่มีหน่วยงาน ", agency,
                       " ในระบบ โปรดตรวจรหัสหรือลงทะเบียน"),
          absl::StrCat("no agency ", agency,
                       " is registered; check the id or register it"));
    }
  }

  void ReviewSentences() {
    std::map<std::string, const v1::Rule*> enforced;
    for (const CompiledRule& rule : rules_.table().rules) {
      enforced[rule.rule_id] = rule.rule;
    }
    const auto review = [&](const v1::Rule& rule) {
      const v1::Rule& real = *enforced.at(rule.rule_id());
      const bool differs = (!rule.sentence_th().empty() &&
                            rule.sentence_th() != real.sentence_th()) ||
                           (!rule.sentence_en().empty() &&
                            rule.sentence_en() != real.sentence_en());
      if (!differs) return;
      Add(v1::FINDING_KIND_SENTENCE_DIFFERS, real.agreement_id(),
          rule.rule_id(), "", "ประโยคในไฟล์ไม่ตรงกับสิ่งที่ข้อนี้ทำ โปรดตัดออกหรือส่งออกใหม่",
          "the sentence in the file is not what the rule does; leave it out "
          "or export the file anew");
    };
    for (const v1::Rule& rule : written_.rules()) review(rule);
    for (const v1::SharingAgreement& agreement : written_.agreements()) {
      for (const v1::Rule& rule : agreement.rules()) review(rule);
    }
  }

  const v1::RuleSet& written_;
  const Rules& rules_;
  const absl::Time now_;
  const std::set<std::string>& agencies_;
  std::vector<v1::Finding> found_;
};

}  // namespace

std::vector<v1::Finding> FindingsIn(const v1::RuleSet& written,
                                    const Rules& rules, absl::Time now,
                                    const std::set<std::string>& agencies) {
  return Reviewing(written, rules, now, agencies).Run();
}

}  // namespace saan::policy
