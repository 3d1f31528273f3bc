// Directions: what people have said about sharing one child's data. All of a
// child lie in one row, so that one read gives them to a decision; each is
// found by its own handle through an index.

#ifndef SAAN_GATEWAY_DIRECTIONS_H_
#define SAAN_GATEWAY_DIRECTIONS_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/etag.h"
#include "saan/v1/stored.pb.h"
#include "saan/v1/stored_sharing.pb.h"

namespace saan {

// A reason or note that is kept with a direction, in bytes.
inline constexpr size_t kMaxDirectionText = 2'000;

// How the log and the directions name the calling person: keyed digest of
// agency and staff id. FIELD_REQUIRED "context.actor" for a system.
absl::StatusOr<std::string> PersonOf(const House& house, const Call& call);

// The child that a direction is of. NOT_FOUND `field` when there is none.
absl::StatusOr<std::string> ChildOfDirection(const House& house, char table,
                                             const std::string& id,
                                             const char* field);

// A child as it is named in a request. FIELD_INVALID; NO_ACCESS when there is
// none, as for one that may not be seen. Enters the child into the log.
absl::StatusOr<v1::ChildRow> ChildNamed(const House& house,
                                        const std::string& child_id,
                                        Call* call);

// Whether the caller's agency owns a record of the child.
absl::StatusOr<bool> OwnsRecordOf(const House& house, const Call& call,
                                  const v1::ChildRow& child);

// Changes the row of a child as `change` says and puts it, raised by one, into
// the changes of `call`. TOO_MANY_DIRECTIONS above the limit.
absl::Status ChangeSharing(
    const House& house, const std::string& child_id, Call* call,
    absl::FunctionRef<absl::Status(v1::ChildSharingRow*)> change);

// Gives `child_id` to those who look for direction `id`.
void IndexDirection(char table, const std::string& id,
                    const std::string& child_id, Call* call);

// The edition of one direction: changes whenever it does.
std::string EtagOf(const google::protobuf::Message& direction,
                   const House& house);

// The one of `list` whose `id` it is. NOT_FOUND "field" when none is.
template <typename List>
absl::StatusOr<typename List::value_type*> FindIn(
    List* list, const std::string& (List::value_type::*id_of)() const,
    const std::string& id, const char* field) {
  for (auto& item : *list) {
    if ((item.*id_of)() == id) return &item;
  }
  return Refuse(v1::ERROR_REASON_NOT_FOUND, field);
}

}  // namespace saan

#endif  // SAAN_GATEWAY_DIRECTIONS_H_
