// Rematch: filed records judged again by the model in force. Nothing moves by
// itself: what is judged otherwise becomes a review.

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "gateway/filing.h"
#include "gateway/identity.h"
#include "gateway/paging.h"
#include "gateway/reviews.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr int kUsualRecords = 1000;
constexpr int kMostRecords = 10000;

// The page token is bound to what is asked, not to who asks when.
std::string Question(const v1::RematchRequest& request) {
  return request.validate_only() ? "rematch: show" : "rematch: ask";
}

// Pairs about which somebody is being asked already.
absl::StatusOr<bool> IsAsked(const House& house, const v1::RecordRow& row,
                             const std::string& other_id) {
  for (const std::string& review_id : row.review_ids()) {
    absl::StatusOr<v1::ReviewRow> review = storage::GetRow<v1::ReviewRow>(
        house.ahead, storage::kReviews, review_id);
    if (!review.ok()) return review.status();
    if (review->review().candidate().record_id() == other_id) return true;
  }
  return false;
}

class Judging {
 public:
  Judging(const House& house, bool opens, Call* call,
          v1::RematchResponse* response)
      : house_(house), opens_(opens), call_(call), response_(response) {}

  absl::Status Judge(const std::string& record_id,
                     const v1::TraitsRow& traits) {
    absl::StatusOr<v1::RecordRow> row = storage::GetRow<v1::RecordRow>(
        house_.ahead, storage::kRecords, record_id);
    if (!row.ok()) return row.status();
    const int before = row->review_ids_size();
    for (const WeighedChild& other :
         QuestionsAbout(house_, traits, record_id)) {
      absl::Status told = Tell(other, &*row);
      if (!told.ok()) return told;
    }
    if (opens_ && row->review_ids_size() > before) {
      call_->changes.puts.push_back({storage::Key(storage::kRecords, record_id),
                                     row->SerializeAsString()});
    }
    response_->set_judged(response_->judged() + 1);
    return absl::OkStatus();
  }

 private:
  absl::Status Tell(const WeighedChild& other, v1::RecordRow* row) {
    const std::string& record_id = row->record().record_id();
    absl::StatusOr<v1::RecordRow> candidate = storage::GetRow<v1::RecordRow>(
        house_.ahead, storage::kRecords, other.record_id);
    if (!candidate.ok()) return candidate.status();
    for (const auto& [one, two] :
         {std::pair(&*candidate, record_id), {row, other.record_id}}) {
      absl::StatusOr<bool> is_asked = IsAsked(house_, *one, two);
      if (!is_asked.ok()) return is_asked.status();
      if (*is_asked) return absl::OkStatus();
    }
    // Two children are one question, from whichever side it is seen first.
    const auto pair = std::minmax(row->child_id(), other.child_id);
    if (!seen_.insert({pair.first, pair.second}).second) {
      return absl::OkStatus();
    }
    v1::RematchChange& change = *response_->add_changes();
    *change.mutable_record() = HandleOf(*row);
    *change.mutable_candidate() = HandleOf(*candidate);
    *change.mutable_evidence() = other.evidence;
    change.set_is_filed_together(other.child_id == row->child_id());
    if (!opens_) return absl::OkStatus();
    v1::Review review;
    *review.mutable_record() = change.record();
    *review.mutable_candidate() = change.candidate();
    *review.mutable_evidence() = other.evidence;
    review.set_reason(v1::REVIEW_REASON_REMATCH);
    review.set_needs_two_persons(IsIdentifierConflict(other.evidence) ||
                                 IsProtected(row->record()) ||
                                 IsProtected(candidate->record()));
    OpenReview(house_, &review, call_);
    row->add_review_ids(review.review_id());
    response_->set_opened(response_->opened() + 1);
    return absl::OkStatus();
  }

  const House& house_;
  const bool opens_;
  Call* const call_;
  v1::RematchResponse* const response_;
  std::set<std::pair<std::string, std::string>> seen_;
};

// Judges `size` records after `position`; `next` is empty at the end.
absl::Status JudgePage(const House& house, const std::string& position,
                       int size, Judging* judging, std::string* next) {
  absl::Status judged;
  int count = 0;
  std::string last;
  absl::Status read = storage::ScanRows<v1::TraitsRow>(
      house.ahead, storage::kTraits, position,
      [&](absl::string_view record_id, const v1::TraitsRow& traits) {
        if (count++ == size) {
          *next = last;
          return false;
        }
        last = std::string(record_id);
        judged = judging->Judge(last, traits);
        return judged.ok();
      });
  return read.ok() ? judged : read;
}

absl::Status Body(const House& house, const v1::RematchRequest& request,
                  Call* call, v1::RematchResponse* response) {
  if (call->context.role() != v1::ROLE_ADMINISTRATOR) {
    return Refuse(v1::ERROR_REASON_DOOR_CLOSED);
  }
  absl::StatusOr<int> size =
      PageSize(request.page_size(), kUsualRecords, kMostRecords);
  if (!size.ok()) return size.status();
  absl::StatusOr<std::string> position =
      ReadPageToken(house, *call, Question(request), request.page_token());
  if (!position.ok()) return position.status();
  call->filing = std::make_unique<FilingHold>(house.filing);
  Judging judging(house, !request.validate_only(), call, response);
  std::string next;
  absl::Status judged = JudgePage(house, *position, *size, &judging, &next);
  if (!judged.ok()) return judged;
  if (!next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, Question(request), next));
  }
  response->set_records(house.identities.size());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::Rematch(grpc::ServerContext* context,
                               const v1::RematchRequest* request,
                               v1::RematchResponse* response) {
  return Serve(frame_, *context, {"IdentityService/Rematch", Door::kIdentity},
               *request, response, &Body);
}

}  // namespace saan
