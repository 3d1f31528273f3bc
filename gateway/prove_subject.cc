// ProveSubject: which entries of each sealed segment speak of a child, and that
// no other does.

#include <utility>

#include "gateway/audit_view.h"
#include "gateway/auditor.h"
#include "gateway/names.h"
#include "gateway/paging.h"
#include "saan/v1/stored.pb.h"
#include "storage/segment_map.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Entries after the last seal that are listed; there are fewer than a segment
// holds, unless nothing was sealed for long.
constexpr int kMaxUnsealed = 100000;

// The child's pseudonym, and into our own entry that it was asked about. Empty
// where the log does not know it, or no more.
absl::StatusOr<std::string> PseudonymOf(const House& house,
                                        const std::string& child_id,
                                        Call* call) {
  if (!IsHandle(child_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
  }
  const absl::StatusOr<v1::ChildRow> child =
      storage::GetRow<v1::ChildRow>(house.store, storage::kChildren, child_id);
  if (absl::IsNotFound(child.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "child_id");
  }
  if (!child.ok()) return child.status();
  absl::StatusOr<std::string> pseudonym = SubjectRef(house, child->audit_ref());
  if (absl::IsNotFound(pseudonym.status())) return std::string();
  if (pseudonym.ok()) call->entry.add_subject_refs(child->audit_ref());
  return pseudonym;
}

absl::StatusOr<v1::SegmentAnswer> AnswerOf(const House& house, uint64_t number,
                                           const std::string& subject_ref,
                                           uint64_t size) {
  v1::SegmentAnswer answer;
  absl::StatusOr<v1::LoggedEntry> seal = ReadSeal(house, number, size);
  if (!seal.ok()) return seal.status();
  *answer.mutable_seal() = *std::move(seal);
  const v1::SegmentSeal& its = answer.seal().entry().seal();
  absl::Status scanned = house.log.ScanSubject(subject_ref, its.first_index(),
                                               [&](uint64_t index) {
                                                 if (index >= its.end_index())
                                                   return false;
                                                 answer.add_log_indexes(index);
                                                 return true;
                                               });
  if (!scanned.ok()) return scanned;
  absl::StatusOr<storage::MapProof> proof =
      storage::ProveInSegment(house.store, number, subject_ref);
  if (!proof.ok()) return proof.status();
  for (std::string& sibling : proof->siblings) {
    answer.add_siblings(std::move(sibling));
  }
  if (proof->other.has_value()) {
    answer.set_other_key(proof->other->key);
    answer.set_other_value(proof->other->value);
  }
  return answer;
}

absl::Status AddUnsealed(const House& house, uint64_t size,
                         v1::ProveSubjectResponse* response) {
  return house.log.ScanSubject(
      response->subject_ref(), response->unsealed_first(), [&](uint64_t index) {
        if (index >= size) return false;
        response->add_unsealed_indexes(index);
        return response->unsealed_indexes_size() < kMaxUnsealed;
      });
}

absl::Status Body(const House& house, const v1::ProveSubjectRequest& request,
                  Call* call, v1::ProveSubjectResponse* response) {
  if (!SeesWholeLog(house, *call)) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  const absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<std::string> pseudonym =
      PseudonymOf(house, request.child_id(), call);
  if (!pseudonym.ok()) return pseudonym.status();
  // Read once, and before the checkpoint, which so covers all these seals: more
  // may be sealed meanwhile.
  const uint64_t count = house.segments.count();
  const absl::StatusOr<uint64_t> sealed_end = SealedEnd(house, count);
  if (!sealed_end.ok()) return sealed_end.status();
  response->set_unsealed_first(*sealed_end);
  const absl::StatusOr<storage::SignedCheckpoint> checkpoint =
      house.signatory.Covering(house.log.Head().size());
  if (!checkpoint.ok()) return checkpoint.status();
  response->set_checkpoint(checkpoint->note);
  uint64_t number =
      asked->position.empty() ? 0 : storage::FromBigEndian64(asked->position);
  if (pseudonym->empty()) return absl::OkStatus();
  response->set_subject_ref(*pseudonym);
  for (; number < count && response->segments_size() < asked->size; ++number) {
    absl::StatusOr<v1::SegmentAnswer> answer =
        AnswerOf(house, number, *pseudonym, checkpoint->size);
    if (!answer.ok()) return answer.status();
    *response->add_segments() = *std::move(answer);
  }
  call->entry.set_entries_read(response->segments_size());
  if (number == count) return AddUnsealed(house, checkpoint->size, response);
  response->set_next_page_token(MakePageToken(house, *call, asked->question,
                                              storage::BigEndian64(number)));
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::ProveSubject(grpc::ServerContext* context,
                                   const v1::ProveSubjectRequest* request,
                                   v1::ProveSubjectResponse* response) {
  return Serve(frame_, *context,
               {"AuditorService/ProveSubject", Door::kAuditor}, *request,
               response, &Body);
}

}  // namespace saan
