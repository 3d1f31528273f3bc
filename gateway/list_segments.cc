// ListSegments: the seals of the log, each proven.

#include <utility>

#include "gateway/audit_view.h"
#include "gateway/auditor.h"
#include "gateway/paging.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ListSegmentsRequest& request,
                  Call* call, v1::ListSegmentsResponse* response) {
  const absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  const uint64_t first =
      asked->position.empty() ? 0 : storage::FromBigEndian64(asked->position);
  // Before the checkpoint, which so covers all these seals.
  response->set_unsealed_first(house.segments.sealed_end());
  const uint64_t count = house.segments.count();
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
