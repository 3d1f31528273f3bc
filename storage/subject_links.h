// How each entry of the log is linked to the one before it that speaks of the
// same subject, and how many there are: so whoever has some of a subject's
// entries sees which are missing. One small row for each subject remembers
// where its chain ends.

#ifndef SAAN_STORAGE_SUBJECT_LINKS_H_
#define SAAN_STORAGE_SUBJECT_LINKS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/audit.pb.h"
#include "storage/kv.h"

namespace saan::storage {

// The layout of AuditEntry from which on its subjects are linked.
inline constexpr int kLinkedSchemaVersion = 2;

// What the links of one subject add to an entry at most.
inline constexpr size_t kMaxLinkBytes = 20;

// The last entry that speaks of a subject.
struct SubjectHead {
  uint64_t index = 0;
  uint64_t count = 0;  // Entries that speak of it; 0: none.
};

std::string SubjectHeadKey(absl::string_view subject_ref);
Put SubjectHeadRow(absl::string_view subject_ref, const SubjectHead& head);
// Without a row there was no entry yet. DATA_LOSS when it is misshapen.
absl::StatusOr<SubjectHead> ParseSubjectHead(
    const std::optional<std::string>& row);

// Adds to `links`, which becomes part of an entry, the subject whose chain ends
// at `before`.
void AddLink(const SubjectHead& before, v1::AuditEntry* links);

// Writes the heads of a log from before entries were linked; does nothing where
// they are. May be cut short and begun again.
absl::Status WriteMissingSubjectHeads(Kv* kv);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SUBJECT_LINKS_H_
