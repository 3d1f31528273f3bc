#include "gateway/ctl/findings.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/ctl/output.h"
#include "gateway/ctl/when.h"
#include "storage/merkle.h"

namespace saan::ctl {
namespace {

constexpr int64_t kHourNanos = int64_t{3600} * 1'000'000'000;

bool IsAtNight(const v1::AuditEntry& entry) {
  const absl::CivilHour hour = absl::ToCivilHour(
      absl::FromUnixNanos(entry.recorded_unix_nanos()), Bangkok());
  return hour.hour() >= kNightBegins || hour.hour() < kNightEnds;
}

}  // namespace

void FindingRules::Add(uint64_t log_index, const v1::AuditEntry& entry) {
  const int64_t hour = entry.recorded_unix_nanos() / kHourNanos;
  if (hour != hour_) {
    CloseHours();
    hour_ = hour;
  }
  const auto found = [&](const char* rule, uint64_t count) {
    findings_.push_back(
        {rule, entry.agency(), entry.actor_ref(), log_index, log_index, count});
  };
  if (entry.subject_count() >= kLargeAnswer) {
    found("LARGE_ANSWER", entry.subject_count());
  }
  if (!entry.actor_ref().empty() && !entry.disclosed().empty() &&
      IsAtNight(entry)) {
    found("OFF_HOURS", 1);
  }
  Hour& its = hours_[{entry.agency(), entry.actor_ref()}];
  if (!entry.actor_ref().empty() && !entry.subject_refs().empty()) {
    if (its.children.empty()) its.first_child = log_index;
    its.last_child = log_index;
    its.children.insert(entry.subject_refs().begin(),
                        entry.subject_refs().end());
  }
  if (entry.outcome() == v1::OUTCOME_DENIED) {
    if (its.refusals == 0) its.first_refusal = log_index;
    its.last_refusal = log_index;
    its.refusals += std::max<size_t>(1, entry.repeat_count());
  }
}

void FindingRules::CloseHours() {
  for (const auto& [who, its] : hours_) {
    if (its.children.size() >= kManyChildren) {
      findings_.push_back({"MANY_CHILDREN", who.first, who.second,
                           its.first_child, its.last_child,
                           its.children.size()});
    }
    if (its.refusals >= kManyRefusals) {
      findings_.push_back({"MANY_REFUSALS", who.first, who.second,
                           its.first_refusal, its.last_refusal, its.refusals});
    }
  }
  hours_.clear();
}

std::vector<AuditFinding> FindingRules::Take() {
  CloseHours();
  std::sort(findings_.begin(), findings_.end(),
            [](const AuditFinding& a, const AuditFinding& b) {
              return std::tie(a.rule, a.first_index, a.agency, a.actor_ref) <
                     std::tie(b.rule, b.first_index, b.agency, b.actor_ref);
            });
  return std::exchange(findings_, {});
}

v1::AcknowledgedFinding ToMessage(const AuditFinding& finding) {
  v1::AcknowledgedFinding message;
  message.set_version(kFindingsVersion);
  message.set_rule(finding.rule);
  message.set_agency(finding.agency);
  message.set_actor_ref(finding.actor_ref);
  message.set_first_index(finding.first_index);
  message.set_last_index(finding.last_index);
  return message;
}

void Acknowledgements::Add(uint64_t log_index, const v1::AuditEntry& entry) {
  if (!entry.has_acknowledged() || entry.outcome() != v1::OUTCOME_DONE ||
      entry.acknowledged().last_index() >= log_index) {
    return;
  }
  v1::AcknowledgedFinding finding = entry.acknowledged();
  finding.clear_verdict();
  by_finding_[finding.SerializeAsString()] = entry.acknowledged();
}

const v1::AcknowledgedFinding* Acknowledgements::Find(
    const AuditFinding& finding) const {
  const auto found = by_finding_.find(ToMessage(finding).SerializeAsString());
  return found == by_finding_.end() ? nullptr : &found->second;
}

void EntrySample::Add(uint64_t log_index) {
  smallest_.emplace(storage::Sha256(absl::StrCat(root_, " ", log_index)),
                    log_index);
  if (smallest_.size() > count_) smallest_.erase(std::prev(smallest_.end()));
}

std::vector<uint64_t> EntrySample::Drawn() const {
  std::vector<uint64_t> drawn;
  for (const auto& [unused, log_index] : smallest_) drawn.push_back(log_index);
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

std::string FindingJson(const AuditFinding& finding) {
  return absl::StrCat("{\"version\":\"", kFindingsVersion, "\",\"rule\":\"",
                      finding.rule, "\",\"agency\":", JsonQuote(finding.agency),
                      ",\"actor_ref\":\"",
                      absl::BytesToHexString(finding.actor_ref),
                      "\",\"first_index\":", finding.first_index,
                      ",\"last_index\":", finding.last_index,
                      ",\"count\":", finding.count, "}");
}

}  // namespace saan::ctl
