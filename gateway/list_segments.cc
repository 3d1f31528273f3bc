// ListSegments: the seals of the log, each proven.

#include <utility>

#include "gateway/audit_view.h"
#include "gateway/auditor.h"
#include "gateway/paging.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status TellPlace(const House& house, uint64_t number,
                       v1::SegmentPlace* place) {
  const absl::StatusOr<storage::SealedSegment> segment =
      house.segments.At(number);
  if (!segment.ok()) return segment.status();
  place->set_is_archived(segment->archive_index.has_value());
  place->set_archive_index(segment->archive_index.value_or(0));
  place->set_manifest_sha256(segment->archived.manifest_sha256());
  for (const v1::ExpiredEntries& expired : segment->expired) {
    *place->add_expired() = expired;
  }
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::ListSegmentsRequest& request,
                  Call* call, v1::ListSegmentsResponse* response) {
  const absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  const uint64_t first =
      asked->position.empty() ? 0 : storage::FromBigEndian64(asked->position);
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
  uint64_t number = first;
  for (; number < count && response->seals_size() < asked->size; ++number) {
    absl::StatusOr<v1::LoggedEntry> seal =
        ReadSeal(house, number, checkpoint->size);
    if (!seal.ok()) return seal.status();
    *response->add_seals() = *std::move(seal);
    absl::Status placed = TellPlace(house, number, response->add_places());
    if (!placed.ok()) return placed;
  }
  if (number < count) {
    response->set_next_page_token(MakePageToken(house, *call, asked->question,
                                                storage::BigEndian64(number)));
  }
  call->entry.set_entries_read(response->seals_size());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::ListSegments(grpc::ServerContext* context,
                                   const v1::ListSegmentsRequest* request,
                                   v1::ListSegmentsResponse* response) {
  return Serve(frame_, *context,
               {"AuditorService/ListSegments", Door::kAuditor}, *request,
               response, &Body);
}

}  // namespace saan
