// WithdrawConsent: nothing more is shown under it from the next call on; who got
// data under it is told, and must erase it.

#include <algorithm>
#include <utility>

#include "gateway/directions.h"
#include "gateway/events.h"
#include "gateway/policy/consents.h"
#include "gateway/policy/day.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

// By when recipients must have erased: kErasureDays from now, or the day the
// consent says where that is earlier.
absl::Time ErasureDue(const v1::Consent& consent, absl::Time now) {
  const absl::Time usual = now + absl::Hours(24) * policy::kErasureDays;
  const std::optional<absl::CivilDay> said =
      policy::ParseDay(consent.erase_by());
  if (!said.has_value()) return usual;
  return std::max(now, std::min(usual, policy::StartOf(*said + 1)));
}

void Withdraw(absl::Time now, v1::Consent* consent) {
  *consent->mutable_withdrawn_time() = TimestampOf(now);
  for (v1::Delivery& delivery : *consent->mutable_deliveries()) {
    *delivery.mutable_erase_due_time() = TimestampOf(ErasureDue(*consent, now));
  }
}

// Everyone who got data under the consent; whoever withdraws it knows.
void TellRecipients(const v1::Consent& consent, Call* call) {
  for (const v1::Delivery& delivery : consent.deliveries()) {
    v1::Event event;
    event.set_kind(v1::EVENT_KIND_CONSENT_WITHDRAWN);
    event.set_child_id(consent.child_id());
    event.set_subject_id(consent.consent_id());
    *event.mutable_due_time() = delivery.erase_due_time();
    AddEvent(std::move(event), delivery.agency(), call);
  }
}

absl::Status Body(const House& house, const v1::WithdrawConsentRequest& request,
                  Call* call, v1::WithdrawConsentResponse* response) {
  const absl::StatusOr<std::string> child_id = ChildOfDirection(
      house, storage::kConsents, request.consent_id(), "consent_id");
  if (!child_id.ok()) return child_id.status();
  const absl::StatusOr<v1::ChildRow> child = ChildNamed(house, *child_id, call);
  if (!child.ok()) return child.status();
  const absl::StatusOr<bool> owns = OwnsRecordOf(house, *call, *child);
  if (!owns.ok()) return owns.status();
  if (!*owns && call->context.role() != v1::ROLE_ADMINISTRATOR) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "consent_id");
  }
  return ChangeSharing(house, *child_id, call, [&](v1::ChildSharingRow* row) {
    const absl::StatusOr<v1::Consent*> found =
        FindIn(row->mutable_consents(), &v1::Consent::consent_id,
               request.consent_id(), "consent_id");
    if (!found.ok()) return found.status();
    v1::Consent& consent = **found;
    absl::Status same = CheckEtag(request.etag(), EtagOf(consent, house));
    if (!same.ok()) return same;
    if (consent.has_withdrawn_time()) {
      return Refuse(v1::ERROR_REASON_WRONG_STATE, "consent_id");
    }
    Withdraw(call->now, &consent);
    TellRecipients(consent, call);
    *response->mutable_consent() = consent;
    response->mutable_consent()->set_etag(EtagOf(consent, house));
    return absl::OkStatus();
  });
}

}  // namespace

grpc::Status Sharing::WithdrawConsent(grpc::ServerContext* context,
                                      const v1::WithdrawConsentRequest* request,
                                      v1::WithdrawConsentResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/WithdrawConsent", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
