// RollBackEpoch: to an edition that two people approved and the operator signed
// before: one person can do it, for it may be urgent.

#include "gateway/epochs.h"
#include "gateway/sharing.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::RollBackEpochRequest& request,
                  Call* call, v1::RollBackEpochResponse* response) {
  if (request.note().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "note");
  }
  if (request.note().size() > kMaxNoteText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "note");
  }
  if (request.epoch() == call->rules->epoch()) {
    return Refuse(v1::ERROR_REASON_WRONG_STATE, "epoch");
  }
  if (request.epoch() == 0) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "epoch");
  }
  absl::StatusOr<Edition> edition = EditionOf(house, *call, request.epoch());
  if (!edition.ok()) return edition.status();
  v1::EpochRow row;
  row.set_epoch(request.epoch());
  const absl::StatusOr<v1::EpochRow> published = storage::GetRow<v1::EpochRow>(
      house.store, storage::kEpochs, storage::BigEndian64(request.epoch()));
  if (published.ok()) row = *published;
  PutInForce(house, std::move(edition->rules), call);
  *response->mutable_epoch() = EpochView(row, request.epoch());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::RollBackEpoch(grpc::ServerContext* context,
                                    const v1::RollBackEpochRequest* request,
                                    v1::RollBackEpochResponse* response) {
  return Serve(frame_, *context, {"SharingService/RollBackEpoch", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
