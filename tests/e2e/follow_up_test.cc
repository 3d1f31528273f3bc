// Following up: lists, counts, silences, and what others changed.

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

using Stub = v1::FollowUpService::Stub;

class FollowUps : public Together {
 protected:
  template <typename Request, typename Response>
  grpc::Status Ask(const Client& client,
                   grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                const Request&, Response*),
                   const v1::CallContext& why, Request request,
                   Response* response) {
    *request.mutable_context() = why;
    grpc::ClientContext context;
    return (client.follow_up.get()->*method)(&context, request, response);
  }

  void MakeResponsible(const std::string& agency, const std::string& area) {
    v1::AssignResponsibilityRequest assign;
    assign.mutable_responsibility()->set_agency(agency);
    assign.mutable_responsibility()->set_area_prefix(area);
    assign.mutable_responsibility()->set_duty("care");
    v1::AssignResponsibilityResponse assigned;
    const grpc::Status status = Call(
        gateway_.As("operator-console"), &Door::AssignResponsibility,
        Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR), assign, &assigned);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
};

TEST_F(FollowUps, TargetsAreForWhomIsResponsibleAndHaveNoNames) {
  v1::ListTargetsRequest request;
  request.set_area_prefix("1011");
  v1::ListTargetsResponse response;
  EXPECT_EQ(ReasonIn(Ask(bma_, &Stub::ListTargets, CaseManager(), request,
                         &response)),
            "NO_ACCESS");
  MakeResponsible("bma", "1011");
  ASSERT_TRUE(
      Ask(bma_, &Stub::ListTargets, CaseManager(), request, &response).ok());
  ASSERT_EQ(response.targets_size(), 1);
  EXPECT_EQ(response.targets(0).child_id(), child_id_);
  EXPECT_TRUE(response.targets(0).has_open_case());
  EXPECT_THAT(response.targets(0).agencies(),
              testing::UnorderedElementsAre("bma", "dcy"));
  EXPECT_THAT(response.SerializeAsString(),
              testing::Not(testing::HasSubstr("ก้องภพ")));
}

TEST_F(FollowUps, CountsTellNothingOfFewerThanFive) {
  MakeResponsible("bma", "10");
  const v1::CallContext why =
      Why(v1::PURPOSE_STATISTICS, v1::ROLE_CASE_MANAGER);
  v1::CountChildrenRequest request;
  request.set_area_prefix("10");
  v1::CountChildrenResponse response;
  ASSERT_TRUE(Ask(bma_, &Stub::CountChildren, why, request, &response).ok());
  EXPECT_EQ(response.counts_size(), 0);
  EXPECT_EQ(response.total().child_count(), 0);
  int number = 0;
  for (const char* name :
       {"กานดา", "ปรีชา", "วิภาวดี", "สมหมาย", "อรทัย", "ธนาธิป"}) {
    FileCase(absl::StrFormat("TT-1011-69-1%04d", ++number), "", name);
  }
  ASSERT_TRUE(Ask(bma_, &Stub::CountChildren, why, request, &response).ok());
  ASSERT_EQ(response.counts_size(), 1);
  EXPECT_EQ(response.counts(0).area_code(), "1011");
  EXPECT_EQ(response.counts(0).child_count() % 5, 0);
  EXPECT_EQ(response.total().child_count(), response.counts(0).child_count());
}

TEST_F(FollowUps, OthersChangesComeInOnesOwnForm) {
  v1::ExportChangesRequest request;
  request.set_system("temtem");
  v1::ExportChangesResponse response;
  const grpc::Status first =
      Ask(bma_, &Stub::ExportChanges, CaseManager(), request, &response);
  ASSERT_TRUE(first.ok()) << first.error_message();
  ASSERT_EQ(response.records_size(), 1);
  EXPECT_EQ(response.records(0).child_id(), child_id_);
  EXPECT_EQ(response.records(0).agency(), "dcy");
  EXPECT_THAT(response.records(0).native(), testing::HasSubstr("{"));
  request.set_since_token(response.since_token());
  ASSERT_TRUE(
      Ask(bma_, &Stub::ExportChanges, CaseManager(), request, &response).ok());
  EXPECT_EQ(response.records_size(), 0);
  request.set_since_token("Zm9yZ2Vk");
  EXPECT_EQ(ReasonIn(Ask(bma_, &Stub::ExportChanges, CaseManager(), request,
                         &response)),
            "RESUME_TOKEN_INVALID");
}

TEST_F(FollowUps, ThereIsNothingToSnoozeOfAChildThatIsHeard) {
  v1::SnoozeSilenceRequest request;
  request.set_request_id(RequestId(1));
  request.set_child_id(child_id_);
  request.set_detector("open_need");
  request.set_reason("FAMILY_AWAY");
  request.mutable_snooze_time()->set_seconds(1);
  v1::SnoozeSilenceResponse response;
  EXPECT_EQ(ReasonIn(Ask(bma_, &Stub::SnoozeSilence, CaseManager(), request,
                         &response)),
            "FIELD_INVALID");
}

// The plan of a case that is long past: found at once, told to whom is
// responsible, and heard again when the plan is renewed.
TEST_F(FollowUps, APlanPastItsDeadlineIsFoundAndHeardAgain) {
  MakeResponsible("bma", "1011");
  Watching watching(bma_, CaseManager());
  std::string native =
      NativeCase("TT-1011-69-00002", "1990110000200", "พิมพ์ชนก");
  native.insert(native.rfind('}'), R"(,"แผน":{"กำหนดแล้วเสร็จ":"31/12/2568"})");
  v1::SubmitRecordResponse submitted;
  ASSERT_TRUE(Submit(bma_, "temtem", native, ++number_, &submitted).ok());
  ASSERT_FALSE(submitted.child_id().empty()) << submitted.DebugString();
  const v1::Event told = watching.NextOf(v1::EVENT_KIND_SILENCE);
  EXPECT_EQ(told.child_id(), submitted.child_id());
  EXPECT_EQ(told.detail(), "plan_past_deadline");
  v1::ListSilencesResponse listed;
  ASSERT_TRUE(Ask(bma_, &Stub::ListSilences, CaseManager(),
                  v1::ListSilencesRequest(), &listed)
                  .ok());
  ASSERT_EQ(listed.silences_size(), 1);
  EXPECT_EQ(listed.silences(0).detector(), "plan_past_deadline");
}

}  // namespace
}  // namespace saan::e2e
