#include "gateway/policy/sentence.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/day.h"

namespace saan::policy {
namespace {

// Sentences grow in both languages at once.
void Append(Sentence* sentence, absl::string_view th, absl::string_view en) {
  sentence->th.append(th.data(), th.size());
  sentence->en.append(en.data(), en.size());
}
void Append(Sentence* sentence, const Sentence& part) {
  Append(sentence, part.th, part.en);
}

// "ก ข และค"; "a, b and c".
std::string ListIn(const std::vector<std::string>& items, const char* comma,
                   const char* last) {
  std::string text;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) absl::StrAppend(&text, i + 1 == items.size() ? last : comma);
    absl::StrAppend(&text, items[i]);
  }
  return text;
}

Sentence ListOf(const std::vector<Sentence>& items, bool is_or = false) {
  std::vector<std::string> th;
  std::vector<std::string> en;
  for (const Sentence& item : items) {
    th.push_back(item.th);
    en.push_back(item.en);
  }
  return {ListIn(th, " ", is_or ? " หรือ" : " และ"),
          ListIn(en, ", ", is_or ? " or " : " and ")};
}

template <typename Enum, typename List>
std::vector<Sentence> WordsIn(const List& list) {
  std::vector<int> sorted(list.begin(), list.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<Sentence> words;
  for (const int item : sorted) {
    words.push_back(WordsOf(static_cast<Enum>(item)));
  }
  return words;
}

// Agencies by their ids: what they are called is not known here.
template <typename List>
Sentence AgenciesOf(const List& list) {
  std::vector<std::string> sorted(list.begin(), list.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<Sentence> agencies;
  for (const std::string& agency : sorted) {
    agencies.push_back(agency == "*" ? Sentence{"ทุกหน่วยงาน", "every agency"}
                                     : Sentence{agency, agency});
  }
  return ListOf(agencies);
}

// Roles, unless a rule names them all.
Sentence RolesOf(const v1::Rule& rule) {
  const std::vector<Sentence> roles = WordsIn<v1::Role>(rule.roles());
  if (roles.size() == v1::Role_ARRAYSIZE - 1) return {"ทุกบทบาท", "every role"};
  return ListOf(roles);
}

Sentence PurposesOf(const v1::Rule& rule) {
  const std::vector<Sentence> words = WordsIn<v1::Purpose>(rule.purposes());
  if (words.size() == v1::Purpose_ARRAYSIZE - 1) {
    return {" ไม่ว่าเพื่อการใด", " for any purpose"};
  }
  const Sentence list = ListOf(words, /*is_or=*/true);
  return {absl::StrCat(" เพื่อ", list.th), absl::StrCat(" for ", list.en)};
}

// Texts with a space where Thai words of an enum meet other Thai words.
Sentence LabelsOf(const v1::Rule& rule) {
  std::vector<Sentence> sets;
  for (const v1::LabelSet& set : rule.labels()) {
    const Sentence categories = ListOf(WordsIn<v1::Category>(set.categories()));
    const Sentence abouts = set.about().empty()
                                ? WordsOf(v1::ABOUT_CHILD)
                                : ListOf(WordsIn<v1::About>(set.about()));
    sets.push_back(
        {absl::StrCat("«", categories.th, "» ของ", abouts.th, " (ไม่เกินระดับ ",
                      set.max_sensitivity(), ")"),
         absl::StrCat(categories.en, " of ", abouts.en, " (up to level ",
                      set.max_sensitivity(), ")")});
  }
  return ListOf(sets);
}

void AddHolders(const v1::Rule& rule, Sentence* sentence) {
  if (rule.holders().empty()) return;
  const Sentence holders = AgenciesOf(rule.holders());
  Append(sentence, absl::StrCat(" ในระเบียนของ ", holders.th),
         absl::StrCat(" in records of ", holders.en));
}

void AddAge(const v1::Conditions& conditions, std::vector<Sentence>* parts) {
  const int from = conditions.from_age_years();
  const int below = conditions.below_age_years();
  if (from > 0 && below > 0) {
    parts->push_back(
        {absl::StrCat("เด็กอายุตั้งแต่ ", from, " ปีแต่ไม่ถึง ", below, " ปี"),
         absl::StrCat("the child is at least ", from, " and younger than ",
                      below)});
  } else if (from > 0) {
    parts->push_back({absl::StrCat("เด็กอายุตั้งแต่ ", from, " ปี"),
                      absl::StrCat("the child is at least ", from)});
  } else if (below > 0) {
    parts->push_back({absl::StrCat("เด็กอายุไม่ถึง ", below, " ปี"),
                      absl::StrCat("the child is younger than ", below)});
  }
}

void AddHours(const v1::Hours& hours, std::vector<Sentence>* parts) {
  parts->push_back(
      {absl::StrCat(hours.weekdays_only() ? "วันจันทร์ถึงศุกร์ " : "ทุกวัน ", "เวลา ",
                    hours.from_hour(), ".00-", hours.until_hour(), ".00 น."),
       absl::StrCat(hours.weekdays_only() ? "Monday to Friday " : "every day ",
                    hours.from_hour(), ":00-", hours.until_hour(), ":00")});
}

// What must hold for the rule to apply.
void AddConditions(const v1::Rule& rule, Sentence* sentence) {
  const v1::Conditions& conditions = rule.conditions();
  std::vector<Sentence> parts;
  if (!conditions.case_statuses().empty()) {
    const Sentence list = ListOf(
        WordsIn<v1::CaseStatus>(conditions.case_statuses()), /*is_or=*/true);
    parts.push_back({absl::StrCat("เคสอยู่ในสถานะ ", list.th),
                     absl::StrCat("a case is ", list.en)});
  }
  AddAge(conditions, &parts);
  if (!conditions.area_prefixes().empty()) {
    std::vector<std::string> areas(conditions.area_prefixes().begin(),
                                   conditions.area_prefixes().end());
    std::sort(areas.begin(), areas.end());
    parts.push_back(
        {absl::StrCat("เด็กอยู่ในพื้นที่รหัส ", ListIn(areas, " ", " หรือ ")),
         absl::StrCat("the child lives in area ",
                      ListIn(areas, ", ", " or "))});
  }
  if (!conditions.ties().empty()) {
    parts.push_back(ListOf(WordsIn<v1::Tie>(conditions.ties()), true));
  }
  if (conditions.min_assurance() != v1::ASSURANCE_UNSPECIFIED) {
    const Sentence words = WordsOf(conditions.min_assurance());
    parts.push_back(
        {absl::StrCat("อย่างน้อย", words.th),
         absl::StrCat("the asker is known at least by ", words.en)});
  }
  if (conditions.has_hours()) AddHours(conditions.hours(), &parts);
  if (parts.empty()) return;
  const Sentence list = ListOf(parts);
  Append(sentence, absl::StrCat(" เฉพาะเมื่อ", list.th),
         absl::StrCat(", only where ", list.en));
}

void AddObligations(const v1::Rule& rule, Sentence* sentence) {
  std::vector<Sentence> parts;
  for (const v1::Obligation& obligation : rule.obligations()) {
    Sentence part = WordsOf(obligation.kind());
    if (obligation.days() > 0) {
      Append(&part, absl::StrCat(" ", obligation.days(), " วัน"),
             absl::StrCat(" ", obligation.days(), " days"));
    }
    parts.push_back(std::move(part));
  }
  if (rule.has_budget()) {
    parts.push_back(
        {absl::StrCat("ไม่เกิน ", rule.budget().max_children(), " คนใน ",
                      rule.budget().days(), " วัน"),
         absl::StrCat("at most ", rule.budget().max_children(), " children in ",
                      rule.budget().days(), " days")});
  }
  if (parts.empty()) return;
  const Sentence list = ListOf(parts);
  Append(sentence, absl::StrCat(" โดย", list.th), absl::StrCat("; ", list.en));
}

void AddWindow(const v1::Rule& rule, Sentence* sentence) {
  const absl::CivilDay first = DayOf(TimeOf(rule.valid_from()));
  const absl::CivilDay last =
      DayOf(TimeOf(rule.valid_until()) - absl::Nanoseconds(1));
  Append(sentence,
         absl::StrCat(" ตั้งแต่ ", DayInThai(first), " ถึง ", DayInThai(last)),
         absl::StrCat(", from ", DayInEnglish(first), " to ",
                      DayInEnglish(last), "."));
}

}  // namespace

Sentence SentenceOf(const v1::Rule& rule) {
  const bool permits = rule.effect() == v1::RULE_EFFECT_PERMIT;
  const bool is_of_glass = rule.override() == v1::OVERRIDE_BREAK_GLASS;
  const Sentence roles = RolesOf(rule);
  const Sentence agencies = AgenciesOf(rule.recipients());
  const Sentence actions =
      ListOf(WordsIn<v1::Action>(rule.actions()), /*is_or=*/true);
  const Sentence labels = LabelsOf(rule);
  Sentence sentence;
  if (permits && is_of_glass) {
    Append(&sentence, "เมื่อเปิดกรณีฉุกเฉินแล้ว ", "Once the glass is broken, ");
  }
  if (permits) {
    Append(&sentence,
           absl::StrCat(roles.th, " ของ ", agencies.th, " ", actions.th),
           absl::StrCat(roles.en, " of ", agencies.en, " may ", actions.en));
  } else {
    Append(&sentence,
           absl::StrCat("ห้าม", roles.th, " ของ ", agencies.th, " ", actions.th),
           absl::StrCat("No ", roles.en, " of ", agencies.en, " may ",
                        actions.en));
  }
  Append(&sentence, absl::StrCat(" ", labels.th), absl::StrCat(" ", labels.en));
  AddHolders(rule, &sentence);
  const Sentence cap = WordsOf(rule.cap());
  if (permits) {
    Append(&sentence, absl::StrCat(" ได้", cap.th), absl::StrCat(", ", cap.en));
  } else if (rule.cap() != v1::DISCLOSURE_LEVEL_UNSPECIFIED) {
    Append(&sentence, absl::StrCat(" เกินกว่า", cap.th),
           absl::StrCat(" beyond: ", cap.en));
  }
  Append(&sentence, PurposesOf(rule));
  if (permits && rule.needs_consent()) {
    Append(&sentence, " เท่าที่มีความยินยอม", ", as far as consents allow");
  }
  AddConditions(rule, &sentence);
  if (!permits && is_of_glass) {
    Append(&sentence, " เว้นแต่เปิดกรณีฉุกเฉิน", ", unless the glass is broken");
  }
  AddObligations(rule, &sentence);
  AddWindow(rule, &sentence);
  if (!sentence.en.empty()) {
    sentence.en[0] = static_cast<char>(
        sentence.en[0] >= 'a' && sentence.en[0] <= 'z' ? sentence.en[0] - 32
                                                       : sentence.en[0]);
  }
  return sentence;
}

}  // namespace saan::policy
