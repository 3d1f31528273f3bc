#include "gateway/ctl/access_report.h"

#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "gateway/ctl/output.h"
#include "gateway/ctl/qr.h"
#include "gateway/ctl/when.h"
#include "storage/tlog_proof.h"

namespace saan::ctl {
namespace {

// What a call did, in the words of someone who never saw a computer program.
struct Deed {
  const char* method;
  const char* th;
  const char* en;
};
constexpr Deed kDeeds[] = {
    {"ExchangeService/GetChild", "ดูข้อมูลของเด็ก", "looked at the child's data"},
    {"ExchangeService/FindChildren", "ค้นหาเด็ก และพบเด็กคนนี้ในผลการค้นหา",
     "searched for a child and found this one among others"},
    {"ExchangeService/SubmitRecord", "ส่งข้อมูลของเด็กเข้าระบบ",
     "sent data about the child"},
    {"ExchangeService/SubmitRecords", "ส่งข้อมูลของเด็กเข้าระบบ",
     "sent data about the child"},
    {"ExchangeService/ExportRecord", "นำข้อมูลของตนเกี่ยวกับเด็กออกจากระบบ",
     "took out its own data about the child"},
    {"AdminService/EraseAuditLink", "ตัดความเชื่อมโยงกับบันทึกเดิม",
     "cut the link to what was recorded before"},
};

Words DeedOf(const v1::AuditEntry& entry) {
  for (const Deed& deed : kDeeds) {
    if (entry.method() == deed.method) return {deed.th, deed.en};
  }
  if (absl::StartsWith(entry.method(), "AuditorService/")) {
    return {"ตรวจดูว่าใครเคยดูข้อมูลของเด็ก",
            "checked who had looked at the child's data"};
  }
  return {absl::StrCat("เรียก ", entry.method()),
          absl::StrCat("called ", entry.method())};
}

Words Shown(const v1::AuditEntry& entry) {
  std::set<v1::Category> categories;
  for (const v1::Label& label : entry.disclosed()) {
    if (label.category() != v1::CATEGORY_ADMINISTRATIVE) {
      categories.insert(label.category());
    }
  }
  if (categories.empty()) return {};
  std::vector<std::string> th;
  std::vector<std::string> en;
  for (const v1::Category category : categories) {
    const Words words = WordsForValue(category);
    th.push_back(words.th);
    en.push_back(words.en);
  }
  const std::string holders = absl::StrJoin(entry.holders(), ", ");
  return {
      absl::StrCat(" ข้อมูลที่เห็น: ", absl::StrJoin(th, ", "), " จาก ", holders),
      absl::StrCat(" Shown: ", absl::StrJoin(en, ", "), "; from ", holders,
                   ".")};
}

bool IsLeftOut(const v1::AuditEntry& entry) {
  switch (entry.purpose()) {
    case v1::PURPOSE_CHILD_PROTECTION:
    case v1::PURPOSE_EMERGENCY:
    case v1::PURPOSE_AUDIT:
    case v1::PURPOSE_OPERATION:
    case v1::PURPOSE_UNSPECIFIED:
      return true;
    default:
      break;
  }
  return entry.role() == v1::ROLE_POLICE ||
         entry.role() == v1::ROLE_COMPETENT_OFFICIAL ||
         entry.role() == v1::ROLE_AUDITOR ||
         entry.role() == v1::ROLE_ADMINISTRATOR;
}

Words Title() {
  return {"รายงานการเข้าถึงข้อมูลของเด็ก", "Who looked at the child's data"};
}

// Always there, so that it tells nothing by being there.
Words Silence() {
  return {
      "รายงานนี้อาจไม่แสดงการเข้าถึงที่กฎหมายให้ปกปิด หรือที่พ้นระยะเวลาเก็บรักษา "
      "การไม่มีรายการจึงไม่ได้แปลว่าไม่มีใครดูข้อมูล หากสงสัย "
      "โปรดติดต่อเจ้าหน้าที่คุ้มครองข้อมูลของหน่วยงาน",
      "This report may leave out what the law keeps closed, and what is kept "
      "no longer. That nothing is listed does not mean that nobody looked. Ask "
      "the data protection officer of the agency if in doubt."};
}

Words Nothing() { return {"ไม่มีรายการ", "Nothing is listed."}; }

std::string ProofOf(const v1::LoggedEntry& logged,
                    const std::string& checkpoint) {
  storage::TlogProof proof;
  proof.extra = logged.leaf_hash();
  proof.index = logged.log_index();
  proof.hashes.assign(logged.inclusion_proof().begin(),
                      logged.inclusion_proof().end());
  proof.checkpoint = checkpoint;
  return storage::FormatTlogProof(proof);
}

// How a reader proves a line.
Words HowToProve() {
  return {
      "แต่ละรายการมีคิวอาร์โค้ดเก็บหลักฐาน อ่านด้วยโทรศัพท์ บันทึกเป็นไฟล์ "
      "แล้วให้ผู้ตรวจสอบใช้ saan audit verify --proof ไฟล์ พร้อมกุญแจสาธารณะของบันทึก",
      "Each line has a QR code that holds its proof: read it with a phone, "
      "save "
      "it as a file, and let an auditor run saan audit verify --proof FILE "
      "with "
      "the log's public key."};
}

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

}  // namespace

Words SentenceOf(const v1::AuditEntry& entry) {
  const absl::Time time = absl::FromUnixNanos(entry.recorded_unix_nanos());
  const Words role = WordsForValue(entry.role());
  const Words purpose = WordsForValue(entry.purpose());
  const Words deed = DeedOf(entry);
  const Words shown = Shown(entry);
  const bool is_refused = entry.outcome() == v1::OUTCOME_DENIED ||
                          entry.outcome() == v1::OUTCOME_BAD_INPUT;
  return {
      absl::StrCat("เมื่อ ", FormatMoment(time, Lang::kThai), " น. ", role.th,
                   " ของ ", entry.agency(), " ", deed.th, " เพื่อ", purpose.th,
                   is_refused ? " แต่ระบบไม่อนุญาต" : "", shown.th),
      absl::StrCat("On ", FormatMoment(time, Lang::kEnglish), " a ", role.en,
                   " of ", entry.agency(), " ", deed.en, ", for ", purpose.en,
                   is_refused ? ", and was refused." : ".", shown.en)};
}

void AddToReport(const v1::ListEntriesResponse& page, AccessReport* report) {
  report->checkpoint = page.checkpoint();
  for (const v1::LoggedEntry& logged : page.entries()) {
    if (report->reader == ReportReader::kGuardian &&
        IsLeftOut(logged.entry())) {
      continue;
    }
    report->lines.push_back({logged.log_index(), logged.leaf_hash(),
                             ProofOf(logged, page.checkpoint()),
                             SentenceOf(logged.entry())});
  }
}

std::string ReportText(const AccessReport& report, Lang lang) {
  std::string text = absl::StrCat(Title().In(lang), "\n\n");
  for (const ReportLine& line : report.lines) {
    absl::StrAppend(&text, "- ", line.sentence.In(lang), " [", line.log_index,
                    "]\n");
  }
  if (report.lines.empty()) absl::StrAppend(&text, Nothing().In(lang), "\n");
  if (report.reader == ReportReader::kGuardian) {
    absl::StrAppend(&text, "\n", Silence().In(lang), "\n");
  }
  return text;
}

std::string ReportHtml(const AccessReport& report) {
  std::string html = absl::StrCat(
      "<!doctype html>\n<html lang=\"th\">\n<meta charset=\"utf-8\">\n<title>",
      Title().th,
      "</title>\n<style>body{font-family:sans-serif;max-width:45em;margin:2em "
      "auto}li{margin:.6em 0;break-inside:avoid}small{color:#555;word-break:"
      "break-all}svg{display:block;width:7cm}"
      "</style>\n");
  for (const Lang lang : {Lang::kThai, Lang::kEnglish}) {
    absl::StrAppend(&html, "<section lang=\"",
                    lang == Lang::kThai ? "th" : "en", "\">\n<h1>",
                    Title().In(lang), "</h1>\n<ol>\n");
    for (const ReportLine& line : report.lines) {
      absl::StrAppend(&html, "<li>", Escaped(line.sentence.In(lang)),
                      "<br><small>", line.log_index, " ",
                      absl::BytesToHexString(line.leaf_hash), "</small>",
                      lang == Lang::kThai ? QrSvg(line.proof) : "", "</li>\n");
    }
    absl::StrAppend(&html, "</ol>\n");
    if (report.lines.empty()) {
      absl::StrAppend(&html, "<p>", Nothing().In(lang), "</p>\n");
    }
    absl::StrAppend(&html, "<p>", HowToProve().In(lang), "</p>\n");
    if (report.reader == ReportReader::kGuardian) {
      absl::StrAppend(&html, "<p>", Silence().In(lang), "</p>\n");
    }
    absl::StrAppend(&html, "</section>\n");
  }
  return absl::StrCat(html, "<pre>", Escaped(report.checkpoint), "</pre>\n");
}

std::string ReportJson(const AccessReport& report) {
  std::vector<std::string> lines;
  for (const ReportLine& line : report.lines) {
    lines.push_back(absl::StrCat("{\"log_index\":", line.log_index,
                                 ",\"leaf_hash\":\"",
                                 absl::BytesToHexString(line.leaf_hash),
                                 "\",\"proof\":", JsonQuote(line.proof),
                                 ",\"th\":", JsonQuote(line.sentence.th),
                                 ",\"en\":", JsonQuote(line.sentence.en), "}"));
  }
  const bool is_guardian = report.reader == ReportReader::kGuardian;
  return absl::StrCat(
      "{\"lines\":[", absl::StrJoin(lines, ",\n"), "],\"silence\":",
      is_guardian ? absl::StrCat("{\"th\":", JsonQuote(Silence().th),
                                 ",\"en\":", JsonQuote(Silence().en), "}")
                  : std::string("null"),
      ",\"checkpoint\":", JsonQuote(report.checkpoint), "}\n");
}

}  // namespace saan::ctl
