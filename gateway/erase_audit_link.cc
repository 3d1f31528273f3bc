// EraseAuditLink: after it no one can tell which entries of the log spoke of a
// child. The entry that says so names the old pseudonym, and is on disk before
// the key is destroyed; a start finishes what was cut short in between.

#include <optional>

#include "gateway/admin.h"
#include "gateway/names.h"
#include "gateway/subjects.h"
#include "saan/v1/stored.pb.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::StatusOr<uint64_t> EntriesAbout(const House& house,
                                      const std::string& audit_ref) {
  const absl::StatusOr<std::string> pseudonym = SubjectRef(house, audit_ref);
  if (!pseudonym.ok()) return pseudonym.status();
  uint64_t count = 0;
  absl::Status scanned = house.log.ScanSubject(*pseudonym, 0, [&](uint64_t) {
    ++count;
    return true;
  });
  if (!scanned.ok()) return scanned;
  return count;
}

// Leaves in `slot` which key is to be destroyed.
absl::Status Body(const House& house, const v1::EraseAuditLinkRequest& request,
                  Call* call, v1::EraseAuditLinkResponse* response,
                  std::optional<uint64_t>* slot) {
  if (!IsHandle(request.child_id())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
  }
  if (request.ground() == v1::ERASURE_GROUND_UNSPECIFIED ||
      !v1::ErasureGround_IsValid(request.ground())) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "ground");
  }
  const absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
      house.store, storage::kChildren, request.child_id());
  if (absl::IsNotFound(child.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "child_id");
  }
  if (!child.ok()) return child.status();
  const absl::StatusOr<uint64_t> found =
      SubjectSlot(house.store, child->audit_ref());
  if (absl::IsNotFound(found.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "child_id");
  }
  if (!found.ok()) return found.status();
  const absl::StatusOr<uint64_t> count =
      EntriesAbout(house, child->audit_ref());
  if (!count.ok()) return count.status();
  response->set_entry_count(*count);
  call->entry.add_subject_refs(child->audit_ref());
  call->entry.set_subject_count(1);
  call->entry.set_erased_on(request.ground());
  // What is said of the child from now on goes under a new key.
  const std::string key =
      storage::Key(storage::kSubjectSlots, child->audit_ref());
  call->changes.expects.push_back({key, storage::BigEndian64(*found)});
  call->changes.puts.push_back({key, std::nullopt});
  call->changes.puts.push_back(
      {storage::Key(storage::kErasedSlots, storage::BigEndian64(*found)), ""});
  *slot = *found;
  return absl::OkStatus();
}

}  // namespace

grpc::Status Admin::EraseAuditLink(grpc::ServerContext* context,
                                   const v1::EraseAuditLinkRequest* request,
                                   v1::EraseAuditLinkResponse* response) {
  std::optional<uint64_t> slot;
  const grpc::Status status =
      Serve(frame_, *context, {"AdminService/EraseAuditLink", Door::kAdmin},
            *request, response,
            [&slot](const House& house, const v1::EraseAuditLinkRequest& asked,
                    Call* call, v1::EraseAuditLinkResponse* answer) {
              return Body(house, asked, call, answer, &slot);
            });
  if (!status.ok()) return status;
  // An answer that was given before may stand for a deed that failed.
  const House& house = frame_.house;
  const absl::Status destroyed =
      slot.has_value() ? house.subject_keys.Destroy(*slot)
                       : FinishErasures(house.store, house.subject_keys);
  if (destroyed.ok()) return status;
  house.env.log("a subject key could not be destroyed; a start will");
  response->Clear();
  return ToGrpc(Refuse(v1::ERROR_REASON_UNAVAILABLE));
}

}  // namespace saan
