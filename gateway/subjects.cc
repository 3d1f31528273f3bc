#include "gateway/subjects.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "storage/tables.h"

namespace saan {
namespace {

// The slot of a child, taken now where it has none.
absl::StatusOr<uint64_t> SlotFor(const House& house,
                                 const std::string& audit_ref, Call* call) {
  absl::StatusOr<uint64_t> slot = SubjectSlot(house.ahead, audit_ref);
  if (!absl::IsNotFound(slot.status())) return slot;
  slot = house.subject_keys.Take();
  if (!slot.ok()) return slot;
  const std::string key = storage::Key(storage::kSubjectSlots, audit_ref);
  call->changes.expects.push_back({key, std::nullopt});
  call->changes.puts.push_back({key, storage::BigEndian64(*slot)});
  return slot;
}

}  // namespace

absl::StatusOr<uint64_t> SubjectSlot(const storage::Reader& reader,
                                     absl::string_view audit_ref) {
  const absl::StatusOr<std::string> row =
      reader.Get(storage::Key(storage::kSubjectSlots, audit_ref));
  if (!row.ok()) return row.status();
  if (row->size() != sizeof(uint64_t)) {
    return absl::DataLossError("a child's key slot is misshapen");
  }
  return storage::FromBigEndian64(*row);
}

absl::Status NameByPseudonyms(const House& house, Call* call) {
  v1::AuditEntry& entry = call->entry;
  std::map<std::string, uint64_t> slots;  // By audit_ref: a child may be twice.
  uint64_t first_slot = 0;
  for (std::string& subject : *entry.mutable_subject_refs()) {
    auto found = slots.find(subject);
    if (found == slots.end()) {
      const absl::StatusOr<uint64_t> slot = SlotFor(house, subject, call);
      if (!slot.ok()) return slot.status();
      if (slots.empty()) first_slot = *slot;
      found = slots.emplace(subject, *slot).first;
    }
    absl::StatusOr<std::string> pseudonym =
        house.subject_keys.Pseudonym(found->second, subject);
    if (!pseudonym.ok()) return pseudonym.status();
    subject = *std::move(pseudonym);
  }
  // One child may have several names here, where others were joined to it; the
  // first is its own.
  const bool is_of_one =
      slots.size() == 1 || (!slots.empty() && entry.subject_count() == 1);
  for (std::string& record_id : *entry.mutable_record_ids()) {
    absl::StatusOr<std::string> pseudonym =
        is_of_one ? house.subject_keys.Pseudonym(first_slot, record_id)
                  : house.seal.Digest("audit-record", record_id);
    if (!pseudonym.ok()) return pseudonym.status();
    record_id = absl::BytesToHexString(*pseudonym);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SubjectRef(const House& house,
                                       absl::string_view audit_ref) {
  const absl::StatusOr<uint64_t> slot = SubjectSlot(house.store, audit_ref);
  if (!slot.ok()) return slot.status();
  return house.subject_keys.Pseudonym(*slot, audit_ref);
}

absl::Status FinishErasures(const storage::Reader& reader,
                            storage::SubjectKeys& keys) {
  absl::Status destroyed;
  absl::Status scanned = reader.Scan(
      std::string(1, storage::kErasedSlots),
      std::string(1, storage::kErasedSlots + 1),
      [&](absl::string_view key, absl::string_view) {
        destroyed = keys.Destroy(storage::FromBigEndian64(key.substr(1)));
        return destroyed.ok();
      });
  return scanned.ok() ? destroyed : scanned;
}

}  // namespace saan
