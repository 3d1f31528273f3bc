// GetCaseView: the cases of a child in all agencies side by side, unmerged,
// each as far as the caller may see it.

#include <utility>
#include <vector>

#include "gateway/care/nine_steps.h"
#include "gateway/coordination.h"
#include "gateway/disclosure.h"
#include "gateway/open_referrals.h"
#include "gateway/policy/day.h"
#include "gateway/referrals.h"
#include "gateway/serving.h"
#include "gateway/shared_cases.h"

namespace saan {
namespace {

// Both are YYYY-MM-DD, which order as text.
bool IsPast(const std::string& deadline, absl::Time now) {
  return !deadline.empty() &&
         deadline < absl::FormatCivilTime(policy::DayOf(now));
}

absl::Status AddAgencyCases(const House& house, const KnownChild& known,
                            std::vector<StoredRecord> records, Call* call,
                            v1::GetCaseViewResponse* response) {
  std::erase_if(records, [](const StoredRecord& record) {
    return !record.glance().has_case_();
  });
  if (records.empty()) return absl::OkStatus();
  absl::StatusOr<Disclosed> disclosed =
      Disclose(house, known.serving.child, known.facts, records, call);
  // Cases that may not be seen are none.
  if (ReasonOf(disclosed.status()) == v1::ERROR_REASON_NO_ACCESS) {
    return absl::OkStatus();
  }
  if (!disclosed.ok()) return disclosed.status();
  absl::StatusOr<std::vector<v1::Record>> shown_records = Parsed(*disclosed);
  if (!shown_records.ok()) return shown_records.status();
  for (v1::Record& record : *shown_records) {
    if (!record.has_case_()) continue;
    v1::AgencyCase& shown = *response->add_agency_cases();
    shown.set_agency(record.agency());
    *shown.mutable_case_() = std::move(*record.mutable_case_());
    shown.set_is_past_deadline(
        care::IsOpen(shown.case_()) &&
        IsPast(shown.case_().plan().deadline(), call->now));
  }
  TellWithheld(disclosed->withheld, response);
  return absl::OkStatus();
}

absl::Status AddSharedCases(const House& house, const KnownChild& known,
                            const Call& call,
                            v1::GetCaseViewResponse* response) {
  const absl::StatusOr<std::vector<v1::SharedCaseRow>> rows =
      SharedCasesOf(house.store, known.serving.child);
  if (!rows.ok()) return rows.status();
  for (const v1::SharedCaseRow& row : *rows) {
    if (ReadLevel(call, known.facts, row.agency(), v1::CATEGORY_CASE, 1) ==
        v1::DISCLOSURE_LEVEL_FULL) {
      *response->add_shared_cases() = SharedCaseOf(row);
    }
  }
  return absl::OkStatus();
}

absl::Status AddReferrals(const House& house, const v1::ChildRow& child,
                          const Call& call, v1::GetCaseViewResponse* response) {
  absl::StatusOr<std::vector<std::string>> referral_ids =
      OpenReferralsOf(house.ahead, child);
  if (!referral_ids.ok()) return referral_ids.status();
  for (const std::string& referral_id : *referral_ids) {
    absl::StatusOr<PartyReferral> found =
        FindReferral(house, referral_id, call);
    if (ReasonOf(found.status()) == v1::ERROR_REASON_NO_ACCESS) continue;
    if (!found.ok()) return found.status();
    *response->add_referrals() = ViewOf(found->row, found->party);
  }
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::GetCaseViewRequest& request,
                  Call* call, v1::GetCaseViewResponse* response) {
  absl::StatusOr<KnownChild> known =
      ChildKnownTo(house, request.child_id(), call);
  if (!known.ok()) return known.status();
  absl::Status added =
      AddAgencyCases(house, *known, std::move(known->records), call, response);
  if (!added.ok()) return added;
  added = AddSharedCases(house, *known, *call, response);
  if (!added.ok()) return added;
  added = AddReferrals(house, known->serving.child, *call, response);
  if (!added.ok()) return added;
  NameDecision(house, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::GetCaseView(grpc::ServerContext* context,
                                       const v1::GetCaseViewRequest* request,
                                       v1::GetCaseViewResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/GetCaseView", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
