// What to tell after a breach: which children's data a caller got, what of it,
// and from whom. The Personal Data Protection Act s.37(4) gives 72 hours to
// tell the authority, and asks to tell the people where their rights are at
// risk. Pure.

#ifndef SAAN_GATEWAY_CTL_BREACH_H_
#define SAAN_GATEWAY_CTL_BREACH_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/ctl/kinds_shown.h"
#include "gateway/ctl/words.h"
#include "saan/v1/auditor.pb.h"

namespace saan::ctl {

inline constexpr absl::Duration kBreachDeadline = absl::Hours(72);

// What was asked for, as the report says it again.
struct BreachScope {
  std::string agency;
  std::string staff;  // Empty: everyone there.
  absl::Time from;
  absl::Time until;
  // When the breach became known: the 72 hours run from then.
  absl::Time known_since;
};

// One child, or one pseudonym that can no longer be named.
struct AffectedChild {
  std::string subject_ref;  // 16 bytes.
  std::string child_id;     // Empty: the link was cut.
  uint64_t entries = 0;
  uint64_t first_index = 0;
  uint64_t last_index = 0;
  int64_t first_unix_nanos = 0;
  int64_t last_unix_nanos = 0;
  // Of whole answers: an answer about several children counts for each.
  KindsShown shown;
  std::set<std::string> holders;  // Agencies whose records were shown.
  bool was_written = false;       // The caller sent data about the child.
};

// Gathers a report.
class BreachReport {
 public:
  explicit BreachReport(BreachScope scope) : scope_(std::move(scope)) {}

  // The entry at `log_index`, which is within the scope. In the order of the
  // log.
  void Add(uint64_t log_index, const v1::AuditEntry& entry);

  // Pseudonyms that were not named yet, at most `most`.
  std::vector<std::string> Unnamed(size_t most) const;
  // Whom one means; an empty `child_id`: nobody can tell any more.
  void Name(const std::string& subject_ref, absl::string_view child_id);

  // Most entries first, then by pseudonym.
  std::vector<AffectedChild> Children() const;

  // For people: Thai, and then the same in English.
  std::string Text() const;
  // For other programs: one JSON object.
  std::string Json() const;

 private:
  std::string Section(Lang lang) const;

  const BreachScope scope_;
  uint64_t entries_ = 0;
  uint64_t refused_ = 0;
  std::map<std::string, AffectedChild> children_;
  std::set<std::string> named_;
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_BREACH_H_
