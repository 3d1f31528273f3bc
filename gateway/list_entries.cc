// ListEntries: the log, filtered; reading it is itself an entry.

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/auditor.h"
#include "gateway/names.h"
#include "gateway/paging.h"
#include "gateway/timestamps.h"
#include "storage/merkle.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Entries that one page may look through; a page may be short, or empty, and
// still have a next one.
constexpr uint64_t kMaxExamined = 20000;
// Entries about one child that are brought into order; more than a child's
// records are looked at in many years.
constexpr size_t kMaxSubjectEntries = 100000;

// The log indexes to look at, in the order asked for.
class Sequence {
 public:
  // All of [0, size).
  Sequence(uint64_t size, bool is_newest_first)
      : size_(size), is_newest_first_(is_newest_first) {}
  // These only, ascending.
  Sequence(std::vector<uint64_t> indexes, bool is_newest_first)
      : size_(indexes.size()),
        is_newest_first_(is_newest_first),
        indexes_(std::move(indexes)) {}

  uint64_t size() const { return size_; }
  uint64_t At(uint64_t step) const {
    const uint64_t place = is_newest_first_ ? size_ - 1 - step : step;
    return indexes_.has_value() ? (*indexes_)[place] : place;
  }
  // The step to go on from after log index `last`.
  uint64_t StepAfter(uint64_t last) const {
    for (uint64_t low = 0, high = size_;;) {
      if (low == high) return low;
      const uint64_t middle = low + (high - low) / 2;
      const bool is_behind =
          is_newest_first_ ? At(middle) >= last : At(middle) <= last;
      (is_behind ? low : high) = is_behind ? middle + 1 : middle;
    }
  }

 private:
  uint64_t size_;
  bool is_newest_first_;
  std::optional<std::vector<uint64_t>> indexes_;
};

absl::StatusOr<Sequence> SequenceOf(const House& house,
                                    const v1::ListEntriesRequest& request,
                                    uint64_t size) {
  if (request.child_id().empty()) {
    return Sequence(size, request.is_newest_first());
  }
  if (!IsHandle(request.child_id())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
  }
  absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
      house.store, storage::kChildren, request.child_id());
  if (absl::IsNotFound(child.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "child_id");
  }
  if (!child.ok()) return child.status();
  std::vector<uint64_t> indexes;
  absl::Status scanned =
      house.log.ScanSubject(child->audit_ref(), 0, [&](uint64_t index) {
        if (index < size) indexes.push_back(index);
        return indexes.size() < kMaxSubjectEntries;
      });
  if (!scanned.ok()) return scanned;
  return Sequence(std::move(indexes), request.is_newest_first());
}

bool Matches(const v1::ListEntriesRequest& request,
             const v1::AuditEntry& entry) {
  if (!request.agency().empty() && entry.agency() != request.agency()) {
    return false;
  }
  if (request.is_refused() && entry.outcome() != v1::OUTCOME_DENIED &&
      entry.outcome() != v1::OUTCOME_BAD_INPUT) {
    return false;
  }
  const absl::Time recorded = absl::FromUnixNanos(entry.recorded_unix_nanos());
  if (request.has_from_time() && recorded < TimeOf(request.from_time())) {
    return false;
  }
  return !request.has_until_time() || recorded < TimeOf(request.until_time());
}

absl::Status Body(const House& house, const v1::ListEntriesRequest& request,
                  Call* call, v1::ListEntriesResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  *response->mutable_tree_head() = house.log.Head();
  absl::StatusOr<Sequence> sequence =
      SequenceOf(house, request, response->tree_head().size());
  if (!sequence.ok()) return sequence.status();
  uint64_t step =
      asked->position.size() == 8
          ? sequence->StepAfter(storage::FromBigEndian64(asked->position))
          : 0;
  uint64_t examined = 0;
  for (; step < sequence->size() && response->entries_size() < asked->size &&
         examined < kMaxExamined;
       ++step, ++examined) {
    const uint64_t index = sequence->At(step);
    absl::StatusOr<std::string> leaf = house.log.Leaf(index);
    if (!leaf.ok()) return leaf.status();
    v1::AuditEntry entry;
    if (!entry.ParseFromString(*leaf)) {
      return absl::DataLossError("an entry of the log does not parse");
    }
    if (!Matches(request, entry)) continue;
    v1::LoggedEntry& logged = *response->add_entries();
    logged.set_log_index(index);
    logged.set_leaf_hash(storage::LeafHash(*leaf));
    *logged.mutable_entry() = std::move(entry);
  }
  response->set_entries_examined(examined);
  if (step < sequence->size() && step > 0) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question,
                      storage::BigEndian64(sequence->At(step - 1))));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::ListEntries(grpc::ServerContext* context,
                                  const v1::ListEntriesRequest* request,
                                  v1::ListEntriesResponse* response) {
  return Serve(frame_, *context, {"AuditorService/ListEntries", Door::kAuditor},
               *request, response, &Body);
}

}  // namespace saan
