#include "gateway/review_answers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "gateway/timestamps.h"

namespace saan {
namespace {

constexpr v1::ReviewAnswer kSame = v1::REVIEW_ANSWER_SAME;
constexpr v1::ReviewAnswer kDifferent = v1::REVIEW_ANSWER_DIFFERENT;
constexpr v1::ReviewAnswer kUnsure = v1::REVIEW_ANSWER_UNSURE;
constexpr v1::ReviewAnswer kNeedMore = v1::REVIEW_ANSWER_NEED_MORE;

const absl::Time kAnswersNow = absl::FromUnixSeconds(1790000000);

v1::Review Answered(bool needs_two, std::vector<v1::ReviewAnswer> answers) {
  v1::Review review;
  review.set_needs_two_persons(needs_two);
  char actor = 'a';
  for (const v1::ReviewAnswer answer : answers) {
    v1::AnswerGiven& given = *review.add_answers();
    given.set_actor_ref(std::string(16, actor++));
    given.set_answer(answer);
  }
  review.set_state(StateAfter(review));
  return review;
}

v1::ReviewState State(bool needs_two, std::vector<v1::ReviewAnswer> answers) {
  return Answered(needs_two, std::move(answers)).state();
}

TEST(ReviewAnswers, OnePersonDecidesWhereOneIsEnough) {
  EXPECT_EQ(State(false, {}), v1::REVIEW_STATE_OPEN);
  EXPECT_EQ(State(false, {kSame}), v1::REVIEW_STATE_SAME);
  EXPECT_EQ(State(false, {kDifferent}), v1::REVIEW_STATE_DIFFERENT);
  EXPECT_EQ(State(false, {kUnsure}), v1::REVIEW_STATE_OPEN);
  EXPECT_EQ(State(false, {kUnsure, kUnsure, kSame}), v1::REVIEW_STATE_SAME);
}

TEST(ReviewAnswers, TwoMustAgreeWhereNobodyDecidesAlone) {
  EXPECT_EQ(State(true, {kSame}), v1::REVIEW_STATE_AWAITS_SECOND);
  EXPECT_EQ(State(true, {kSame, kUnsure}), v1::REVIEW_STATE_AWAITS_SECOND);
  EXPECT_EQ(State(true, {kSame, kSame}), v1::REVIEW_STATE_SAME);
  EXPECT_EQ(State(true, {kSame, kDifferent}), v1::REVIEW_STATE_DISPUTED);
  EXPECT_EQ(State(true, {kSame, kDifferent, kUnsure}),
            v1::REVIEW_STATE_DISPUTED);
}

TEST(ReviewAnswers, AThirdPersonSettlesADispute) {
  EXPECT_EQ(State(true, {kSame, kDifferent, kSame}), v1::REVIEW_STATE_SAME);
  EXPECT_EQ(State(true, {kSame, kDifferent, kDifferent}),
            v1::REVIEW_STATE_DIFFERENT);
}

// Whoever speaks first, what is decided is the same.
TEST(ReviewAnswers, TheOrderOfAnswersDecidesNothing) {
  std::vector<v1::ReviewAnswer> answers = {kSame, kDifferent, kDifferent,
                                           kUnsure};
  std::sort(answers.begin(), answers.end());
  do {
    EXPECT_EQ(State(true, answers), v1::REVIEW_STATE_DIFFERENT);
  } while (std::next_permutation(answers.begin(), answers.end()));
}

TEST(ReviewAnswers, WhatWaitsForMoreOpensAgainInTime) {
  v1::Review review = Answered(true, {kSame, kNeedMore});
  EXPECT_EQ(review.state(), v1::REVIEW_STATE_AWAITS_MORE);
  *review.mutable_reopen_time() = TimestampOf(kAnswersNow);
  EXPECT_EQ(StateAt(review, kAnswersNow - absl::Seconds(1)),
            v1::REVIEW_STATE_AWAITS_MORE);
  // The answer given before still counts.
  EXPECT_EQ(StateAt(review, kAnswersNow), v1::REVIEW_STATE_AWAITS_SECOND);
  // And who asked for more may answer now.
  EXPECT_FALSE(HasAnswered(review, std::string(16, 'b')));
  EXPECT_TRUE(HasAnswered(review, std::string(16, 'a')));
}

TEST(ReviewAnswers, AClaimKeepsOthersOffUntilItEnds) {
  v1::Review review;
  EXPECT_FALSE(IsClaimedByOther(review, "me", kAnswersNow));
  review.mutable_claim()->set_actor_ref("other");
  *review.mutable_claim()->mutable_until_time() = TimestampOf(kAnswersNow);
  EXPECT_TRUE(IsClaimedByOther(review, "me", kAnswersNow - absl::Seconds(1)));
  EXPECT_FALSE(IsClaimedByOther(review, "me", kAnswersNow));
  EXPECT_FALSE(
      IsClaimedByOther(review, "other", kAnswersNow - absl::Seconds(1)));
}

TEST(ReviewAnswers, ReportsOfHarmAreProtected) {
  v1::Record record;
  EXPECT_FALSE(IsProtected(record));
  record.mutable_case_()->set_risk(v1::RISK_LEVEL_MEDIUM);
  EXPECT_FALSE(IsProtected(record));
  record.mutable_case_()->set_risk(v1::RISK_LEVEL_HIGH);
  EXPECT_TRUE(IsProtected(record));
  record.Clear();
  record.mutable_person()->add_vulnerabilities(
      v1::VULNERABILITY_LEARNING_DISABILITY);
  EXPECT_FALSE(IsProtected(record));
  record.mutable_person()->add_vulnerabilities(v1::VULNERABILITY_TRAFFICKED);
  EXPECT_TRUE(IsProtected(record));
  record.Clear();
  record.add_incidents();
  EXPECT_TRUE(IsProtected(record));
}

}  // namespace
}  // namespace saan
