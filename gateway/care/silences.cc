#include "gateway/care/silences.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "gateway/care/nine_steps.h"
#include "gateway/care/overlap.h"
#include "gateway/care/tables.h"

namespace saan::care {
namespace {

constexpr int kCell = 5;  // Fewer children than these are not told of.

std::vector<Detector> ReadDetectors() {
  std::vector<Detector> detectors;
  for (const std::vector<std::string>& row : RowsOf(SilencesTsv())) {
    int days = 0;
    if (!absl::SimpleAtoi(row[1], &days)) continue;
    detectors.push_back(
        {row[0], absl::Hours(24 * days), row[2], row[3], row[4]});
  }
  return detectors;
}

bool TellsOfAction(const v1::Record& record) {
  if (record.visits_size() > 0 || record.case_().follow_ups_size() > 0) {
    return true;
  }
  for (const v1::Service& service : record.services()) {
    if (service.status() == v1::SERVICE_STATUS_IN_PROGRESS ||
        service.status() == v1::SERVICE_STATUS_DONE) {
      return true;
    }
  }
  for (const v1::Benefit& benefit : record.benefits()) {
    if (benefit.status() == v1::BENEFIT_STATUS_APPROVED ||
        benefit.status() == v1::BENEFIT_STATUS_PAID) {
      return true;
    }
  }
  return false;
}

v1::RiskLevel HighestRisk(const v1::Record& record) {
  v1::RiskLevel risk = record.case_().risk();
  for (const v1::Assessment& assessment : record.assessments()) {
    risk = std::max(risk, assessment.is_immediate_danger()
                              ? v1::RISK_LEVEL_IMMEDIATE_DANGER
                              : assessment.result());
  }
  for (const v1::Incident& incident : record.incidents()) {
    risk = std::max(risk, incident.severity());
  }
  return risk;
}

absl::Time FiledAt(const v1::SignalRow& row) {
  return absl::FromUnixSeconds(row.filed_unix_seconds());
}

// True when something was done, by anyone, after `since`.
bool WasActedOn(const std::vector<v1::SignalRow>& records, absl::Time since) {
  return std::any_of(records.begin(), records.end(),
                     [&](const v1::SignalRow& row) {
                       return row.has_action() && FiledAt(row) > since;
                     });
}

// Since when `detector` waits because of `row`; nothing where it does not.
std::optional<absl::Time> WaitsSince(const std::string& detector,
                                     const v1::SignalRow& row,
                                     const std::vector<v1::SignalRow>& records,
                                     bool has_case, size_t agencies) {
  const absl::Time filed = FiledAt(row);
  if (detector == "open_need") {
    if (row.has_open_need() && !WasActedOn(records, filed)) return filed;
  } else if (detector == "red_without_case") {
    if (row.risk() == v1::RISK_LEVEL_IMMEDIATE_DANGER && !has_case) {
      return filed;
    }
  } else if (detector == "absence_without_follow_up") {
    if (row.has_open_absence() && !WasActedOn(records, filed)) return filed;
  } else if (detector == "plan_past_deadline") {
    if (row.has_open_case() && row.plan_until_days() != 0) {
      return absl::FromUnixSeconds(int64_t{86400} * row.plan_until_days());
    }
  } else if (detector == "known_to_one_only") {
    if (row.risk() >= v1::RISK_LEVEL_HIGH && agencies == 1) return filed;
  }
  return std::nullopt;
}

}  // namespace

const std::vector<Detector>& Detectors() {
  static const auto& detectors = *new std::vector<Detector>(ReadDetectors());
  return detectors;
}

const Detector* FindDetector(absl::string_view code) {
  for (const Detector& detector : Detectors()) {
    if (detector.code == code) return &detector;
  }
  return nullptr;
}

v1::SignalRow SignalsOf(const v1::Record& record) {
  v1::SignalRow row;
  row.set_area_code(record.person().current_address().area_code());
  if (row.area_code().empty()) {
    row.set_area_code(record.person().registered_address().area_code());
  }
  row.set_risk(HighestRisk(record));
  for (const v1::Need& need : record.needs()) {
    if (need.state().empty() || need.state() == "open") {
      row.set_has_open_need(true);
    }
  }
  for (const v1::Attendance& attendance : record.attendances()) {
    if (attendance.kind() != v1::ATTENDANCE_KIND_RETURN &&
        !attendance.is_contacted()) {
      row.set_has_open_absence(true);
    }
  }
  if (record.has_case_() && IsOpen(record.case_())) {
    row.set_has_open_case(true);
    int32_t days = 0;
    if (DaysOf(record.case_().plan().deadline(), &days)) {
      row.set_plan_until_days(days);
    }
  }
  row.set_has_action(TellsOfAction(record));
  return row;
}

bool IsSign(const v1::SignalRow& signals) {
  return signals.has_open_need() || signals.has_open_absence() ||
         signals.plan_until_days() != 0 ||
         signals.risk() >= v1::RISK_LEVEL_HIGH;
}

Hearing Listen(const std::vector<v1::SignalRow>& records, absl::Time now) {
  std::set<std::string> agencies;
  bool has_case = false;
  for (const v1::SignalRow& row : records) {
    agencies.insert(row.agency());
    has_case = has_case || row.has_open_case();
  }
  Hearing hearing;
  for (const Detector& detector : Detectors()) {
    std::optional<absl::Time> since;  // The longest wait.
    for (const v1::SignalRow& row : records) {
      const std::optional<absl::Time> waits =
          WaitsSince(detector.code, row, records, has_case, agencies.size());
      if (waits.has_value() && (!since.has_value() || *waits < *since)) {
        since = waits;
      }
    }
    if (!since.has_value()) continue;
    const absl::Time finds = *since + detector.patience;
    if (finds <= now) {
      hearing.silent.push_back({detector.code, *since});
    } else if (!hearing.next_look.has_value() || finds < *hearing.next_look) {
      hearing.next_look = finds;
    }
  }
  return hearing;
}

bool Disagree(v1::RiskLevel a, v1::RiskLevel b) {
  return a != v1::RISK_LEVEL_UNSPECIFIED && b != v1::RISK_LEVEL_UNSPECIFIED &&
         std::abs(int{a} - int{b}) >= 2;
}

int Told(int count) { return count - count % kCell; }

}  // namespace saan::care
