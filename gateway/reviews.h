// Reviews as they are kept, opened, shown and closed.

#ifndef SAAN_GATEWAY_REVIEWS_H_
#define SAAN_GATEWAY_REVIEWS_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/house.h"
#include "gateway/review_answers.h"
#include "saan/v1/match.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// After NEED_MORE, a review opens again at the latest after this time.
inline constexpr absl::Duration kAwaitMore = absl::Hours(24 * 7);

// The handle of a record, as filed now.
v1::RecordHandle HandleOf(const v1::RecordRow& row);

// The answer of the calling person.
v1::AnswerGiven AnswerBy(const Call& call, v1::ReviewAnswer answer,
                         const std::string& reason);

// A review as it is kept at first.
v1::ReviewRow NewRow(v1::Review review);

// Opens `review`, which has records, evidence and reason, and answers where
// some were given with the question: gives it its handle and state, and puts
// its rows into call->changes. The record's own row, which lists the reviews
// that are open for it, is the caller's.
void OpenReview(const House& house, v1::Review* review, Call* call);

// Sets what a decided review has.
void CloseReview(v1::ReviewState state, absl::Time now, v1::Review* review);
// Puts a changed review into call->changes; out of the queue once it is
// decided.
void PutReview(v1::ReviewRow after, const v1::ReviewRow& before, Call* call);
// Takes a decided review off the list of its record.
absl::Status UnlistReview(const House& house, const v1::Review& review,
                          Call* call);

// The review, with `reader` either house.store or house.ahead. NOT_FOUND for
// one that the caller may not answer.
absl::StatusOr<v1::ReviewRow> GetReviewRow(const House& house,
                                           const storage::Reader& reader,
                                           const std::string& review_id,
                                           const Call& call);

// Sets both handles to where the records are filed now.
absl::Status RefreshHandles(const storage::Reader& reader, v1::Review* review);

// True when the caller may answer: an administrator; or a person of an agency
// that owns one of the two records, where a rule lets it know of the other and
// the other's child is not held from it.
absl::StatusOr<bool> MayAnswer(const House& house, const Call& call,
                               const v1::RecordHandle& record,
                               const v1::RecordHandle& candidate);

// True when the caller may know that records of this agency are of a child of
// its own: where a rule lets it match, for its own, and for administrators.
bool MayKnowOf(const House& house, const Call& call, const std::string& holder);
// The same of one record: not where its child is held from the caller.
absl::StatusOr<bool> MayKnowOfRecord(const House& house, const Call& call,
                                     const std::string& record_id);

// True when the caller may decide about records that these agencies own: an
// administrator; or one of the agencies that may know of all the others.
bool MayDecideOn(const House& house, const Call& call,
                 const std::set<std::string>& holders);

// True when nobody may decide about these two alone.
absl::StatusOr<bool> NeedsTwoPersons(const House& house,
                                     const storage::Reader& reader,
                                     const v1::RecordHandle& record,
                                     const v1::RecordHandle& candidate,
                                     const v1::Evidence& evidence);

// Leaves of `evidence` about a record that `holder` owns what the caller may be
// told; gives how many comparisons were taken out, with which go sums and rule.
// Administrators see all levels, and no values.
int HideComparisons(const House& house, const Call& call,
                    const std::string& holder, v1::Evidence* evidence);

// The review as the caller may see it: of undecided ones no answer but one's
// own, and no weights where reviews are blind and the caller has not answered.
v1::Review ShownReview(const House& house, const Call& call,
                       const v1::ReviewRow& row);

}  // namespace saan

#endif  // SAAN_GATEWAY_REVIEWS_H_
