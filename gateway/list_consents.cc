// ListConsents: of one child, or those that wait for something. An agency sees
// consents of children of whom it holds a record, and those under which it got
// data.

#include <algorithm>
#include <optional>

#include "gateway/children.h"
#include "gateway/directions.h"
#include "gateway/facts.h"
#include "gateway/oversight.h"
#include "gateway/paging.h"
#include "gateway/policy/consents.h"
#include "gateway/policy/day.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

// The consent as its recipient needs it: what to erase by when, nothing of who
// gave it or what others got.
v1::Consent ForRecipient(const v1::Consent& consent,
                         const std::string& agency) {
  v1::Consent shown;
  shown.set_consent_id(consent.consent_id());
  shown.set_child_id(consent.child_id());
  shown.set_erase_by(consent.erase_by());
  if (consent.has_withdrawn_time()) {
    *shown.mutable_withdrawn_time() = consent.withdrawn_time();
  }
  for (const v1::Delivery& delivery : consent.deliveries()) {
    if (delivery.agency() == agency) *shown.add_deliveries() = delivery;
  }
  return shown;
}

bool WaitsForErasure(const v1::Consent& consent, absl::Time due_before,
                     const std::string& agency) {
  return std::any_of(consent.deliveries().begin(), consent.deliveries().end(),
                     [&](const v1::Delivery& delivery) {
                       return delivery.has_erase_due_time() &&
                              !delivery.has_erased_time() &&
                              TimeOf(delivery.erase_due_time()) < due_before &&
                              (agency.empty() || delivery.agency() == agency);
                     });
}

// Reads what is known of one child once for all of its consents.
class Lister {
 public:
  Lister(const House& house, const v1::ListConsentsRequest& request, Call* call,
         v1::ListConsentsResponse* response)
      : house_(house),
        request_(request),
        call_(call),
        response_(response),
        oversees_(Oversees(house, *call)) {}

  absl::Status AddOf(const std::string& child_id,
                     const std::string& consent_id) {
    if (child_id != child_id_) {
      absl::Status entered = Enter(child_id);
      if (!entered.ok()) return entered;
    }
    for (const v1::Consent& consent : sharing_.consents()) {
      if (!consent_id.empty() && consent.consent_id() != consent_id) continue;
      Add(consent);
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Enter(const std::string& child_id) {
    const absl::StatusOr<v1::ChildRow> child =
        ResolveChild(house_.store, child_id);
    if (!child.ok()) return child.status();
    absl::StatusOr<bool> owns = OwnsRecordOf(house_, *call_, *child);
    if (!owns.ok()) return owns.status();
    absl::StatusOr<v1::ChildSharingRow> sharing =
        SharingUnder(house_.store, child_id);
    if (!sharing.ok()) return sharing.status();
    const absl::StatusOr<std::vector<StoredRecord>> records =
        StoredRecordsOf(house_.store, *child);
    if (!records.ok()) return records.status();
    child_id_ = child_id;
    sharing_ = *std::move(sharing);
    sees_whole_ = *owns || oversees_;
    birth_ = LatestBirth(*records);
    return absl::OkStatus();
  }

  void Add(const v1::Consent& consent) {
    const std::string agency = sees_whole_ ? "" : call_->caller.agency;
    v1::ConsentView view;
    if (birth_.has_value() && !consent.has_withdrawn_time()) {
      const std::optional<absl::CivilDay> since =
          policy::AskAgainSince(consent, *birth_, policy::DayOf(call_->now));
      if (since.has_value() && sees_whole_) {
        view.set_ask_again_since(absl::FormatCivilTime(*since));
      }
    }
    switch (request_.queue()) {
      case v1::CONSENT_QUEUE_ERASURE:
        if (!WaitsForErasure(consent, absl::InfiniteFuture(), agency)) return;
        break;
      case v1::CONSENT_QUEUE_ERASURE_OVERDUE:
        if (!WaitsForErasure(consent, call_->now, agency)) return;
        break;
      case v1::CONSENT_QUEUE_ASK_AGAIN:
        if (view.ask_again_since().empty()) return;
        break;
      default:
        break;
    }
    if (sees_whole_) {
      *view.mutable_consent() = consent;
      view.mutable_consent()->set_etag(EtagOf(consent, house_));
    } else {
      *view.mutable_consent() = ForRecipient(consent, call_->caller.agency);
      if (view.consent().deliveries().empty()) return;
    }
    view.set_is_effective(policy::IsEffective(consent, call_->now));
    *response_->add_consents() = std::move(view);
  }

  const House& house_;
  const v1::ListConsentsRequest& request_;
  Call* const call_;
  v1::ListConsentsResponse* const response_;
  const bool oversees_;
  std::string child_id_;
  v1::ChildSharingRow sharing_;
  bool sees_whole_ = false;
  std::optional<absl::CivilDay> birth_;
};

absl::Status Body(const House& house, const v1::ListConsentsRequest& request,
                  Call* call, v1::ListConsentsResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  Lister lister(house, request, call, response);
  if (!request.child_id().empty()) {
    const absl::StatusOr<v1::ChildRow> child =
        ChildNamed(house, request.child_id(), call);
    if (!child.ok()) return child.status();
    for (const std::string& child_id : IdsOf(*child)) {
      absl::Status added = lister.AddOf(child_id, "");
      if (!added.ok()) return added;
    }
    // No right to see any is told like there being no child.
    const absl::StatusOr<bool> owns = OwnsRecordOf(house, *call, *child);
    if (!owns.ok()) return owns.status();
    const bool may_know = *owns || Oversees(house, *call);
    if (response->consents().empty() && !may_know) {
      return Refuse(v1::ERROR_REASON_NO_ACCESS);
    }
    return absl::OkStatus();
  }
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, std::string(1, storage::kConsents),
                    asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& consent_id : page->positions) {
    const absl::StatusOr<std::string> child_id =
        house.store.Get(storage::Key(storage::kConsents, consent_id));
    if (!child_id.ok()) return child_id.status();
    absl::Status added = lister.AddOf(*child_id, consent_id);
    if (!added.ok()) return added;
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::ListConsents(grpc::ServerContext* context,
                                   const v1::ListConsentsRequest* request,
                                   v1::ListConsentsResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/ListConsents", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
