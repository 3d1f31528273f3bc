#include "storage/subject_links.h"

#include "storage/tables.h"

namespace saan::storage {

void AddLink(const SubjectHead& before, v1::AuditEntry* links) {
  links->add_subject_counts(before.count + 1);
  links->add_subject_previous(before.count == 0 ? 0 : before.index);
}

absl::StatusOr<SubjectHead> ReadSubjectHead(const Reader& reader,
                                            absl::string_view subject_ref) {
  const std::string prefix = Key(kSubjects, subject_ref);
  SubjectHead head;
  absl::Status scanned = reader.Scan(
      prefix, PrefixEnd(prefix), [&](absl::string_view key, absl::string_view) {
        head.index = FromBigEndian64(key.substr(prefix.size()));
        ++head.count;
        return true;
      });
  if (!scanned.ok()) return scanned;
  return head;
}

const SubjectHead* SubjectHeads::Find(absl::string_view subject_ref) const {
  const auto head = heads_.find(subject_ref);
  return head == heads_.end() ? nullptr : &head->second;
}

void SubjectHeads::Move(const std::string& subject_ref, const SubjectHead& head,
                        uint64_t durable) {
  heads_[subject_ref] = head;
  if (heads_.size() <= most_) return;
  absl::erase_if(
      heads_, [&](const auto& known) { return known.second.index < durable; });
  ++times_forgotten_;
}

}  // namespace saan::storage
