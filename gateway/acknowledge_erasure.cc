// AcknowledgeErasure: the calling agency has erased what it got.

#include "gateway/directions.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status Body(const House& house,
                  const v1::AcknowledgeErasureRequest& request, Call* call,
                  v1::AcknowledgeErasureResponse* response) {
  const absl::StatusOr<std::string> child_id = ChildOfDirection(
      house, storage::kConsents, request.consent_id(), "consent_id");
  if (!child_id.ok()) return child_id.status();
  const absl::StatusOr<v1::ChildRow> child = ChildNamed(house, *child_id, call);
  if (!child.ok()) return child.status();
  return ChangeSharing(house, *child_id, call, [&](v1::ChildSharingRow* row) {
    const absl::StatusOr<v1::Consent*> found =
        FindIn(row->mutable_consents(), &v1::Consent::consent_id,
               request.consent_id(), "consent_id");
    if (!found.ok()) return found.status();
    for (v1::Delivery& delivery : *(*found)->mutable_deliveries()) {
      if (delivery.agency() != call->caller.agency) continue;
      if (!delivery.has_erase_due_time() || delivery.has_erased_time()) {
        return Refuse(v1::ERROR_REASON_WRONG_STATE, "consent_id");
      }
      *delivery.mutable_erased_time() = TimestampOf(call->now);
      v1::Consent& shown = *response->mutable_consent();
      shown.set_consent_id(request.consent_id());
      shown.set_child_id(*child_id);
      *shown.add_deliveries() = delivery;
      return absl::OkStatus();
    }
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "consent_id");
  });
}

}  // namespace

grpc::Status Sharing::AcknowledgeErasure(
    grpc::ServerContext* context, const v1::AcknowledgeErasureRequest* request,
    v1::AcknowledgeErasureResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/AcknowledgeErasure", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
