#include "gateway/review_answers.h"

#include <algorithm>

#include "gateway/timestamps.h"

namespace saan {
namespace {

int Count(const v1::Review& review, v1::ReviewAnswer answer) {
  return static_cast<int>(std::count_if(
      review.answers().begin(), review.answers().end(),
      [&](const v1::AnswerGiven& given) { return given.answer() == answer; }));
}

bool IsHarm(v1::Vulnerability vulnerability) {
  switch (vulnerability) {
    case v1::VULNERABILITY_ABUSED:
    case v1::VULNERABILITY_NEGLECTED:
    case v1::VULNERABILITY_SEXUALLY_EXPLOITED:
    case v1::VULNERABILITY_CHILD_LABOUR:
    case v1::VULNERABILITY_TRAFFICKED:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool IsDecided(v1::ReviewState state) {
  return state == v1::REVIEW_STATE_SAME ||
         state == v1::REVIEW_STATE_DIFFERENT ||
         state == v1::REVIEW_STATE_OBSOLETE;
}

v1::ReviewState StateAfter(const v1::Review& review) {
  if (review.answers().empty()) return v1::REVIEW_STATE_OPEN;
  const int needed = review.needs_two_persons() ? 2 : 1;
  const int same = Count(review, v1::REVIEW_ANSWER_SAME);
  const int different = Count(review, v1::REVIEW_ANSWER_DIFFERENT);
  if (same >= needed) return v1::REVIEW_STATE_SAME;
  if (different >= needed) return v1::REVIEW_STATE_DIFFERENT;
  if (review.answers().rbegin()->answer() == v1::REVIEW_ANSWER_NEED_MORE) {
    return v1::REVIEW_STATE_AWAITS_MORE;
  }
  if (same > 0 && different > 0) return v1::REVIEW_STATE_DISPUTED;
  return same + different > 0 ? v1::REVIEW_STATE_AWAITS_SECOND
                              : v1::REVIEW_STATE_OPEN;
}

v1::ReviewState StateAt(const v1::Review& review, absl::Time now) {
  if (review.state() != v1::REVIEW_STATE_AWAITS_MORE ||
      now < TimeOf(review.reopen_time())) {
    return review.state();
  }
  v1::Review without = review;
  while (!without.answers().empty() &&
         without.answers().rbegin()->answer() == v1::REVIEW_ANSWER_NEED_MORE) {
    without.mutable_answers()->RemoveLast();
  }
  return StateAfter(without);
}

bool HasAnswered(const v1::Review& review, absl::string_view actor_ref) {
  return std::any_of(review.answers().begin(), review.answers().end(),
                     [&](const v1::AnswerGiven& given) {
                       return given.answer() != v1::REVIEW_ANSWER_NEED_MORE &&
                              given.actor_ref() == actor_ref;
                     });
}

bool IsClaimedByOther(const v1::Review& review, absl::string_view actor_ref,
                      absl::Time now) {
  return review.has_claim() && review.claim().actor_ref() != actor_ref &&
         now < TimeOf(review.claim().until_time());
}

bool IsProtected(const v1::Record& record) {
  if (record.incidents_size() > 0) return true;
  if (record.case_().risk() >= v1::RISK_LEVEL_HIGH) return true;
  return std::any_of(
      record.person().vulnerabilities().begin(),
      record.person().vulnerabilities().end(), [](int vulnerability) {
        return IsHarm(static_cast<v1::Vulnerability>(vulnerability));
      });
}

bool IsIdentifierConflict(const v1::Evidence& evidence) {
  for (const char* rule : {"national_ids_differ", "student_numbers_differ",
                           "identifier_contradicted"}) {
    if (evidence.rule() == rule) return true;
  }
  return false;
}

}  // namespace saan
