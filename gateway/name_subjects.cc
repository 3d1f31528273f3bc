// NameSubjects: which children pseudonyms of the log mean. Only after a breach
// should anyone need it; the entry names all children that were named.

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "gateway/audit_view.h"
#include "gateway/auditor.h"
#include "saan/v1/stored.pb.h"
#include "storage/ledger.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr int kMaxSubjects = 2000;

// A child, by one of its pseudonyms.
struct NamedSubject {
  std::string child_id;
  std::string audit_ref;
};
using Names = absl::flat_hash_map<std::string, NamedSubject>;

// Fills in `names`, whose keys are the pseudonyms wanted, whom `audit_ref`
// names, where it is one of them.
absl::Status Recognise(const House& house, const std::string& child_id,
                       const std::string& audit_ref, Names* names) {
  const absl::StatusOr<std::string> pseudonym = SubjectRef(house, audit_ref);
  if (absl::IsNotFound(pseudonym.status())) return absl::OkStatus();
  if (!pseudonym.ok()) return pseudonym.status();
  const auto found = names->find(*pseudonym);
  if (found != names->end()) found->second = {child_id, audit_ref};
  return absl::OkStatus();
}

// No row leads back from a pseudonym, so that erasing a key leaves nothing
// behind: all children are tried.
absl::Status TryAllChildren(const House& house, Names* names) {
  absl::Status tried;
  absl::Status scanned = storage::ScanRows<v1::ChildRow>(
      house.store, storage::kChildren, "",
      [&](absl::string_view child_id, const v1::ChildRow& child) {
        const std::string id(child_id);
        tried = Recognise(house, id, child.audit_ref(), names);
        for (const v1::JoinedChild& joined : child.joined()) {
          if (tried.ok()) {
            tried = Recognise(house, id, joined.audit_ref(), names);
          }
        }
        return tried.ok();
      });
  return scanned.ok() ? tried : scanned;
}

absl::Status Body(const House& house, const v1::NameSubjectsRequest& request,
                  Call* call, v1::NameSubjectsResponse* response) {
  if (!SeesWholeLog(house, *call)) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  if (request.subject_refs().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "subject_refs");
  }
  if (request.subject_refs_size() > kMaxSubjects) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "subject_refs");
  }
  Names names;
  for (const std::string& subject_ref : request.subject_refs()) {
    if (subject_ref.size() != storage::kSubjectRefBytes) {
      return Refuse(v1::ERROR_REASON_FIELD_INVALID, "subject_refs");
    }
    names.emplace(subject_ref, NamedSubject());
  }
  absl::Status tried = TryAllChildren(house, &names);
  if (!tried.ok()) return tried;
  uint32_t named = 0;
  for (const std::string& subject_ref : request.subject_refs()) {
    const NamedSubject& who = names[subject_ref];
    v1::NamedSubject& subject = *response->add_subjects();
    subject.set_subject_ref(subject_ref);
    subject.set_child_id(who.child_id);
    if (who.audit_ref.empty()) continue;
    call->entry.add_subject_refs(who.audit_ref);
    ++named;
  }
  call->entry.set_subject_count(named);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::NameSubjects(grpc::ServerContext* context,
                                   const v1::NameSubjectsRequest* request,
                                   v1::NameSubjectsResponse* response) {
  return Serve(frame_, *context,
               {"AuditorService/NameSubjects", Door::kAuditor}, *request,
               response, &Body);
}

}  // namespace saan
