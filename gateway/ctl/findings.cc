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

constexpr char kBreakMethod[] = "SharingService/BreakGlass";
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
  if (entry.method() == kBreakMethod && entry.outcome() == v1::OUTCOME_DONE) {
    found("BROKEN_GLASS", 1);
  }
  Hour& its = hours_[{entry.agency(), entry.actor_ref()}];
  if (!entry.actor_ref().empty() && !entry.subject_refs().empty()) {
    TakeLook(log_index, entry, &its);
  }
  if (entry.outcome() == v1::OUTCOME_DENIED) {
    its.refusals.Take(log_index, std::max<uint64_t>(1, entry.repeat_count()));
  }
}

void FindingRules::TakeLook(uint64_t log_index, const v1::AuditEntry& entry,
                            Hour* hour) {
  hour->met.Take(log_index, entry);
  if (IsFirstMeeting(entry)) hour->met_first.Take(log_index, entry);
  if (entry.disclosed().empty()) return;
  if (entry.relationship() == v1::RELATIONSHIP_NONE) {
    hour->unrelated.Take(log_index, entry);
  }
  if (entry.is_same_family_name()) hour->namesakes.Take(log_index, entry);
  if (entry.is_same_subdistrict()) hour->neighbours.Take(log_index, entry);
}

void FindingRules::Remember(const v1::AuditEntry& entry) {
  if (!entry.actor_ref().empty()) (void)IsFirstMeeting(entry);
}

bool FindingRules::IsFirstMeeting(const v1::AuditEntry& entry) {
  bool is_first = !entry.subject_refs().empty();
  for (const std::string& subject_ref : entry.subject_refs()) {
    is_first &=
        meetings_.insert(absl::StrCat(entry.actor_ref(), subject_ref)).second;
  }
  return is_first;
}

void FindingRules::Tally::Take(uint64_t log_index, uint64_t times) {
  if (entries == 0) first_index = log_index;
  last_index = log_index;
  entries += times;
}

void FindingRules::Tally::Take(uint64_t log_index,
                               const v1::AuditEntry& entry) {
  Take(log_index, 1);
  children.insert(entry.subject_refs().begin(), entry.subject_refs().end());
}

void FindingRules::CloseHours() {
  for (const auto& [who, its] : hours_) {
    const auto close = [&, &who = who](const char* rule, const Tally& tally,
                                       uint64_t count, uint64_t least) {
      if (count < least) return;
      findings_.push_back({rule, who.first, who.second, tally.first_index,
                           tally.last_index, count});
    };
    const auto children = [&](const char* rule, const Tally& tally,
                              uint64_t least) {
      close(rule, tally, tally.children.size(), least);
    };
    children("MANY_CHILDREN", its.met, kManyChildren);
    children("FIRST_MEETINGS", its.met_first, kManyFirstMeetings);
    children("NO_RELATIONSHIP", its.unrelated, kManyUnrelated);
    children("SAME_FAMILY_NAME", its.namesakes, 1);
    children("SAME_SUBDISTRICT", its.neighbours, 1);
    close("MANY_REFUSALS", its.refusals, its.refusals.entries, kManyRefusals);
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
