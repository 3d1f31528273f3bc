#include "storage/subject_links.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/log_tree.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

constexpr size_t kHeadKeyBytes = 1 + 16;
constexpr size_t kIndexKeyBytes = kHeadKeyBytes + 8;
constexpr size_t kHeadBytes = 16;
// Heads that are written at once where a log has none yet.
constexpr size_t kHeadsAtOnce = 4096;

// Gathers heads from index rows in the order of their keys.
class HeadGatherer {
 public:
  explicit HeadGatherer(Kv* kv) : kv_(kv) {}

  absl::Status Add(absl::string_view key) {
    const absl::string_view subject_ref = key.substr(1, kHeadKeyBytes - 1);
    if (subject_ref != subject_) {
      absl::Status kept = Close();
      if (!kept.ok()) return kept;
      subject_ = std::string(subject_ref);
      head_ = {};
    }
    head_.index = FromBigEndian64(key.substr(kHeadKeyBytes));
    ++head_.count;
    return absl::OkStatus();
  }

  // The first subject's head comes last of all: where it stands, all do.
  absl::Status Finish() {
    absl::Status kept = Close();
    if (kept.ok() && !puts_.empty()) kept = kv_->Commit(puts_);
    if (!kept.ok() || !first_.has_value()) return kept;
    return kv_->Commit({*first_});
  }

 private:
  absl::Status Close() {
    if (head_.count == 0) return absl::OkStatus();
    Put row = SubjectHeadRow(subject_, head_);
    if (!first_.has_value()) {
      first_ = std::move(row);
      return absl::OkStatus();
    }
    puts_.push_back(std::move(row));
    if (puts_.size() < kHeadsAtOnce) return absl::OkStatus();
    return kv_->Commit(std::exchange(puts_, {}));
  }

  Kv* const kv_;
  std::string subject_;
  SubjectHead head_;
  std::optional<Put> first_;
  std::vector<Put> puts_;
};

}  // namespace

std::string SubjectHeadKey(absl::string_view subject_ref) {
  return Key(kSubjects, subject_ref);
}

Put SubjectHeadRow(absl::string_view subject_ref, const SubjectHead& head) {
  return {SubjectHeadKey(subject_ref),
          absl::StrCat(BigEndian64(head.index), BigEndian64(head.count))};
}

absl::StatusOr<SubjectHead> ParseSubjectHead(
    const std::optional<std::string>& row) {
  if (!row.has_value()) return SubjectHead();
  if (row->size() != kHeadBytes) {
    return DamagedLogError("where a subject's chain ends is misshapen");
  }
  const absl::string_view bytes = *row;
  return SubjectHead{FromBigEndian64(bytes.substr(0, 8)),
                     FromBigEndian64(bytes.substr(8))};
}

void AddLink(const SubjectHead& before, v1::AuditEntry* links) {
  links->add_subject_counts(before.count + 1);
  links->add_subject_previous(before.count == 0 ? 0 : before.index);
}

absl::Status WriteMissingSubjectHeads(Kv* kv) {
  HeadGatherer gatherer(kv);
  bool is_first = true;
  bool is_linked = false;
  absl::Status gathered;
  absl::Status scanned =
      kv->Scan(std::string(1, kSubjects), std::string(1, kSubjects + 1),
               [&](absl::string_view key, absl::string_view) {
                 if (key.size() != kIndexKeyBytes) {
                   // The head of the first subject, written last: nothing is
                   // missing.
                   is_linked = is_first;
                   return !is_linked;
                 }
                 is_first = false;
                 gathered = gatherer.Add(key);
                 return gathered.ok();
               });
  if (!scanned.ok()) return scanned;
  if (is_linked || !gathered.ok()) return gathered;
  return gatherer.Finish();
}

}  // namespace saan::storage
