// EraseAuditLink: after it no one can tell which entries of the log spoke of a
// child. The entry that says so names the old pseudonym, and is on disk before
// the key is destroyed; a start finishes what was cut short in between.

#include <optional>
#include <vector>

#include "gateway/admin.h"
#include "gateway/children.h"
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

// Cuts the link of one name of the child, when the log knows it: adds to
// `slots` the key that is to be destroyed, and to `count` its entries.
absl::Status Cut(const House& house, const std::string& audit_ref, Call* call,
                 std::vector<uint64_t>* slots, uint64_t* count) {
  const absl::StatusOr<uint64_t> found = SubjectSlot(house.store, audit_ref);
  if (absl::IsNotFound(found.status())) return absl::OkStatus();
  if (!found.ok()) return found.status();
  const absl::StatusOr<uint64_t> entries = EntriesAbout(house, audit_ref);
  if (!entries.ok()) return entries.status();
  *count += *entries;
  call->entry.add_subject_refs(audit_ref);
  // What is said of the child from now on goes under a new key.
  const std::string key = storage::Key(storage::kSubjectSlots, audit_ref);
  call->changes.expects.push_back({key, storage::BigEndian64(*found)});
  call->changes.puts.push_back({key, std::nullopt});
  call->changes.puts.push_back(
      {storage::Key(storage::kErasedSlots, storage::BigEndian64(*found)), ""});
  slots->push_back(*found);
  return absl::OkStatus();
}

// Leaves in `slots` which keys are to be destroyed.
absl::Status Body(const House& house, const v1::EraseAuditLinkRequest& request,
                  Call* call, v1::EraseAuditLinkResponse* response,
                  std::vector<uint64_t>* slots) {
  if (!IsHandle(request.child_id())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
  }
  if (request.ground() == v1::ERASURE_GROUND_UNSPECIFIED ||
      !v1::ErasureGround_IsValid(request.ground())) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "ground");
  }
  const absl::StatusOr<v1::ChildRow> child =
      ResolveChild(house.store, request.child_id());
  if (absl::IsNotFound(child.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "child_id");
  }
  if (!child.ok()) return child.status();
  slots->clear();
  uint64_t count = 0;
  absl::Status cut = Cut(house, child->audit_ref(), call, slots, &count);
  if (!cut.ok()) return cut;
  // It is one person: also what was said of it while it was taken for another.
  for (const v1::JoinedChild& joined : child->joined()) {
    cut = Cut(house, joined.audit_ref(), call, slots, &count);
    if (!cut.ok()) return cut;
  }
  if (slots->empty()) return Refuse(v1::ERROR_REASON_NOT_FOUND, "child_id");
  response->set_entry_count(count);
  call->entry.set_subject_count(1);
  call->entry.set_erased_on(request.ground());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Admin::EraseAuditLink(grpc::ServerContext* context,
                                   const v1::EraseAuditLinkRequest* request,
                                   v1::EraseAuditLinkResponse* response) {
  std::vector<uint64_t> slots;
  const grpc::Status status = ServeWith(
      frame_, *context, {"AdminService/EraseAuditLink", Door::kAdmin}, *request,
      response,
      [&slots](const House& house, const v1::EraseAuditLinkRequest& asked,
               Call* call, v1::EraseAuditLinkResponse* answer) {
        return Body(house, asked, call, answer, &slots);
      });
  if (!status.ok()) return status;
  // An answer that was given before may stand for a deed that failed.
  const House& house = frame_.house;
  absl::Status destroyed;
  if (slots.empty()) {
    destroyed = FinishErasures(house.store, house.subject_keys);
  }
  for (const uint64_t slot : slots) {
    if (destroyed.ok()) destroyed = house.subject_keys.Destroy(slot);
  }
  if (destroyed.ok()) return status;
  house.env.log("a subject key could not be destroyed; a start will");
  response->Clear();
  return ToGrpc(Refuse(v1::ERROR_REASON_UNAVAILABLE));
}

}  // namespace saan
