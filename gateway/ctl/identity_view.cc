#include "gateway/ctl/identity_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {

std::string HandleText(const v1::RecordHandle& handle) {
  return absl::StrCat(handle.agency(), "/", handle.system(), " ",
                      handle.record_id());
}

void PrintExplanation(const Shell& shell, const v1::Explanation& explanation) {
  const bool is_thai = shell.lang() == Lang::kThai;
  Listing listing = shell.MakeListing({{"step", {"ขั้น", "Step"}},
                                       {"bits", {"บิต", "Bits"}},
                                       {"sum", {"รวม", "Sum"}}});
  for (const v1::ExplanationStep& step : explanation.steps()) {
    listing.Add({is_thai ? step.text_th() : step.text_en(),
                 absl::StrFormat("%+.1f", step.bits()),
                 absl::StrFormat("%+.1f", step.sum_bits())});
  }
  listing.Finish();
  const std::string probability =
      explanation.probability() == 0
          ? ""
          : absl::StrFormat(" (p = %.4f)", explanation.probability());
  shell.Say({absl::StrCat(explanation.text_th(), probability),
             absl::StrCat(explanation.text_en(), probability)});
}

void PrintDecision(const Shell& shell, const v1::IdentityDecision& decision) {
  Listing listing = shell.MakeListing({{"child_id", {"รหัสเด็ก", "Child"}},
                                       {"before", {"ก่อน", "Before"}},
                                       {"after", {"หลัง", "After"}}});
  for (int i = 0; i < decision.after_size(); ++i) {
    listing.Add({decision.after(i).child_id(),
                 i < decision.before_size()
                     ? absl::StrJoin(decision.before(i).record_ids(), " ")
                     : "",
                 absl::StrJoin(decision.after(i).record_ids(), " ")});
  }
  listing.Finish();
  const Words kind = WordsForValue(decision.kind());
  shell.Say(
      {absl::StrCat(kind.th, " (คำตัดสิน ", decision.decision_id(), ")"),
       absl::StrCat(kind.en, " (decision ", decision.decision_id(), ")")});
}

void PrintExposures(
    const Shell& shell,
    const google::protobuf::RepeatedPtrField<v1::Exposure>& exposures) {
  if (exposures.empty()) return;
  shell.Say({absl::StrCat("เคยเห็นข้อมูลของเด็กสองคนรวมเป็นคนเดียว: ",
                          exposures.size(), " ครั้ง"),
             absl::StrCat("Answers that showed two children as one: ",
                          exposures.size())});
  Listing listing = shell.MakeListing({{"log_index", {"รายการที่", "Entry"}},
                                       {"time", {"เมื่อ", "When"}},
                                       {"agency", {"หน่วยงาน", "Agency"}},
                                       {"system", {"ระบบ", "System"}},
                                       {"records", {"ระเบียนที่เห็น", "Records"}}});
  for (const v1::Exposure& exposure : exposures) {
    listing.Add({absl::StrCat(exposure.log_index()),
                 FormatMoment(exposure.recorded_time(), shell.lang()),
                 exposure.agency(), exposure.system(),
                 absl::StrJoin(exposure.record_ids(), " ")});
  }
  listing.Finish();
}

}  // namespace saan::ctl
