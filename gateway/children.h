// Children by their ids. Records of one child that was taken for two are joined
// under one id; the other id leads there, and its history stays its own.

#ifndef SAAN_GATEWAY_CHILDREN_H_
#define SAAN_GATEWAY_CHILDREN_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/audit.pb.h"
#include "saan/v1/stored.pb.h"
#include "storage/kv.h"

namespace saan {

// Children joined one after the other that an id may lead through.
inline constexpr int kMaxJoins = 64;

// The child that `child_id` leads to now: itself, or the one that its records
// were joined to. NOT_FOUND where no such id was ever given; DATA_LOSS beyond
// kMaxJoins.
absl::StatusOr<v1::ChildRow> ResolveChild(const storage::Reader& reader,
                                          absl::string_view child_id);

// All ids that lead to `child`, its own first. What is kept under a child's id
// (consents, referrals) stays under the id it was given for, and is found under
// all of these: so it goes where it belongs when children are parted again.
std::vector<std::string> IdsOf(const v1::ChildRow& child);

// The agencies that own a record of the child.
absl::StatusOr<std::set<std::string>> HoldersOf(const storage::Reader& reader,
                                                const v1::ChildRow& child);

// Names in the log the child whose `record_ids` went out or in, and with it
// every child joined to it that brought one of them: each keeps its own history
// if they are parted again.
void NameSubject(const v1::ChildRow& child,
                 const std::vector<std::string>& record_ids,
                 v1::AuditEntry* entry);

}  // namespace saan

#endif  // SAAN_GATEWAY_CHILDREN_H_
