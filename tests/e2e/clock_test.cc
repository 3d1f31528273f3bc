// The wall clock jumps under the real gateway
// (tests/e2e/faults/shifted_clock.cc).

#include "absl/time/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

class Clock : public Together {
 protected:
  void SetUp() override {
    gateway_.PreloadFaults();
    Together::SetUp();
  }

  // Shifts the clock, and waits until the gateway has noticed: Abseil looks at
  // the wall clock once in some seconds only.
  void Shift(absl::Duration ahead) {
    gateway_.ShiftClock(ahead);
    absl::Duration off = absl::InfiniteDuration();
    while (off > absl::Minutes(1)) {
      usleep(20'000);
      v1::WhoAmIRequest request;
      *request.mutable_context() = CaseManager();
      v1::WhoAmIResponse response;
      grpc::ClientContext context;
      ASSERT_TRUE(bma_.exchange->WhoAmI(&context, request, &response).ok());
      const absl::Time told =
          absl::FromUnixSeconds(response.receipt().recorded_time().seconds());
      off = absl::AbsDuration(told - absl::Now() - ahead);
    }
  }

  v1::CareReferral ReferUntil(absl::Time due) {
    v1::CreateReferralRequest request;
    request.set_child_id(child_id_);
    request.set_to_agency("dcy");
    request.set_need("housing");
    request.mutable_due_time()->set_seconds(absl::ToUnixSeconds(due));
    v1::CreateReferralResponse response;
    const grpc::Status status =
        Call(bma_, &Door::CreateReferral, CaseManager(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.referral();
  }

  // Events of a kind in dcy's outbox.
  int CountOf(v1::EventKind kind) {
    v1::ListEventsRequest request;
    int count = 0;
    do {
      v1::ListEventsResponse response;
      EXPECT_TRUE(
          Call(dcy_, &Door::ListEvents, SocialWorker(), request, &response)
              .ok());
      for (const v1::OutboxEvent& one : response.events()) {
        count += one.event().kind() == kind;
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return count;
  }
};

TEST_F(Clock, ThatJumpsAheadAndBackRemindsOnceAndForgetsNothing) {
  const v1::CareReferral first = ReferUntil(absl::Now() + absl::Hours(24));
  Watching receiver(dcy_, SocialWorker());
  Shift(absl::Hours(24 * 20));
  EXPECT_EQ(receiver.NextOf(v1::EVENT_KIND_REMINDER).subject_id(),
            first.referral_id());
  Shift(absl::ZeroDuration());
  // A turn of the due dates later than the one that reminded.
  const v1::CareReferral second = ReferUntil(absl::Now() + absl::Seconds(2));
  EXPECT_EQ(receiver.NextOf(v1::EVENT_KIND_REMINDER).subject_id(),
            second.referral_id());
  EXPECT_EQ(CountOf(v1::EVENT_KIND_REMINDER), 2);
  // Of before the jump, and older than what is kept by the clock that was
  // wrong.
  EXPECT_EQ(CountOf(v1::EVENT_KIND_REFERRAL), 2);
}

TEST_F(Clock, ThatWasSetBackHidesNoEventFromWhoGoesOn) {
  std::string token;
  Shift(absl::Hours(2));
  {
    Watching watching(bma_, CaseManager());
    watching.Drain();  // Up to a heartbeat.
    token = watching.token();
  }
  gateway_.Stop();
  gateway_.ShiftClock(absl::ZeroDuration());
  gateway_.Start();
  bma_ = gateway_.As("bma-temtem");
  dcy_ = gateway_.As("dcy-dcy");
  FileBenefit(
      BenefitRow("ทด-69-99", "21/10/2569", "ถุงยังชีพ", "1990110000129", "ก้องภพ"));
  Watching watching(bma_, CaseManager(), token);
  EXPECT_EQ(watching.NextOf(v1::EVENT_KIND_CHILD_CHANGED).child_id(),
            child_id_);
}

TEST_F(Clock, LetsWhoHeardNothingForLongGoOnAndWhoWasAwayListAgain) {
  std::string before;
  std::string after;
  {
    Watching watching(bma_, CaseManager());
    watching.Drain();
    before = watching.token();
  }
  Shift(absl::Hours(24 * 10));
  {
    Watching watching(bma_, CaseManager(), before);
    EXPECT_FALSE(watching.Next(/*or_heartbeat=*/true).has_event());
    after = watching.token();
  }
  Shift(absl::Hours(24 * 20));
  Watching away(bma_, CaseManager(), before);
  EXPECT_FALSE(away.Next(/*or_heartbeat=*/true).has_event());
  EXPECT_EQ(ReasonIn(away.Finish()), "RESUME_TOKEN_EXPIRED");
  Watching quiet(bma_, CaseManager(), after);
  EXPECT_FALSE(quiet.Next(/*or_heartbeat=*/true).has_event());
  EXPECT_NE(quiet.token(), "");
}

}  // namespace
}  // namespace saan::e2e
