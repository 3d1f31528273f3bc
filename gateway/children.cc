#include "gateway/children.h"

#include <algorithm>
#include <utility>

#include "storage/tables.h"

namespace saan {

absl::StatusOr<v1::ChildRow> ResolveChild(const storage::Reader& reader,
                                          absl::string_view child_id) {
  std::string id(child_id);
  for (int i = 0; i < kMaxJoins; ++i) {
    absl::StatusOr<v1::ChildRow> child =
        storage::GetRow<v1::ChildRow>(reader, storage::kChildren, id);
    if (!child.ok() || child->joined_to().empty()) return child;
    id = child->joined_to();
  }
  return absl::DataLossError("a child was joined to others without end");
}

std::vector<std::string> IdsOf(const v1::ChildRow& child) {
  std::vector<std::string> ids = {child.child_id()};
  for (const v1::JoinedChild& joined : child.joined()) {
    ids.push_back(joined.child_id());
  }
  return ids;
}

absl::StatusOr<std::set<std::string>> HoldersOf(const storage::Reader& reader,
                                                const v1::ChildRow& child) {
  std::set<std::string> holders;
  for (const std::string& record_id : child.record_ids()) {
    absl::StatusOr<v1::RecordRow> row =
        storage::GetRow<v1::RecordRow>(reader, storage::kRecords, record_id);
    if (!row.ok()) return row.status();
    holders.insert(std::move(*row->mutable_record()->mutable_agency()));
  }
  return holders;
}

void NameSubject(const v1::ChildRow& child,
                 const std::vector<std::string>& record_ids,
                 v1::AuditEntry* entry) {
  entry->add_subject_refs(child.audit_ref());
  for (const v1::JoinedChild& joined : child.joined()) {
    const bool is_shown =
        std::any_of(joined.record_ids().begin(), joined.record_ids().end(),
                    [&](const std::string& id) {
                      return std::find(record_ids.begin(), record_ids.end(),
                                       id) != record_ids.end();
                    });
    if (is_shown) entry->add_subject_refs(joined.audit_ref());
  }
}

}  // namespace saan
