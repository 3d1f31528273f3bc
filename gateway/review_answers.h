// What the answers of people come to. Pure.

#ifndef SAAN_GATEWAY_REVIEW_ANSWERS_H_
#define SAAN_GATEWAY_REVIEW_ANSWERS_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/match.pb.h"

namespace saan {

// True when no answer is wanted any more.
bool IsDecided(v1::ReviewState state);

// Where a review stands after its answers so far, the last one just given. Two
// children, or one: as soon as one person says so, or two where two are needed;
// two that disagree wait for a third. UNSURE leaves it to another person,
// NEED_MORE to the agencies.
v1::ReviewState StateAfter(const v1::Review& review);

// Where it stands at `now`: what waited for more is open again in time.
v1::ReviewState StateAt(const v1::Review& review, absl::Time now);

// True when this person has answered.
bool HasAnswered(const v1::Review& review, absl::string_view actor_ref);
// True when another person has claimed it, and the claim has not ended.
bool IsClaimedByOther(const v1::Review& review, absl::string_view actor_ref,
                      absl::Time now);

// True where nobody decides alone: a report of harm, a high risk, or a harm
// that was noted (Child Protection Act B.E. 2546 s.40).
bool IsProtected(const v1::Record& record);
// True where a strong identifier and the rest speak against each other.
bool IsIdentifierConflict(const v1::Evidence& evidence);

}  // namespace saan

#endif  // SAAN_GATEWAY_REVIEW_ANSWERS_H_
