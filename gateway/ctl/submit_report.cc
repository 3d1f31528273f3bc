#include "gateway/ctl/submit_report.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace saan::ctl {
namespace {

std::vector<Column> RowColumns() {
  return {{"file", {"ไฟล์", "File"}},
          {"number", {"ลำดับ", "No."}},
          {"line", {"บรรทัด", "Line"}},
          {"outcome", {"ผล", "Outcome"}},
          {"child_id", {"รหัสเด็ก", "Child"}},
          {"record_id", {"รหัสระเบียน", "Record"}},
          {"quarantine_id", {"รหัสกัก", "Quarantine"}},
          {"reasons", {"เหตุผล", "Reasons"}}};
}

// The language decides which of the gateway's messages is shown; where it sent
// none, the reason's words stand in.
std::string Told(const v1::Violation& violation, Lang lang) {
  const std::string& message =
      lang == Lang::kThai ? violation.message_th() : violation.message_en();
  const std::string why =
      message.empty() ? WordsForValue(violation.reason()).In(lang) : message;
  return violation.field().empty() ? why
                                   : absl::StrCat(violation.field(), ": ", why);
}

// A table is read beside its files; their folders would only widen it.
std::string FileCell(const Place& place, Format format) {
  if (format != Format::kTable) return place.file;
  return place.file.substr(place.file.rfind('/') + 1);
}

std::string RowJson(const Place& place, const std::string& request_id,
                    absl::string_view member, const std::string& json) {
  return absl::StrCat("{\"file\":", JsonQuote(place.file),
                      ",\"number\":", place.number, ",\"line\":", place.line,
                      ",\"request_id\":", JsonQuote(request_id), ",\"", member,
                      "\":", json, "}");
}

}  // namespace

SubmitReport::SubmitReport(const Shell* shell, bool is_quiet)
    : shell_(shell), is_quiet_(is_quiet) {
  if (!is_quiet_) rows_.emplace(shell_->MakeListing(RowColumns()));
}

void SubmitReport::Add(const Place& place, const std::string& request_id,
                       const v1::SubmitRecordResponse& result) {
  Count(result.outcome());
  if (result.notices_size() > 0) ++noticed_;
  if (!rows_.has_value()) return;
  std::vector<std::string> reasons;
  for (const v1::Violation& violation : result.violations()) {
    reasons.push_back(Told(violation, shell_->lang()));
  }
  rows_->Add({FileCell(place, shell_->format()), absl::StrCat(place.number),
              absl::StrCat(place.line),
              WordsForValue(result.outcome()).In(shell_->lang()),
              result.child_id(), result.record_id(), result.quarantine_id(),
              absl::StrJoin(reasons, "; ")},
             IsJson(shell_->format())
                 ? RowJson(place, request_id, "result", MessageJson(result))
                 : "");
}

void SubmitReport::AddRefusal(const Place& place, const std::string& request_id,
                              const v1::Violation& refusal) {
  Count(v1::SUBMIT_OUTCOME_REFUSED);
  if (!rows_.has_value()) return;
  rows_->Add({FileCell(place, shell_->format()), absl::StrCat(place.number),
              absl::StrCat(place.line),
              WordsForValue(v1::SUBMIT_OUTCOME_REFUSED).In(shell_->lang()), "",
              "", "", Told(refusal, shell_->lang())},
             IsJson(shell_->format())
                 ? RowJson(place, request_id, "refusal", MessageJson(refusal))
                 : "");
}

void SubmitReport::Finish() {
  if (rows_.has_value()) {
    rows_->Finish();
    Words said = {absl::StrCat("รวม ", count_, " ระเบียน"),
                  absl::StrCat("Total ", count_, " records")};
    for (const auto& [outcome, number] : totals_) {
      const Words words = WordsForValue(outcome);
      absl::StrAppend(&said.th, " · ", words.th, " ", number);
      absl::StrAppend(&said.en, " · ", words.en, " ", number);
    }
    shell_->Say(said);
  } else {
    Listing listing = shell_->MakeListing(
        {{"outcome", {"ผล", "Outcome"}}, {"records", {"ระเบียน", "Records"}}});
    for (const auto& [outcome, number] : totals_) {
      listing.Add(
          {WordsForValue(outcome).In(shell_->lang()), absl::StrCat(number)},
          IsJson(shell_->format())
              ? absl::StrCat("{\"outcome\":\"", v1::SubmitOutcome_Name(outcome),
                             "\",\"records\":", number, "}")
              : "");
    }
    listing.Finish();
  }
  if (noticed_ > 0) {
    shell_->Say({absl::StrCat("มีข้อสังเกต ", noticed_, " ระเบียน ดูได้ด้วย -o jsonl"),
                 absl::StrCat(noticed_,
                              " records carry notices; -o jsonl shows them.")});
  }
}

bool SubmitReport::has_rejects() const {
  return totals_.count(v1::SUBMIT_OUTCOME_QUARANTINED) > 0 ||
         totals_.count(v1::SUBMIT_OUTCOME_REFUSED) > 0;
}

void SubmitReport::Count(v1::SubmitOutcome outcome) {
  ++count_;
  ++totals_[outcome];
}

}  // namespace saan::ctl
