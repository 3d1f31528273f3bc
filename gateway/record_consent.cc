// RecordConsent: a consent or refusal of a child of whom the agency holds a
// record. One that supersedes another ends it.

#include <utility>

#include "gateway/directions.h"
#include "gateway/facts.h"
#include "gateway/policy/consents.h"
#include "gateway/policy/day.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

// What the gateway fills in, whatever the request says.
void FillIn(const House& house, const Call& call,
            const std::vector<StoredRecord>& records, v1::Consent* consent) {
  consent->set_consent_id(NewHandle(house.env));
  consent->set_recorded_by(call.caller.agency);
  *consent->mutable_recorded_time() = TimestampOf(call.now);
  consent->clear_withdrawn_time();
  consent->clear_deliveries();
  consent->clear_etag();
  consent->clear_capacity();
  const std::optional<absl::CivilDay> birth = LatestBirth(records);
  if (birth.has_value()) {
    consent->set_capacity(policy::CapacityOn(*birth, policy::DayOf(call.now)));
  }
}

// Ends the consent that `added` takes the place of.
absl::Status Supersede(const v1::Consent& added, const Call& call,
                       v1::ChildSharingRow* row) {
  if (added.supersedes().empty()) return absl::OkStatus();
  for (v1::Consent& consent : *row->mutable_consents()) {
    if (consent.consent_id() != added.supersedes()) continue;
    if (consent.has_withdrawn_time()) {
      return Refuse(v1::ERROR_REASON_WRONG_STATE, "consent.supersedes");
    }
    *consent.mutable_withdrawn_time() = TimestampOf(call.now);
    return absl::OkStatus();
  }
  return Refuse(v1::ERROR_REASON_NOT_FOUND, "consent.supersedes");
}

absl::Status Body(const House& house, const v1::RecordConsentRequest& request,
                  Call* call, v1::RecordConsentResponse* response) {
  const absl::StatusOr<v1::ChildRow> child =
      ChildNamed(house, request.consent().child_id(), call);
  if (!child.ok()) return child.status();
  const absl::StatusOr<bool> owns = OwnsRecordOf(house, *call, *child);
  if (!owns.ok()) return owns.status();
  if (!*owns) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  const absl::StatusOr<std::string> person = PersonOf(house, *call);
  if (!person.ok()) return person.status();
  const absl::StatusOr<std::vector<StoredRecord>> records =
      StoredRecordsOf(house.store, *child);
  if (!records.ok()) return records.status();
  v1::Consent consent = request.consent();
  FillIn(house, *call, *records, &consent);
  const std::optional<policy::ConsentFault> fault =
      policy::FindFault(consent, policy::DayOf(call->now));
  if (fault.has_value()) {
    return Refuse(v1::ERROR_REASON_CONSENT_FAULTY,
                  "consent." + fault->field + ": " + fault->remedy);
  }
  absl::Status changed = ChangeSharing(
      house, consent.child_id(), call, [&](v1::ChildSharingRow* row) {
        absl::Status superseded = Supersede(consent, *call, row);
        if (!superseded.ok()) return superseded;
        *row->add_consents() = consent;
        return absl::OkStatus();
      });
  if (!changed.ok()) return changed;
  IndexDirection(storage::kConsents, consent.consent_id(), consent.child_id(),
                 call);
  consent.set_etag(EtagOf(consent, house));
  *response->mutable_consent() = std::move(consent);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::RecordConsent(grpc::ServerContext* context,
                                    const v1::RecordConsentRequest* request,
                                    v1::RecordConsentResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/RecordConsent", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
