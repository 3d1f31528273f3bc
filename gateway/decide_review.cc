// DecideReview: a person says of two records whether they are one child's. The
// last answer needed takes effect at once, in the same commit.

#include "gateway/children.h"
#include "gateway/etag.h"
#include "gateway/identity.h"
#include "gateway/identity_decisions.h"
#include "gateway/names.h"
#include "gateway/reviews.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::Status CheckAnswer(const v1::DecideReviewRequest& request) {
  if (request.answer() == v1::REVIEW_ANSWER_UNSPECIFIED ||
      !v1::ReviewAnswer_IsValid(request.answer())) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "answer");
  }
  if (request.reason().empty()) {
    return request.answer() == v1::REVIEW_ANSWER_NEED_MORE
               ? Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "reason")
               : absl::OkStatus();
  }
  return IsReasonCode(request.reason())
             ? absl::OkStatus()
             : Refuse(v1::ERROR_REASON_FIELD_INVALID, "reason");
}

absl::Status CheckOpen(const v1::ReviewRow& row, const std::string& etag,
                       const Call& call) {
  const v1::Review& review = row.review();
  const std::string& actor_ref = call.entry.actor_ref();
  absl::Status same = CheckEtag(etag, EtagOf(row.version()));
  if (!same.ok()) return same;
  if (IsDecided(review.state())) {
    return Refuse(v1::ERROR_REASON_REVIEW_DECIDED);
  }
  if (IsClaimedByOther(review, actor_ref, call.now)) {
    return Refuse(v1::ERROR_REASON_REVIEW_CLAIMED);
  }
  if (HasAnswered(review, actor_ref)) {
    return Refuse(v1::ERROR_REASON_SECOND_PERSON_NEEDED);
  }
  return absl::OkStatus();
}

void AddAnswer(const v1::DecideReviewRequest& request, const Call& call,
               v1::Review* review) {
  *review->add_answers() = AnswerBy(call, request.answer(), request.reason());
  review->clear_claim();
  review->clear_reopen_time();
  review->set_state(StateAfter(*review));
  if (review->state() == v1::REVIEW_STATE_AWAITS_MORE) {
    *review->mutable_reopen_time() = TimestampOf(call.now + kAwaitMore);
  }
}

// They are two: out of the one child that they are in, or kept apart.
absl::Status PartPair(const House& house, const v1::Review& review, Call* call,
                      v1::IdentityDecision* decision,
                      v1::DecideReviewResponse* response) {
  if (review.record().child_id() != review.candidate().child_id()) {
    return DecideApart(house, review.record(), review.candidate(),
                       decision->reason(), call, decision);
  }
  absl::StatusOr<v1::ChildRow> child =
      ResolveChild(house.ahead, review.record().child_id());
  if (!child.ok()) return child.status();
  absl::StatusOr<Exposures> exposures =
      TakeOut(house, *child, review.record().record_id(), call, decision);
  if (!exposures.ok()) return exposures.status();
  TellExposures(*exposures, call, response);
  return absl::OkStatus();
}

// Does what was decided.
absl::Status TakeEffect(const House& house,
                        const v1::DecideReviewRequest& request,
                        const v1::Review& review, Call* call,
                        v1::DecideReviewResponse* response) {
  v1::IdentityDecision decision;
  decision.set_review_id(review.review_id());
  decision.set_reason(request.reason());
  *decision.mutable_evidence() = review.evidence();
  const std::string& child_id = review.record().child_id();
  const std::string& other_id = review.candidate().child_id();
  if (review.state() == v1::REVIEW_STATE_DIFFERENT) {
    absl::Status parted = PartPair(house, review, call, &decision, response);
    if (!parted.ok()) return parted;
  } else if (child_id != other_id) {
    absl::Status joined = Join(house, other_id, child_id, call, &decision);
    if (!joined.ok()) return joined;
  } else {
    return absl::OkStatus();  // One child, and filed so.
  }
  absl::StatusOr<v1::IdentityDecision> shown =
      ShownDecision(house, *call, std::move(decision));
  if (!shown.ok()) return shown.status();
  *response->mutable_decision() = *std::move(shown);
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::DecideReviewRequest& request,
                  Call* call, v1::DecideReviewResponse* response) {
  if (absl::Status answer = CheckAnswer(request); !answer.ok()) return answer;
  call->filing = std::make_unique<FilingHold>(house.filing);
  absl::StatusOr<v1::ReviewRow> before =
      GetReviewRow(house, house.ahead, request.review_id(), *call);
  if (!before.ok()) return before.status();
  absl::Status open = CheckOpen(*before, request.etag(), *call);
  if (!open.ok()) return open;
  v1::ReviewRow after = *before;
  v1::Review& review = *after.mutable_review();
  absl::Status refreshed = RefreshHandles(house.ahead, &review);
  if (!refreshed.ok()) return refreshed;
  absl::StatusOr<bool> two =
      NeedsTwoPersons(house, house.ahead, review.record(), review.candidate(),
                      review.evidence());
  if (!two.ok()) return two.status();
  review.set_needs_two_persons(*two || review.needs_two_persons());
  AddAnswer(request, *call, &review);
  if (IsDecided(review.state())) {
    absl::Status done = TakeEffect(house, request, review, call, response);
    if (!done.ok()) return done;
    CloseReview(review.state(), call->now, &review);
    absl::Status unlisted = UnlistReview(house, review, call);
    if (!unlisted.ok()) return unlisted;
  }
  PutReview(after, *before, call);
  after.set_version(before->version() + 1);
  *response->mutable_review() = ShownReview(house, *call, after);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::DecideReview(grpc::ServerContext* context,
                                    const v1::DecideReviewRequest* request,
                                    v1::DecideReviewResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/DecideReview", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
