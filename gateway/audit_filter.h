// Filters over the audit log in the words of AIP-160: comparisons joined by
// AND, OR and NOT (or -), with parentheses; OR binds closer than AND. Pure.
//
//   purpose = CASE_CARE AND NOT outcome = DONE
//   agency = bma (outcome = DENIED OR outcome = BAD_INPUT) subject_count > 1

#ifndef SAAN_GATEWAY_AUDIT_FILTER_H_
#define SAAN_GATEWAY_AUDIT_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/audit.pb.h"

namespace saan {

inline constexpr size_t kMaxFilterBytes = 1000;
// Parentheses and NOTs inside one another.
inline constexpr int kMaxFilterDepth = 20;

// Immutable; thread-safe.
class AuditFilter {
 public:
  // Takes the field names and operators that auditor.proto lists at `filter`;
  // values as words or in double quotes, enum values with or without their
  // prefix. An empty text matches all. FIELD_TOO_LONG, or FIELD_INVALID with
  // the field "filter", or "filter at N" where byte N cannot be understood.
  static absl::StatusOr<AuditFilter> Parse(absl::string_view text);

  bool Matches(uint64_t log_index, const v1::AuditEntry& entry) const;

  // Terms of storage/log_index.h that every matching entry has.
  std::vector<std::string> Terms() const;

  struct Node;

 private:
  explicit AuditFilter(std::shared_ptr<const Node> root)
      : root_(std::move(root)) {}

  std::shared_ptr<const Node> root_;  // Null matches all.
};

}  // namespace saan

#endif  // SAAN_GATEWAY_AUDIT_FILTER_H_
