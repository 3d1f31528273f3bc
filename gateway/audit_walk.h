// The way through the log that a question asks for: which entries must be
// looked at, in which order, a page at a time.

#ifndef SAAN_GATEWAY_AUDIT_WALK_H_
#define SAAN_GATEWAY_AUDIT_WALK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/ledger.h"

namespace saan {

// What narrows a walk. Every entry that the question can match is on it.
struct WalkPlan {
  uint64_t size = 0;  // Of the log: entries [0, size).
  bool is_newest_first = false;
  // These alone, ascending, where given.
  std::optional<std::vector<uint64_t>> listed;
  // Else those that have all of these terms (storage/log_index.h).
  std::vector<std::string> terms;
};

// Not thread-safe.
class EntryWalk {
 public:
  // Segments that one page looks up in the index.
  static constexpr int kMaxSegments = 5000;

  // Begins at `position`, or where none is given at the first entry of the
  // order asked for. `log` must outlive it.
  EntryWalk(const storage::Ledger& log, WalkPlan plan,
            std::optional<uint64_t> position);

  // The next entry to look at. Nothing at the end, and where kMaxSegments were
  // looked up; position() tells the two apart.
  absl::StatusOr<std::optional<uint64_t>> Next();

  // Where a later walk of the same plan goes on; nothing at the end. All
  // entries before it in the order are dealt with.
  std::optional<uint64_t> position() const { return position_; }

 private:
  // The entries to look at in the segment of `position_`, in the order asked
  // for, from `position_` on.
  absl::StatusOr<std::vector<uint64_t>> InSegment() const;
  void LeaveSegment();
  void MoveBeyond(uint64_t index);
  std::optional<uint64_t> NextListed();

  const storage::Ledger& log_;
  const WalkPlan plan_;
  std::optional<uint64_t> position_;
  std::vector<uint64_t> found_;  // Of the segment of position_; last first.
  bool is_found_ = false;        // found_ is filled.
  int segments_ = 0;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_AUDIT_WALK_H_
