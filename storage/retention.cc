#include "storage/retention.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace saan::storage {
namespace {

bool IsRefusal(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_DENIED || outcome == v1::OUTCOME_BAD_INPUT ||
         outcome == v1::OUTCOME_FAILED;
}

}  // namespace

v1::RetentionClass RetentionClassOf(const v1::AuditEntry& entry) {
  const auto is_of = [&](absl::string_view service) {
    return absl::StartsWith(entry.method(), service);
  };
  if (entry.has_epoch() || entry.has_seal() || entry.has_archived() ||
      entry.has_expired()) {
    return v1::RETENTION_CLASS_LOG;
  }
  if (IsRefusal(entry.outcome())) return v1::RETENTION_CLASS_REFUSAL;
  if (entry.has_acknowledged() || is_of("AdminService/") ||
      is_of("SharingService/") || is_of("IdentityService/")) {
    return v1::RETENTION_CLASS_GOVERNANCE;
  }
  if (is_of("AuditorService/")) return v1::RETENTION_CLASS_OVERSIGHT;
  if (entry.subject_refs_size() > 0) return v1::RETENTION_CLASS_CHILD;
  return v1::RETENTION_CLASS_TRAFFIC;
}

absl::Status RetentionPolicy::Keep(v1::RetentionClass retention_class,
                                   int days) {
  const std::string& name = v1::RetentionClass_Name(retention_class);
  if (retention_class == v1::RETENTION_CLASS_UNSPECIFIED ||
      retention_class == v1::RETENTION_CLASS_LOG) {
    return absl::InvalidArgumentError(absl::StrCat(
        name, " cannot have an end: name another class, or leave it out"));
  }
  if (days < kLeastDaysKept) {
    return absl::InvalidArgumentError(absl::StrCat(
        name, " is to be kept for ", days, " days: at least ", kLeastDaysKept,
        " are asked for (Computer Crime Act s.26)"));
  }
  if (!kept_.emplace(retention_class, absl::Hours(24) * days).second) {
    return absl::InvalidArgumentError(absl::StrCat(name, " is named twice"));
  }
  return absl::OkStatus();
}

bool RetentionPolicy::IsOver(v1::RetentionClass retention_class,
                             absl::Time sealed, absl::Time now) const {
  const auto kept = kept_.find(retention_class);
  return kept != kept_.end() && sealed + kept->second <= now;
}

}  // namespace saan::storage
