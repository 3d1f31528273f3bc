// How long entries of the log are kept, by what they tell of. What is kept no
// longer leaves its hash behind, so that the log stays provable.

#ifndef SAAN_STORAGE_RETENTION_H_
#define SAAN_STORAGE_RETENTION_H_

#include <map>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "saan/v1/audit.pb.h"

namespace saan::storage {

// Traffic data must be kept so long (Computer Crime Act s.26), and an entry is
// such data, whatever else it is.
inline constexpr int kLeastDaysKept = 90;

// The class of an entry. Total: every entry has one. Archives depend on it:
// what it says of a method that was ever recorded must not change.
v1::RetentionClass RetentionClassOf(const v1::AuditEntry& entry);

class RetentionPolicy {
 public:
  // From then on an entry of `retention_class` is kept for `days` days after
  // its segment was sealed, and no longer. INVALID_ARGUMENT: too few days, a
  // class that is always kept, or one that was named before.
  absl::Status Keep(v1::RetentionClass retention_class, int days);

  bool keeps_all() const { return kept_.empty(); }

  // True where entries of the class in a segment sealed at `sealed` are kept no
  // longer.
  bool IsOver(v1::RetentionClass retention_class, absl::Time sealed,
              absl::Time now) const;

 private:
  std::map<v1::RetentionClass, absl::Duration> kept_;  // Others: for ever.
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_RETENTION_H_
