// GetReview: two records beside each other, as far as the reader may see them,
// and what the matcher says of them.

#include "gateway/children.h"
#include "gateway/disclosure.h"
#include "gateway/explanation.h"
#include "gateway/identity.h"
#include "gateway/reviews.h"
#include "gateway/together.h"
#include "storage/tables.h"

namespace saan {
namespace {

// The record as the caller may see it; none for an administrator, and none
// where nothing may be shown.
absl::Status ShowRecord(const House& house, const v1::RecordHandle& handle,
                        Call* call, std::set<v1::Category>* withheld,
                        v1::GetReviewResponse* response) {
  absl::StatusOr<StoredRecord> record =
      StoredRecord::Read(house.store, handle.record_id());
  if (!record.ok()) return record.status();
  absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
      house.store, storage::kChildren, record->child_id());
  if (!child.ok()) return child.status();
  if (call->context.role() == v1::ROLE_ADMINISTRATOR) {
    call->entry.add_subject_refs(child->audit_ref());
    return absl::OkStatus();
  }
  absl::StatusOr<Disclosed> disclosed =
      DiscloseOne(house, *child, *std::move(record), call);
  if (!disclosed.ok()) {
    if (ReasonOf(disclosed.status()) != v1::ERROR_REASON_NO_ACCESS) {
      return disclosed.status();
    }
    call->entry.add_subject_refs(child->audit_ref());
    return absl::OkStatus();
  }
  withheld->insert(disclosed->withheld.begin(), disclosed->withheld.end());
  absl::StatusOr<std::vector<v1::Record>> shown = Parsed(*disclosed);
  if (!shown.ok()) return shown.status();
  for (v1::Record& record : *shown) {
    *response->mutable_records()->add_records() = std::move(record);
  }
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::GetReviewRequest& request,
                  Call* call, v1::GetReviewResponse* response) {
  absl::StatusOr<v1::ReviewRow> row =
      GetReviewRow(house, house.store, request.review_id(), *call);
  if (!row.ok()) return row.status();
  v1::Review& review = *row->mutable_review();
  absl::Status refreshed = RefreshHandles(house.store, &review);
  if (!refreshed.ok()) return refreshed;
  absl::StatusOr<bool> two =
      NeedsTwoPersons(house, house.store, review.record(), review.candidate(),
                      review.evidence());
  if (!two.ok()) return two.status();
  review.set_needs_two_persons(*two || review.needs_two_persons());
  *response->mutable_review() = ShownReview(house, *call, *row);
  std::set<v1::Category> withheld;
  for (const v1::RecordHandle* handle :
       {&review.record(), &review.candidate()}) {
    absl::Status shown = ShowRecord(house, *handle, call, &withheld, response);
    if (!shown.ok()) return shown;
  }
  call->entry.set_subject_count(
      review.record().child_id() == review.candidate().child_id() ? 1 : 2);
  PutTogether(house.titles, response->mutable_records());
  TellWithheld(withheld, response);
  if (!response->review().is_blind()) {
    *response->mutable_explanation() =
        Explain(house.identities.model(), response->review().evidence());
  }
  NameDecision(house, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::GetReview(grpc::ServerContext* context,
                                 const v1::GetReviewRequest* request,
                                 v1::GetReviewResponse* response) {
  return Serve(frame_, *context, {"IdentityService/GetReview", Door::kIdentity},
               *request, response, &Body);
}

}  // namespace saan
