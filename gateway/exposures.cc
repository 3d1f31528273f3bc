#include "gateway/exposures.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "gateway/audit_view.h"
#include "gateway/subjects.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

// A record of the child, as an entry may name it.
struct Named {
  std::string record_id;
  std::string owner;
  bool is_parted = false;
};

absl::StatusOr<std::map<std::string, Named>> NamesOf(
    const House& house, const v1::ChildRow& child, uint64_t slot,
    const std::vector<std::string>& parted) {
  std::map<std::string, Named> names;
  for (const std::string& record_id : child.record_ids()) {
    absl::StatusOr<v1::RecordRow> row = storage::GetRow<v1::RecordRow>(
        house.ahead, storage::kRecords, record_id);
    if (!row.ok()) return row.status();
    const absl::StatusOr<std::string> pseudonym =
        house.subject_keys.Pseudonym(slot, record_id);
    if (!pseudonym.ok()) return pseudonym.status();
    names[absl::BytesToHexString(*pseudonym)] = {
        record_id, row->record().agency(),
        std::find(parted.begin(), parted.end(), record_id) != parted.end()};
  }
  return names;
}

// Nothing where the entry shows no two children as one.
v1::Exposure Told(uint64_t index, const v1::AuditEntry& entry,
                  const std::map<std::string, Named>& names) {
  v1::Exposure exposure;
  bool shows_other = false;
  bool shows_foreign = false;
  for (const std::string& name : entry.record_ids()) {
    const auto found = names.find(name);
    if (found == names.end()) continue;
    if (!found->second.is_parted) {
      shows_other = true;
      continue;
    }
    shows_foreign |= found->second.owner != entry.agency();
    exposure.add_record_ids(found->second.record_id);
  }
  if (!shows_other && !shows_foreign) exposure.clear_record_ids();
  exposure.set_log_index(index);
  *exposure.mutable_recorded_time() =
      TimestampOf(absl::FromUnixNanos(entry.recorded_unix_nanos()));
  exposure.set_method(entry.method());
  exposure.set_agency(entry.agency());
  exposure.set_system(entry.system());
  exposure.set_actor_ref(entry.actor_ref());
  return exposure;
}

}  // namespace

absl::StatusOr<Exposures> FindExposures(const House& house,
                                        const v1::ChildRow& child,
                                        const std::vector<std::string>& parted,
                                        uint64_t first_index) {
  Exposures exposures;
  const absl::StatusOr<uint64_t> slot =
      SubjectSlot(house.ahead, child.audit_ref());
  const absl::StatusOr<std::string> subject =
      slot.ok() ? house.subject_keys.Pseudonym(*slot, child.audit_ref())
                : slot.status();
  if (absl::IsNotFound(subject.status())) {
    exposures.is_history_erased = true;
    return exposures;
  }
  if (!subject.ok()) return subject.status();
  absl::StatusOr<std::map<std::string, Named>> names =
      NamesOf(house, child, *slot, parted);
  if (!names.ok()) return names.status();
  absl::Status read;
  absl::Status scanned =
      house.log.ScanSubject(*subject, first_index, [&](uint64_t index) {
        const absl::StatusOr<std::string> leaf = house.log.Leaf(index);
        if (absl::IsNotFound(leaf.status())) return false;  // Not on disk yet.
        if (leaf.ok() && leaf->empty()) {
          exposures.is_history_erased = true;
          return true;
        }
        v1::AuditEntry entry;
        if (!leaf.ok() || !entry.ParseFromString(*leaf)) {
          read = leaf.ok() ? absl::DataLossError("an entry does not parse")
                           : leaf.status();
          return false;
        }
        ++exposures.entries_read;
        // What shows nothing (a submit, a decision) has nothing disclosed.
        if (entry.disclosed().empty()) return true;
        v1::Exposure told = Told(index, entry, *names);
        if (!told.record_ids().empty()) {
          exposures.answers.push_back(std::move(told));
        }
        return exposures.answers.size() < kMaxExposures;
      });
  if (!scanned.ok()) return scanned;
  if (!read.ok()) return read;
  return exposures;
}

}  // namespace saan
