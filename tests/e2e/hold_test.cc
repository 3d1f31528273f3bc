// A hold leaves an agency its own records of a child and nothing else, through
// every door.

#include <gmock/gmock.h>

#include <ctime>

#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

class Held : public Together {
 protected:
  // From dcy, which holds a record of the child itself.
  void Hold() {
    v1::PlaceHoldRequest request;
    *request.mutable_context() =
        Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
    request.mutable_context()->set_case_reference("CASE-1");
    request.set_request_id(RequestId(++number_));
    v1::Hold& hold = *request.mutable_hold();
    hold.set_child_id(child_id_);
    hold.set_kind(v1::HOLD_KIND_SAFETY);
    hold.set_agency("dcy");
    hold.set_reason("ผู้ถูกกล่าวหาทำงานในหน่วยงาน");
    hold.set_review_by("2600-01-01");
    hold.mutable_valid_until()->set_seconds(time(nullptr) + 86400);
    v1::PlaceHoldResponse placed;
    grpc::ClientContext context;
    const grpc::Status status =
        gateway_.As("operator-console")
            .sharing->PlaceHold(&context, request, &placed);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
};

TEST_F(Held, NothingOfTheChildIsToldAsItHappens) {
  {
    Watching watching(dcy_, SocialWorker());
    watching.Drain();
  }
  Hold();
  FileCase("TT-1011-69-00001", "1990110000129", "ก้องภพ วรัญญู");
  Watching watching(dcy_, SocialWorker());
  EXPECT_FALSE(watching.Next(/*or_heartbeat=*/true).has_event());
  v1::ListEventsResponse listed;
  ASSERT_TRUE(Call(dcy_, &Door::ListEvents, SocialWorker(),
                   v1::ListEventsRequest(), &listed)
                  .ok());
  EXPECT_EQ(listed.events_size(), 0);
}

// Watchers of one audience share what was read for them, until anything
// changes.
TEST_F(Held, WhatWasReadForOneIsNotToldToTheNext) {
  FileCase("TT-1011-69-00001", "1990110000129", "ก้องภพ วรัญญู");
  for (int i = 0; i < 3; ++i) {
    Watching watching(dcy_, SocialWorker());
    EXPECT_TRUE(watching.Next(/*or_heartbeat=*/true).has_event());
  }
  Hold();
  Watching watching(dcy_, SocialWorker());
  EXPECT_FALSE(watching.Next(/*or_heartbeat=*/true).has_event());
}

TEST_F(Held, HelpOfOthersIsNone) {
  v1::CheckBenefitRequest request;
  request.set_child_id(child_id_);
  request.set_kind(v1::BENEFIT_KIND_POOR_FAMILY_CHILD);
  request.set_from_date("2026-11-01");
  v1::CheckBenefitResponse response;
  const v1::CallContext why = Why(v1::PURPOSE_BENEFIT, v1::ROLE_CASE_MANAGER);
  ASSERT_TRUE(Call(bma_, &Door::CheckBenefit, why, request, &response).ok());
  ASSERT_EQ(response.overlaps_size(), 1);
  Hold();
  // bma's view stays; of dcy's own help dcy still knows.
  ASSERT_TRUE(Call(bma_, &Door::CheckBenefit, why, request, &response).ok());
  EXPECT_EQ(response.overlaps_size(), 1);
  ASSERT_TRUE(Call(dcy_, &Door::CheckBenefit,
                   Why(v1::PURPOSE_BENEFIT, v1::ROLE_SOCIAL_WORKER), request,
                   &response)
                  .ok());
  EXPECT_EQ(response.overlaps_size(), 0);
}

TEST_F(Held, CasesAndReferralsOfOthersAreNotThere) {
  const v1::CareReferral sent = Refer();
  v1::GetCaseViewRequest view;
  view.set_child_id(child_id_);
  v1::GetCaseViewResponse seen;
  ASSERT_TRUE(Call(dcy_, &Door::GetCaseView, SocialWorker(), view, &seen).ok());
  EXPECT_EQ(seen.agency_cases_size(), 1);
  EXPECT_EQ(seen.referrals_size(), 1);
  Hold();
  seen.Clear();
  ASSERT_TRUE(Call(dcy_, &Door::GetCaseView, SocialWorker(), view, &seen).ok());
  EXPECT_EQ(seen.agency_cases_size(), 0);
  EXPECT_EQ(seen.referrals_size(), 0);
  v1::GetReferralRequest get;
  get.set_referral_id(sent.referral_id());
  v1::GetReferralResponse got;
  EXPECT_EQ(ReasonIn(Call(dcy_, &Door::GetReferral, SocialWorker(), get, &got)),
            "NO_ACCESS");
  v1::ListReferralsResponse listed;
  ASSERT_TRUE(Call(dcy_, &Door::ListReferrals, SocialWorker(),
                   v1::ListReferralsRequest(), &listed)
                  .ok());
  EXPECT_EQ(listed.referrals_size(), 0);
  // Nobody who may not read it is sent it.
  v1::CreateReferralRequest refer;
  refer.set_child_id(child_id_);
  refer.set_to_agency("dcy");
  refer.set_need("housing");
  v1::CreateReferralResponse referred;
  EXPECT_EQ(ReasonIn(Call(bma_, &Door::CreateReferral, CaseManager(), refer,
                          &referred)),
            "RECEIVER_NOT_ENTITLED");
}

}  // namespace
}  // namespace saan::e2e
