// Referrals between agencies over the real doors.

#include <gmock/gmock.h>

#include <thread>

#include "absl/time/clock.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

using Referrals = Together;

template <typename Request>
Request About(const v1::CareReferral& referral) {
  Request request;
  request.set_referral_id(referral.referral_id());
  return request;
}

TEST_F(Referrals, GoFromSendingToDoneAndTellBothSides) {
  Watching sender(bma_, CaseManager());
  Watching receiver(dcy_, SocialWorker());
  const v1::CareReferral sent = Refer();
  EXPECT_EQ(sent.status(), v1::REFERRAL_STATUS_SENT);
  EXPECT_TRUE(sent.has_due_time());
  const v1::Event told = receiver.NextOf(v1::EVENT_KIND_REFERRAL);
  EXPECT_EQ(told.subject_id(), sent.referral_id());
  EXPECT_EQ(told.child_id(), child_id_);
  EXPECT_EQ(told.detail(), "SENT");

  v1::GetReferralResponse got;
  ASSERT_TRUE(Call(dcy_, &Door::GetReferral, SocialWorker(),
                   About<v1::GetReferralRequest>(sent), &got)
                  .ok());
  EXPECT_EQ(got.referral().status(), v1::REFERRAL_STATUS_DELIVERED);
  EXPECT_FALSE(got.referral().receive_decision_id().empty());
  EXPECT_EQ(sender.NextOf(v1::EVENT_KIND_REFERRAL).detail(), "DELIVERED");

  v1::AskReferralRequest ask = About<v1::AskReferralRequest>(sent);
  ask.set_question("มีกี่คนในบ้าน");
  v1::AskReferralResponse asked;
  ASSERT_TRUE(Call(dcy_, &Door::AskReferral, SocialWorker(), ask, &asked).ok());
  v1::AnswerReferralRequest answer = About<v1::AnswerReferralRequest>(sent);
  answer.set_answer("สี่คน");
  v1::AnswerReferralResponse answered;
  ASSERT_TRUE(
      Call(bma_, &Door::AnswerReferral, CaseManager(), answer, &answered).ok());
  v1::AcceptReferralResponse accepted;
  ASSERT_TRUE(Call(dcy_, &Door::AcceptReferral, SocialWorker(),
                   About<v1::AcceptReferralRequest>(sent), &accepted)
                  .ok());
  v1::StartReferralResponse started;
  ASSERT_TRUE(Call(dcy_, &Door::StartReferral, SocialWorker(),
                   About<v1::StartReferralRequest>(sent), &started)
                  .ok());
  v1::CompleteReferralRequest complete =
      About<v1::CompleteReferralRequest>(sent);
  complete.set_outcome(v1::REFERRAL_OUTCOME_HELPED);
  complete.set_outcome_note("ย้ายเข้าบ้านใหม่แล้ว");
  v1::CompleteReferralResponse completed;
  ASSERT_TRUE(
      Call(dcy_, &Door::CompleteReferral, SocialWorker(), complete, &completed)
          .ok());
  EXPECT_EQ(completed.referral().outcome_note(), "ย้ายเข้าบ้านใหม่แล้ว");

  // The sender learns the outcome, and no more.
  ASSERT_TRUE(Call(bma_, &Door::GetReferral, CaseManager(),
                   About<v1::GetReferralRequest>(sent), &got)
                  .ok());
  EXPECT_EQ(got.referral().outcome(), v1::REFERRAL_OUTCOME_HELPED);
  EXPECT_EQ(got.referral().outcome_note(), "");
  EXPECT_EQ(got.referral().steps_size(), 7);
  EXPECT_FALSE(got.referral().has_due_time());
}

TEST_F(Referrals, OfTwoAcceptancesOneWinsAndTheOtherLearns) {
  const v1::CareReferral sent = Refer();
  grpc::Status statuses[2];
  std::thread callers[2];
  for (int i = 0; i < 2; ++i) {
    callers[i] = std::thread([&, i] {
      v1::AcceptReferralRequest request =
          About<v1::AcceptReferralRequest>(sent);
      request.set_request_id(RequestId(0xd0000000 + i));
      v1::AcceptReferralResponse response;
      statuses[i] =
          Call(dcy_, &Door::AcceptReferral, SocialWorker(), request, &response);
    });
  }
  for (std::thread& caller : callers) caller.join();
  const int winner = statuses[0].ok() ? 0 : 1;
  EXPECT_TRUE(statuses[winner].ok());
  const grpc::Status& other = statuses[1 - winner];
  EXPECT_EQ(other.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonIn(other), "STEP_OUT_OF_ORDER");
  EXPECT_THAT(other.error_message(), testing::HasSubstr("StartReferral"));
}

TEST_F(Referrals, AreSentOnceUnderRetry) {
  v1::CreateReferralRequest request;
  request.set_child_id(child_id_);
  request.set_to_agency("dcy");
  request.set_need("financial");
  request.set_request_id(RequestId(0xe0000001));
  v1::CreateReferralResponse first;
  v1::CreateReferralResponse again;
  ASSERT_TRUE(
      Call(bma_, &Door::CreateReferral, CaseManager(), request, &first).ok());
  ASSERT_TRUE(
      Call(bma_, &Door::CreateReferral, CaseManager(), request, &again).ok());
  EXPECT_EQ(first.referral().referral_id(), again.referral().referral_id());
  v1::ListReferralsRequest list;
  list.set_side(v1::REFERRAL_SIDE_SENT);
  v1::ListReferralsResponse listed;
  ASSERT_TRUE(
      Call(bma_, &Door::ListReferrals, CaseManager(), list, &listed).ok());
  EXPECT_EQ(listed.referrals_size(), 1);
}

TEST_F(Referrals, OfOthersLookLikeNone) {
  const v1::CareReferral sent = Refer();
  const Client songkhla = gateway_.As("songkhla-imed");
  v1::GetReferralRequest absent;
  absent.set_referral_id("00000000000000000000000000");
  v1::GetReferralResponse got;
  const grpc::Status others = Call(songkhla, &Door::GetReferral, CaseManager(),
                                   About<v1::GetReferralRequest>(sent), &got);
  const grpc::Status none =
      Call(songkhla, &Door::GetReferral, CaseManager(), absent, &got);
  EXPECT_EQ(ReasonIn(others), "NO_ACCESS");
  EXPECT_EQ(others.error_details(), none.error_details());
}

TEST_F(Referrals, GoOnlyToThoseWhoMayReceiveThem) {
  const struct {
    const char* to;
    const char* need;
    const char* reason;
  } cases[] = {
      {"volunteers", "housing", "RECEIVER_NOT_ENTITLED"},
      {"nobody", "housing", "RECEIVER_NOT_ENTITLED"},
      {"obec", "housing", "RECEIVER_NOT_ENTITLED"},
      {"bma", "housing", "FIELD_INVALID"},
      {"dcy", "luxury", "FIELD_INVALID"},
      {"", "housing", "FIELD_REQUIRED"},
  };
  for (const auto& one : cases) {
    v1::CreateReferralRequest request;
    request.set_child_id(child_id_);
    request.set_to_agency(one.to);
    request.set_need(one.need);
    v1::CreateReferralResponse response;
    EXPECT_EQ(ReasonIn(Call(bma_, &Door::CreateReferral, CaseManager(), request,
                            &response)),
              one.reason)
        << one.to << " " << one.need;
  }
}

TEST_F(Referrals, AProtectionReportNeedsNoRule) {
  const Client school = gateway_.As("obec-school");
  const v1::CallContext teacher =
      Why(v1::PURPOSE_CHILD_PROTECTION, v1::ROLE_TEACHER);
  v1::CreateReferralRequest request;
  request.set_child_id(child_id_);
  request.set_to_agency("dcy");
  request.set_need("protection");
  v1::CreateReferralResponse response;
  EXPECT_EQ(ReasonIn(Call(school, &Door::CreateReferral, teacher, request,
                          &response)),
            "NO_ACCESS");
  request.set_is_protection_report(true);
  const grpc::Status sent =
      Call(school, &Door::CreateReferral, teacher, request, &response);
  ASSERT_TRUE(sent.ok()) << sent.error_message();
  Watching official(
      dcy_, Why(v1::PURPOSE_CHILD_PROTECTION, v1::ROLE_COMPETENT_OFFICIAL));
  EXPECT_EQ(official.NextOf(v1::EVENT_KIND_REFERRAL).detail(),
            "PROTECTION_REPORT");
  // To whom it may be made is no less strict.
  request.set_to_agency("songkhla");
  EXPECT_EQ(ReasonIn(Call(school, &Door::CreateReferral, teacher, request,
                          &response)),
            "RECEIVER_NOT_ENTITLED");
}

TEST_F(Referrals, NobodyAnsweringIsRemindedAndPutToANamedRole) {
  v1::AssignResponsibilityRequest assign;
  assign.mutable_responsibility()->set_agency("songkhla");
  assign.mutable_responsibility()->set_role(v1::ROLE_CASE_MANAGER);
  assign.mutable_responsibility()->set_area_prefix("10");
  assign.mutable_responsibility()->set_duty("care");
  v1::AssignResponsibilityResponse assigned;
  const grpc::Status status = Call(
      gateway_.As("operator-console"), &Door::AssignResponsibility,
      Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR), assign, &assigned);
  ASSERT_TRUE(status.ok()) << status.error_message();

  Watching sender(bma_, CaseManager());
  Watching receiver(dcy_, SocialWorker());
  Watching overseer(gateway_.As("songkhla-imed"), CaseManager());
  v1::CreateReferralRequest request;
  request.set_child_id(child_id_);
  request.set_to_agency("dcy");
  request.set_need("housing");
  request.mutable_due_time()->set_seconds(absl::ToUnixSeconds(absl::Now()) + 2);
  v1::CreateReferralResponse response;
  ASSERT_TRUE(
      Call(bma_, &Door::CreateReferral, CaseManager(), request, &response)
          .ok());
  const std::string& id = response.referral().referral_id();
  EXPECT_EQ(receiver.NextOf(v1::EVENT_KIND_REMINDER).subject_id(), id);
  EXPECT_EQ(overseer.NextOf(v1::EVENT_KIND_ESCALATION).subject_id(), id);
  EXPECT_EQ(sender.NextOf(v1::EVENT_KIND_ESCALATION).detail(), "PAST_DUE");
  v1::GetReferralResponse got;
  ASSERT_TRUE(Call(gateway_.As("songkhla-imed"), &Door::GetReferral,
                   CaseManager(),
                   About<v1::GetReferralRequest>(response.referral()), &got)
                  .ok());
  EXPECT_TRUE(got.referral().is_past_due());
  EXPECT_EQ(got.referral().message(), "");
}

TEST_F(Referrals, OfASuspendedReceiverAreHandedBack) {
  const v1::CareReferral sent = Refer();
  Watching sender(bma_, CaseManager());
  v1::SuspendAgencyRequest suspend;
  *suspend.mutable_context() =
      Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
  suspend.set_request_id(RequestId(1));
  suspend.set_agency("dcy");
  v1::SuspendAgencyResponse suspended;
  grpc::ClientContext context;
  ASSERT_TRUE(gateway_.As("operator-console")
                  .admin->SuspendAgency(&context, suspend, &suspended)
                  .ok());
  const v1::Event told = sender.NextOf(v1::EVENT_KIND_ESCALATION);
  EXPECT_EQ(told.subject_id(), sent.referral_id());
  EXPECT_EQ(told.detail(), "RECEIVER_SUSPENDED");
  v1::GetReferralResponse got;
  ASSERT_TRUE(Call(bma_, &Door::GetReferral, CaseManager(),
                   About<v1::GetReferralRequest>(sent), &got)
                  .ok());
  EXPECT_EQ(got.referral().status(), v1::REFERRAL_STATUS_RETURNED);
}

}  // namespace
}  // namespace saan::e2e
