#include "gateway/ctl/processing.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/output.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

// What the log cannot know, and the agency must add.
Words Missing() {
  return {
      "สิ่งที่หน่วยงานต้องเพิ่มเอง: ชื่อและที่อยู่ของผู้ควบคุมข้อมูล (3) ระยะเวลาเก็บรักษา (4) "
      "และมาตรการรักษาความปลอดภัยภายในหน่วยงาน (8)",
      "To be added by the agency: name and address of the controller (3), how "
      "long data is kept (4), and its own security measures (8)."};
}

std::string Counts(const ProcessingLine& line, Lang lang) {
  const bool is_thai = lang == Lang::kThai;
  std::string text =
      absl::StrCat(line.calls, is_thai ? " ครั้ง เด็ก " : " calls, ",
                   line.subjects.size(), is_thai ? " คน" : " children");
  if (line.records_accepted > 0) {
    absl::StrAppend(&text, is_thai ? " ส่งเข้า " : ", ", line.records_accepted,
                    is_thai ? " ระเบียน" : " records sent in");
  }
  if (!line.shown.empty()) {
    absl::StrAppend(&text, is_thai ? " ข้อมูล: " : "; data: ",
                    DescribeKinds(line.shown, lang));
  }
  return text;
}

std::string Joined(const std::set<std::string>& words) {
  return absl::StrJoin(words, ", ");
}

std::string JsonList(const std::set<std::string>& words) {
  std::vector<std::string> quoted;
  for (const std::string& word : words) quoted.push_back(JsonQuote(word));
  return absl::StrCat("[", absl::StrJoin(quoted, ","), "]");
}

std::string LineJson(absl::string_view whose, const ProcessingLine& line) {
  return absl::StrCat("{", whose, ",\"calls\":", line.calls,
                      ",\"children\":", line.subjects.size(),
                      ",\"records_accepted\":", line.records_accepted,
                      ",\"shown\":", KindsJson(line.shown),
                      ",\"holders\":", JsonList(line.holders),
                      ",\"rule_ids\":", JsonList(line.rule_ids), "}");
}

std::string Day(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, Bangkok());
}

}  // namespace

void ProcessingRecord::AddLine(const v1::AuditEntry& entry,
                               ProcessingLine* line) const {
  line->calls += std::max(1u, entry.repeat_count());
  line->records_accepted += entry.records_accepted();
  AddKinds(entry, &line->shown);
  line->subjects.insert(entry.subject_refs().begin(),
                        entry.subject_refs().end());
  line->holders.insert(entry.holders().begin(), entry.holders().end());
  line->rule_ids.insert(entry.rule_ids().begin(), entry.rule_ids().end());
}

void ProcessingRecord::Add(const v1::AuditEntry& entry) {
  const bool is_own = entry.agency() == agency_;
  if (entry.outcome() == v1::OUTCOME_DENIED) {
    if (is_own) refusals_[entry.reason()] += std::max(1u, entry.repeat_count());
    return;
  }
  if (entry.outcome() == v1::OUTCOME_BAD_INPUT ||
      entry.outcome() == v1::OUTCOME_FAILED || entry.subject_refs().empty()) {
    return;  // No one's data was used.
  }
  if (is_own) {
    AddLine(entry, &uses_[{entry.purpose(), entry.role()}]);
    return;
  }
  if (std::count(entry.holders().begin(), entry.holders().end(), agency_) > 0) {
    AddLine(entry, &disclosures_[{entry.agency(), entry.purpose()}]);
  }
}

std::string ProcessingRecord::Section(Lang lang) const {
  const auto say = [&](absl::string_view th, absl::string_view en) {
    return lang == Lang::kThai ? th : en;
  };
  std::string text = absl::StrCat(
      say("บันทึกรายการประมวลผลข้อมูล (พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล มาตรา 39)",
          "Record of processing (Personal Data Protection Act s.39)"),
      "\n\n", say("หน่วยงาน: ", "Agency: "), agency_, "\n",
      say("ช่วงเวลา: ", "Time: "), FormatMoment(from_, lang), " – ",
      FormatMoment(until_, lang), "\n\n",
      say("(1)(2)(5) การใช้ข้อมูลโดยหน่วยงาน ตามวัตถุประสงค์และบทบาท",
          "(1)(2)(5) Data used by the agency, by purpose and role"),
      "\n");
  for (const auto& [use, line] : uses_) {
    absl::StrAppend(&text, "- ", WordsForValue(use.first).In(lang), " / ",
                    WordsForValue(use.second).In(lang), ": ",
                    Counts(line, lang));
    if (!line.holders.empty()) {
      absl::StrAppend(&text, say(" จาก ", "; from "), Joined(line.holders));
    }
    if (!line.rule_ids.empty()) {
      absl::StrAppend(&text, say(" ตามกฎ ", "; by rules "),
                      Joined(line.rule_ids));
    }
    absl::StrAppend(&text, "\n");
  }
  absl::StrAppend(&text, "\n",
                  say("(6) การเปิดเผยข้อมูลของหน่วยงานต่อผู้อื่น (มาตรา 27)",
                      "(6) The agency's data disclosed to others (s.27)"),
                  "\n");
  for (const auto& [disclosure, line] : disclosures_) {
    absl::StrAppend(&text, "- ", disclosure.first, ": ",
                    WordsForValue(disclosure.second).In(lang), ": ",
                    Counts(line, lang), say(" ตามกฎ ", "; by rules "),
                    Joined(line.rule_ids), "\n");
  }
  absl::StrAppend(&text, "\n", say("(7) คำขอที่ไม่อนุญาต", "(7) Requests refused"),
                  "\n");
  for (const auto& [reason, count] : refusals_) {
    absl::StrAppend(&text, "- ", WordsForReason(reason).In(lang), ": ", count,
                    "\n");
  }
  return absl::StrCat(text, "\n", Missing().In(lang), "\n");
}

std::string ProcessingRecord::Text() const {
  return absl::StrCat(Section(Lang::kThai), "\n", Section(Lang::kEnglish));
}

std::string ProcessingRecord::Json() const {
  std::vector<std::string> uses, disclosures, refusals;
  for (const auto& [use, line] : uses_) {
    uses.push_back(LineJson(
        absl::StrCat("\"purpose\":\"", v1::Purpose_Name(use.first),
                     "\",\"role\":\"", v1::Role_Name(use.second), "\""),
        line));
  }
  for (const auto& [disclosure, line] : disclosures_) {
    disclosures.push_back(
        LineJson(absl::StrCat("\"recipient\":", JsonQuote(disclosure.first),
                              ",\"purpose\":\"",
                              v1::Purpose_Name(disclosure.second), "\""),
                 line));
  }
  for (const auto& [reason, count] : refusals_) {
    refusals.push_back(absl::StrCat("{\"reason\":", JsonQuote(reason),
                                    ",\"calls\":", count, "}"));
  }
  return absl::StrCat("{\"agency\":", JsonQuote(agency_), ",\"from\":\"",
                      Day(from_), "\",\"until\":\"", Day(until_),
                      "\",\"uses\":[", absl::StrJoin(uses, ",\n"),
                      "],\"disclosures\":[", absl::StrJoin(disclosures, ",\n"),
                      "],\"refusals\":[", absl::StrJoin(refusals, ",\n"),
                      "]}\n");
}

}  // namespace saan::ctl
