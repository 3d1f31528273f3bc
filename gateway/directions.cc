#include "gateway/directions.h"

#include "absl/strings/escaping.h"
#include "gateway/children.h"
#include "gateway/facts.h"
#include "gateway/names.h"
#include "gateway/policy/consents.h"
#include "storage/tables.h"

namespace saan {

absl::StatusOr<std::string> PersonOf(const House& house, const Call& call) {
  if (call.context.actor().empty()) {
    return Refuse(v1::ERROR_REASON_ACTOR_MISSING, "context.actor");
  }
  return ActorRef(house, call.caller.agency, call.context.actor());
}

absl::StatusOr<std::string> ChildOfDirection(const House& house, char table,
                                             const std::string& id,
                                             const char* field) {
  if (!IsHandle(id)) return Refuse(v1::ERROR_REASON_FIELD_INVALID, field);
  absl::StatusOr<std::string> child_id =
      house.store.Get(storage::Key(table, id));
  if (absl::IsNotFound(child_id.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, field);
  }
  return child_id;
}

absl::StatusOr<v1::ChildRow> ChildNamed(const House& house,
                                        const std::string& child_id,
                                        Call* call) {
  if (!IsHandle(child_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
  }
  absl::StatusOr<v1::ChildRow> child = ResolveChild(house.store, child_id);
  if (absl::IsNotFound(child.status())) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  if (!child.ok()) return child.status();
  call->entry.add_subject_refs(child->audit_ref());
  call->entry.set_subject_count(1);
  return child;
}

absl::StatusOr<bool> OwnsRecordOf(const House& house, const Call& call,
                                  const v1::ChildRow& child) {
  const absl::StatusOr<std::set<std::string>> holders =
      HoldersOf(house.store, child);
  if (!holders.ok()) return holders.status();
  return holders->count(call.caller.agency) > 0;
}

absl::Status ChangeSharing(
    const House& house, const std::string& child_id, Call* call,
    absl::FunctionRef<absl::Status(v1::ChildSharingRow*)> change) {
  const absl::StatusOr<v1::ChildSharingRow> before =
      SharingUnder(house.store, child_id);
  if (!before.ok()) return before.status();
  v1::ChildSharingRow after = *before;
  absl::Status changed = change(&after);
  if (!changed.ok()) return changed;
  for (const int size :
       {after.consents_size(), after.holds_size(), after.broken_glass_size()}) {
    if (size > policy::kMaxConsentsPerChild) {
      return Refuse(v1::ERROR_REASON_TOO_MANY_DIRECTIONS, "child_id");
    }
  }
  after.set_version(before->version() + 1);
  storage::PutRow(storage::kChildSharing, child_id, after,
                  before->version() == 0 ? nullptr : &*before, &call->changes);
  return absl::OkStatus();
}

void IndexDirection(char table, const std::string& id,
                    const std::string& child_id, Call* call) {
  call->changes.puts.push_back({storage::Key(table, id), child_id});
}

std::string EtagOf(const google::protobuf::Message& direction,
                   const House& house) {
  return absl::BytesToHexString(
      house.seal.Digest("etag", direction.SerializeAsString()).substr(0, 8));
}

}  // namespace saan
