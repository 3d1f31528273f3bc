// How each entry of the log is linked to the one before it that speaks of the
// same subject, and how many there are: so whoever has some of a subject's
// entries sees which are missing.

#ifndef SAAN_STORAGE_SUBJECT_LINKS_H_
#define SAAN_STORAGE_SUBJECT_LINKS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/kv.h"

namespace saan::storage {

// The layout of AuditEntry from which on its subjects are linked.
inline constexpr int kLinkedSchemaVersion = 2;

// What the links of one subject add to an entry at most.
inline constexpr size_t kMaxLinkBytes = 20;

// Where the chain of a subject ends: the last entry that speaks of it.
struct SubjectHead {
  uint64_t index = 0;
  uint64_t count = 0;  // Entries that speak of it; 0: none.

  bool operator==(const SubjectHead&) const = default;
};

// Appends to `entry`, an AuditEntry serialised without links, those of its
// subjects, in their order, whose chains end at `before`: the same bytes as if
// all had been serialised in one.
void AppendLinks(absl::Span<const SubjectHead> before, std::string* entry);

// Where the chain of `subject_ref` ends by what is on disk: counts the rows of
// its index, some microseconds each. The codes of Scan.
absl::StatusOr<SubjectHead> ReadSubjectHead(const Reader& reader,
                                            absl::string_view subject_ref);

// The ends of chains that were moved last, in memory. Not thread-safe.
class SubjectHeads {
 public:
  // Some 100 bytes for each.
  static constexpr size_t kUsualMost = size_t{1} << 17;

  explicit SubjectHeads(size_t most = kUsualMost) : most_(most) {}

  // Null where the chain was not moved, or was forgotten since.
  const SubjectHead* Find(absl::string_view subject_ref) const;

  // The chain of `subject_ref` ends at `head`. Where there are more than
  // `most`, those that end before `durable`, and so on disk, are forgotten.
  void Move(const std::string& subject_ref, const SubjectHead& head,
            uint64_t durable);

  // How often some were forgotten. While it stays the same, what was read from
  // disk of a subject that Find does not know still holds.
  uint64_t times_forgotten() const { return times_forgotten_; }

 private:
  const size_t most_;
  absl::flat_hash_map<std::string, SubjectHead> heads_;
  uint64_t times_forgotten_ = 0;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SUBJECT_LINKS_H_
