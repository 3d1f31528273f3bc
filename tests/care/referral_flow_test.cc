// The steps of a referral: what can follow what, for whom.

#include "gateway/care/referral_flow.h"

#include <gtest/gtest.h>

#include <vector>

namespace saan::care {
namespace {

const std::vector<ReferralMove>& Moves() {
  static const auto& moves = *new std::vector<ReferralMove>{
      ReferralMove::kReceive,  ReferralMove::kAccept, ReferralMove::kDecline,
      ReferralMove::kAsk,      ReferralMove::kAnswer, ReferralMove::kStart,
      ReferralMove::kComplete, ReferralMove::kReopen, ReferralMove::kCancel};
  return moves;
}

std::vector<v1::ReferralStatus> Statuses() {
  std::vector<v1::ReferralStatus> statuses;
  for (int i = 0; i <= v1::ReferralStatus_MAX; ++i) {
    statuses.push_back(static_cast<v1::ReferralStatus>(i));
  }
  return statuses;
}

TEST(ReferralFlow, GoesFromSendingToDone) {
  auto status = v1::REFERRAL_STATUS_SENT;
  for (const ReferralMove move :
       {ReferralMove::kReceive, ReferralMove::kAccept, ReferralMove::kStart,
        ReferralMove::kComplete}) {
    const auto after = After(status, move, Party::kReceiver);
    ASSERT_TRUE(after.has_value());
    status = *after;
  }
  EXPECT_EQ(status, v1::REFERRAL_STATUS_DONE);
}

TEST(ReferralFlow, AsksAndAnswersUntilTheReceiverDecides) {
  EXPECT_EQ(After(v1::REFERRAL_STATUS_DELIVERED, ReferralMove::kAsk,
                  Party::kReceiver),
            v1::REFERRAL_STATUS_RETURNED);
  EXPECT_EQ(Turn(v1::REFERRAL_STATUS_RETURNED), Party::kSender);
  EXPECT_EQ(After(v1::REFERRAL_STATUS_RETURNED, ReferralMove::kAnswer,
                  Party::kSender),
            v1::REFERRAL_STATUS_SENT);
  EXPECT_EQ(Turn(v1::REFERRAL_STATUS_SENT), Party::kReceiver);
}

TEST(ReferralFlow, LetsNoPartyTakeTheOthersStep) {
  for (const v1::ReferralStatus status : Statuses()) {
    for (const ReferralMove move : Moves()) {
      EXPECT_FALSE(After(status, move, Party::kOverseer).has_value());
      EXPECT_FALSE(After(status, move, Party::kSender).has_value() &&
                   After(status, move, Party::kReceiver).has_value());
    }
  }
}

TEST(ReferralFlow, LeavesACancelledOneAlone) {
  for (const ReferralMove move : Moves()) {
    for (const Party party : {Party::kSender, Party::kReceiver}) {
      EXPECT_FALSE(
          After(v1::REFERRAL_STATUS_CANCELLED, move, party).has_value());
    }
  }
  EXPECT_EQ(NextVerbs(v1::REFERRAL_STATUS_CANCELLED), "none");
}

TEST(ReferralFlow, HasAWayOutOfEveryOpenState) {
  for (const v1::ReferralStatus status : Statuses()) {
    if (!IsOpen(status)) continue;
    EXPECT_TRUE(
        After(status, ReferralMove::kCancel, Party::kSender).has_value())
        << v1::ReferralStatus_Name(status);
  }
}

TEST(ReferralFlow, NamesWhatComesNext) {
  EXPECT_EQ(NextVerbs(v1::REFERRAL_STATUS_ACCEPTED),
            "StartReferral, CompleteReferral, AskReferral, DeclineReferral, "
            "CancelReferral");
  EXPECT_EQ(NextVerbs(v1::REFERRAL_STATUS_DONE), "ReopenReferral");
}

}  // namespace
}  // namespace saan::care
