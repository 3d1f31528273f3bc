#include "gateway/ctl/breach.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/output.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

// From this level on the Act asks for explicit consent (s.26), and a breach is
// likely to put people at risk.
constexpr int kSensitive = 3;

std::string Moment(int64_t unix_nanos, Lang lang) {
  return FormatMoment(absl::FromUnixNanos(unix_nanos), lang);
}

KindsShown AllKinds(const std::map<std::string, AffectedChild>& children) {
  KindsShown all;
  for (const auto& [unused, child] : children) {
    for (const auto& [kind, level] : child.shown) {
      all[kind] = std::max(all[kind], level);
    }
  }
  return all;
}

size_t Sensitive(const std::map<std::string, AffectedChild>& children) {
  return std::count_if(children.begin(), children.end(), [](const auto& named) {
    const KindsShown& shown = named.second.shown;
    return std::any_of(shown.begin(), shown.end(), [](const auto& kind) {
      return kind.second >= kSensitive;
    });
  });
}

// A line for one child.
std::string LineOf(const AffectedChild& child, Lang lang) {
  const bool is_thai = lang == Lang::kThai;
  const std::string who = !child.child_id.empty() ? child.child_id
                          : is_thai
                              ? "ระบุตัวไม่ได้แล้ว (ความเชื่อมโยงถูกตัด)"
                              : "cannot be named any more (the link was cut)";
  return absl::StrCat(
      "- ", who, " [", absl::BytesToHexString(child.subject_ref), "] ",
      child.entries, is_thai ? " ครั้ง " : " calls, ",
      Moment(child.first_unix_nanos, lang), " – ",
      Moment(child.last_unix_nanos, lang),
      child.shown.empty() ? ""
                          : absl::StrCat(is_thai ? "; เห็น: " : "; shown: ",
                                         DescribeKinds(child.shown, lang),
                                         is_thai ? " จาก " : "; from ",
                                         absl::StrJoin(child.holders, ", ")),
      child.was_written ? (is_thai ? "; มีการส่งข้อมูลเข้า" : "; data was sent in")
                        : "",
      "\n");
}

std::string Rfc3339(int64_t unix_nanos) {
  return absl::FormatTime(absl::RFC3339_sec, absl::FromUnixNanos(unix_nanos),
                          Bangkok());
}

std::string ChildJson(const AffectedChild& child) {
  std::vector<std::string> holders;
  for (const std::string& holder : child.holders) {
    holders.push_back(JsonQuote(holder));
  }
  return absl::StrCat(
      "{\"child_id\":", JsonQuote(child.child_id), ",\"subject_ref\":\"",
      absl::BytesToHexString(child.subject_ref),
      "\",\"entries\":", child.entries, ",\"first_index\":", child.first_index,
      ",\"last_index\":", child.last_index, ",\"first_time\":\"",
      Rfc3339(child.first_unix_nanos), "\",\"last_time\":\"",
      Rfc3339(child.last_unix_nanos), "\",\"shown\":", KindsJson(child.shown),
      ",\"holders\":[", absl::StrJoin(holders, ","),
      "],\"was_written\":", child.was_written ? "true" : "false", "}");
}

}  // namespace

void BreachReport::Add(uint64_t log_index, const v1::AuditEntry& entry) {
  ++entries_;
  if (entry.outcome() == v1::OUTCOME_DENIED ||
      entry.outcome() == v1::OUTCOME_BAD_INPUT) {
    ++refused_;  // Nothing left the house.
    return;
  }
  const std::set<std::string> subjects(entry.subject_refs().begin(),
                                       entry.subject_refs().end());
  for (const std::string& subject_ref : subjects) {
    AffectedChild& child = children_[subject_ref];
    if (child.entries++ == 0) {
      child.subject_ref = subject_ref;
      child.first_index = log_index;
      child.first_unix_nanos = entry.recorded_unix_nanos();
    }
    child.last_index = log_index;
    child.last_unix_nanos = entry.recorded_unix_nanos();
    AddKinds(entry, &child.shown);
    child.holders.insert(entry.holders().begin(), entry.holders().end());
    child.was_written |= entry.records_accepted() > 0;
  }
}

std::vector<std::string> BreachReport::Unnamed(size_t most) const {
  std::vector<std::string> unnamed;
  for (const auto& [subject_ref, unused] : children_) {
    if (unnamed.size() == most) break;
    if (named_.count(subject_ref) == 0) unnamed.push_back(subject_ref);
  }
  return unnamed;
}

void BreachReport::Name(const std::string& subject_ref,
                        absl::string_view child_id) {
  const auto child = children_.find(subject_ref);
  if (child == children_.end()) return;
  child->second.child_id = std::string(child_id);
  named_.insert(subject_ref);
}

std::vector<AffectedChild> BreachReport::Children() const {
  std::vector<AffectedChild> children;
  for (const auto& [unused, child] : children_) children.push_back(child);
  std::stable_sort(children.begin(), children.end(),
                   [](const AffectedChild& a, const AffectedChild& b) {
                     return a.entries > b.entries;
                   });
  return children;
}

std::string BreachReport::Section(Lang lang) const {
  const auto say = [&](absl::string_view th, absl::string_view en) {
    return lang == Lang::kThai ? th : en;
  };
  std::string text = absl::StrCat(
      say("รายงานเหตุละเมิดข้อมูลส่วนบุคคล (พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล มาตรา 37(4))",
          "Breach of personal data (Personal Data Protection Act s.37(4))"),
      "\n\n", say("หน่วยงานที่เรียกข้อมูล: ", "Caller's agency: "), scope_.agency,
      "\n");
  if (!scope_.staff.empty()) {
    absl::StrAppend(&text, say("เจ้าหน้าที่: ", "Member of staff: "), scope_.staff,
                    "\n");
  }
  absl::StrAppend(
      &text, say("ช่วงเวลา: ", "Time: "), FormatMoment(scope_.from, lang), " – ",
      FormatMoment(scope_.until, lang), "\n",
      say("ทราบเหตุเมื่อ: ", "Known since: "),
      FormatMoment(scope_.known_since, lang), "\n",
      say("แจ้งสำนักงานฯ ภายใน: ", "To be told to the authority by: "),
      FormatMoment(scope_.known_since + kBreachDeadline, lang), "\n",
      say("การเรียกทั้งหมด: ", "Calls: "), entries_,
      say(" ครั้ง ไม่ได้รับอนุญาต ", ", refused "), refused_, "\n",
      say("เด็กที่ได้รับผลกระทบ: ", "Children affected: "), children_.size(),
      say(" คน มีข้อมูลอ่อนไหว (มาตรา 26) ", ", with sensitive data (s.26) "),
      Sensitive(children_), "\n",
      say("ประเภทข้อมูล [ชั้น]: ", "Kinds of data [level]: "),
      DescribeKinds(AllKinds(children_), lang), "\n\n");
  for (const AffectedChild& child : Children()) {
    absl::StrAppend(&text, LineOf(child, lang));
  }
  return text;
}

std::string BreachReport::Text() const {
  return absl::StrCat(Section(Lang::kThai), "\n", Section(Lang::kEnglish));
}

std::string BreachReport::Json() const {
  std::vector<std::string> children;
  for (const AffectedChild& child : Children()) {
    children.push_back(ChildJson(child));
  }
  return absl::StrCat(
      "{\"agency\":", JsonQuote(scope_.agency),
      ",\"staff\":", JsonQuote(scope_.staff), ",\"from\":\"",
      Rfc3339(absl::ToUnixNanos(scope_.from)), "\",\"until\":\"",
      Rfc3339(absl::ToUnixNanos(scope_.until)), "\",\"known_since\":\"",
      Rfc3339(absl::ToUnixNanos(scope_.known_since)), "\",\"deadline\":\"",
      Rfc3339(absl::ToUnixNanos(scope_.known_since + kBreachDeadline)),
      "\",\"entries\":", entries_, ",\"refused\":", refused_, ",\"children\":[",
      absl::StrJoin(children, ",\n"), "]}\n");
}

}  // namespace saan::ctl
