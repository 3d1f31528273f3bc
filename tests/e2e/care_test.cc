// No help twice, the nine steps, who is responsible, and who knows a child.

#include <gmock/gmock.h>

#include "absl/time/clock.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

using Care = Together;

// YYYY-MM-DD, so many days from now.
std::string InDays(int days) {
  return absl::FormatTime("%Y-%m-%d", absl::Now() + absl::Hours(24) * days,
                          absl::UTCTimeZone());
}

TEST_F(Care, HelpOfAnotherPayerIsMetBeforeItIsGrantedTwice) {
  v1::CheckBenefitRequest request;
  request.set_child_id(child_id_);
  request.set_kind(v1::BENEFIT_KIND_POOR_FAMILY_CHILD);
  request.set_from_date("2026-11-01");
  v1::CheckBenefitResponse response;
  const v1::CallContext why = Why(v1::PURPOSE_BENEFIT, v1::ROLE_CASE_MANAGER);
  ASSERT_TRUE(Call(bma_, &Door::CheckBenefit, why, request, &response).ok());
  ASSERT_EQ(response.overlaps_size(), 1);
  EXPECT_EQ(response.overlaps(0).kind(), v1::BENEFIT_KIND_POOR_FAMILY_CHILD);
  EXPECT_EQ(response.overlaps(0).contact_agency(), "dcy");
  // One's own help is none of another.
  ASSERT_TRUE(Call(dcy_, &Door::CheckBenefit,
                   Why(v1::PURPOSE_BENEFIT, v1::ROLE_SOCIAL_WORKER), request,
                   &response)
                  .ok());
  EXPECT_EQ(response.overlaps_size(), 0);
  request.set_from_date("2028-11-01");
  ASSERT_TRUE(Call(bma_, &Door::CheckBenefit, why, request, &response).ok());
  EXPECT_EQ(response.overlaps_size(), 0);
  // No contact where no rule lets it be known.
  request.set_from_date("2026-11-01");
  ASSERT_TRUE(
      Call(bma_, &Door::CheckBenefit, CaseManager(), request, &response).ok());
  ASSERT_EQ(response.overlaps_size(), 1);
  EXPECT_EQ(response.overlaps(0).contact_agency(), "");
}

// A pupil of this house, by the school's roster.
void Enrol(const RunningGateway& gateway, const std::string& number,
           const std::string& name, const std::string& student) {
  v1::SubmitRecordResponse response;
  const grpc::Status status =
      Submit(gateway.As("obec-school"), "school",
             absl::StrCat("1011990101,", number, ",", student, ",ด.ช.,", name,
                          ",ทดสอบดี,14/03/2558,99110012301"),
             0xd0000000 + std::stoi(student), &response,
             "รหัสโรงเรียน,เลขประจำตัวประชาชน,รหัสนักเรียน,คำนำหน้าชื่อ,ชื่อ,นามสกุล,"
             "วันเกิด,รหัสประจำบ้าน(ที่อยู่ปัจจุบัน)");
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(response.child_id().empty()) << response.DebugString();
}

TEST_F(Care, HelpOfAHouseholdIsMetThroughEachOfItsChildren) {
  // The help is filed before anyone knows of the house.
  FileBenefit(
      BenefitRow("ทด-69-8", "01/11/2569", "ถุงยังชีพ", "1990110000129", "ก้องภพ"));
  const std::string sibling =
      FileCase("TT-1011-69-00002", "1990110000137", "ธนกร");
  ASSERT_NE(sibling, child_id_);
  v1::CheckBenefitRequest request;
  request.set_child_id(sibling);
  request.set_kind(v1::BENEFIT_KIND_GOODS);
  request.set_from_date("2026-11-05");
  v1::CheckBenefitResponse response;
  ASSERT_TRUE(
      Call(bma_, &Door::CheckBenefit, CaseManager(), request, &response).ok());
  EXPECT_EQ(response.overlaps_size(), 0);
  Enrol(gateway_, "1990110000129", "ก้องภพ", "101");
  Enrol(gateway_, "1990110000137", "ธนกร", "102");
  ASSERT_TRUE(
      Call(bma_, &Door::CheckBenefit, CaseManager(), request, &response).ok());
  ASSERT_EQ(response.overlaps_size(), 1);
  EXPECT_TRUE(response.overlaps(0).is_of_household());
  // What is for one child alone is not another's.
  request.set_kind(v1::BENEFIT_KIND_SCHOLARSHIP);
  ASSERT_TRUE(
      Call(bma_, &Door::CheckBenefit, CaseManager(), request, &response).ok());
  EXPECT_EQ(response.overlaps_size(), 0);
}

TEST_F(Care, AClosedKindIsMetWithoutItsName) {
  FileBenefit(BenefitRow("ทด-69-7", "01/11/2569",
                         "เงินอุดหนุนเงินสงเคราะห์ผู้ติดเชื้อเอดส์และครอบครัว",
                         "1990110000129", "ก้องภพ"));
  for (const v1::BenefitKind kind :
       {v1::BENEFIT_KIND_HIV_FAMILY, v1::BENEFIT_KIND_DISABILITY}) {
    v1::CheckBenefitRequest request;
    request.set_child_id(child_id_);
    request.set_kind(kind);
    request.set_from_date("2026-11-05");
    v1::CheckBenefitResponse response;
    ASSERT_TRUE(Call(bma_, &Door::CheckBenefit,
                     Why(v1::PURPOSE_BENEFIT, v1::ROLE_CASE_MANAGER), request,
                     &response)
                    .ok());
    ASSERT_EQ(response.overlaps_size(), 1);
    EXPECT_EQ(response.overlaps(0).kind(), v1::BENEFIT_KIND_UNSPECIFIED);
  }
}

TEST_F(Care, AStrangerToTheChildIsToldNothingOfItsHelp) {
  v1::CheckBenefitRequest request;
  request.set_child_id(child_id_);
  request.set_kind(v1::BENEFIT_KIND_POOR_FAMILY_CHILD);
  request.set_from_date("2026-11-01");
  v1::CheckBenefitResponse response;
  EXPECT_EQ(ReasonIn(Call(gateway_.As("obec-school"), &Door::CheckBenefit,
                          Why(v1::PURPOSE_BENEFIT, v1::ROLE_TEACHER), request,
                          &response)),
            "NO_ACCESS");
}

TEST_F(Care, ACaseMovesByItsStepsAndSaysWhatIsNext) {
  v1::MoveCaseRequest move;
  move.set_child_id(child_id_);
  move.set_step(v1::CASE_STEP_IMPLEMENTING);
  v1::MoveCaseResponse moved;
  const grpc::Status early =
      Call(bma_, &Door::MoveCase, CaseManager(), move, &moved);
  EXPECT_EQ(ReasonIn(early), "STEP_OUT_OF_ORDER");
  EXPECT_THAT(early.error_message(), testing::HasSubstr("CASE_STEP_REPORTED"));
  for (int step = 1; step <= 7; ++step) {
    v1::MoveCaseRequest next;
    next.set_child_id(child_id_);
    next.set_step(static_cast<v1::CaseStep>(step));
    if (step == 6) next.set_deadline(InDays(30));
    const grpc::Status status =
        Call(bma_, &Door::MoveCase, step == 2 ? SocialWorker() : CaseManager(),
             next, &moved);
    ASSERT_TRUE(status.ok()) << step << ": " << status.error_message();
  }
  EXPECT_EQ(ReasonIn(Call(bma_, &Door::MoveCase, CaseManager(), move, &moved)),
            "GUARDIAN_AGREEMENT_MISSING");
  v1::MoveCaseRequest talk;
  talk.set_child_id(child_id_);
  talk.set_step(v1::CASE_STEP_COMMUNICATED);
  talk.set_guardian_agreed_date("2026-11-01");
  ASSERT_TRUE(Call(bma_, &Door::MoveCase, CaseManager(), talk, &moved).ok());
  ASSERT_TRUE(Call(bma_, &Door::MoveCase, CaseManager(), move, &moved).ok());

  v1::GetCaseViewRequest view;
  view.set_child_id(child_id_);
  v1::GetCaseViewResponse seen;
  ASSERT_TRUE(Call(dcy_, &Door::GetCaseView, SocialWorker(), view, &seen).ok());
  ASSERT_EQ(seen.agency_cases_size(), 1);
  EXPECT_EQ(seen.agency_cases(0).case_().step(), v1::CASE_STEP_REGISTERED);
  ASSERT_EQ(seen.shared_cases_size(), 1);
  EXPECT_EQ(seen.shared_cases(0).step(), v1::CASE_STEP_IMPLEMENTING);
  EXPECT_EQ(seen.shared_cases(0).guardian_agreed_date(), "2026-11-01");
}

TEST_F(Care, NoAndNotForYouAreOneAnswer) {
  v1::AskKnownRequest known;
  known.set_given_name("ก้องภพ");
  known.set_family_name("ทดสอบดี");
  known.set_birth_date("14/03/2558");
  v1::AskKnownRequest unknown = known;
  unknown.set_given_name("พิมพ์ชนก");
  unknown.set_family_name("ไม่มีอยู่จริง");
  unknown.set_birth_date("01/09/2561");
  v1::AskKnownResponse yes;
  ASSERT_TRUE(Call(gateway_.As("songkhla-imed"), &Door::AskKnown, CaseManager(),
                   known, &yes)
                  .ok());
  EXPECT_TRUE(yes.is_known());
  EXPECT_THAT(yes.contact_agencies(), testing::Contains("bma"));
  // A teacher may search nothing: the child that is there looks like none.
  const Client school = gateway_.As("obec-school");
  const v1::CallContext teacher =
      Why(v1::PURPOSE_EDUCATION_FOLLOW_UP, v1::ROLE_TEACHER);
  v1::AskKnownResponse not_for_you;
  v1::AskKnownResponse no;
  ASSERT_TRUE(Call(school, &Door::AskKnown, teacher, known, &not_for_you).ok());
  ASSERT_TRUE(Call(school, &Door::AskKnown, teacher, unknown, &no).ok());
  for (v1::AskKnownResponse* answer : {&not_for_you, &no}) {
    answer->clear_receipt();
    answer->clear_decision_id();
    answer->clear_questions_left();
  }
  EXPECT_EQ(not_for_you.SerializeAsString(), no.SerializeAsString());
}

TEST_F(Care, QuestionsAreLimitedForEachPersonAndDay) {
  v1::AskKnownRequest request;
  request.set_given_name("ก้องภพ");
  request.set_birth_date("14/03/2558");
  v1::AskKnownResponse response;
  int asked = 0;
  grpc::Status status;
  while (
      (status = Call(dcy_, &Door::AskKnown, SocialWorker(), request, &response))
          .ok()) {
    ASSERT_LT(++asked, 100);
  }
  EXPECT_EQ(ReasonIn(status), "QUESTION_BUDGET_SPENT");
  v1::CallContext other = SocialWorker();
  other.set_actor("staff-2");
  EXPECT_TRUE(Call(dcy_, &Door::AskKnown, other, request, &response).ok());
}

TEST_F(Care, WhoIsResponsibleIsAlertedOfAnIncident) {
  v1::AssignResponsibilityRequest assign;
  assign.mutable_responsibility()->set_agency("bma");
  assign.mutable_responsibility()->set_role(v1::ROLE_CASE_MANAGER);
  assign.mutable_responsibility()->set_area_prefix("1011");
  assign.mutable_responsibility()->set_duty("protection");
  v1::AssignResponsibilityResponse assigned;
  const v1::CallContext operating =
      Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
  const Client admin = gateway_.As("operator-console");
  ASSERT_TRUE(
      Call(admin, &Door::AssignResponsibility, operating, assign, &assigned)
          .ok());
  Watching watching(bma_,
                    Why(v1::PURPOSE_CHILD_PROTECTION, v1::ROLE_CASE_MANAGER));
  v1::SubmitRecordResponse response;
  const grpc::Status submitted =
      Submit(dcy_, "dcy",
             R"({"incidentNo":"CPIS-69-10-1","channel":"1300",
          "reportedAt":"2026-11-20T19:42:11+07:00","incidentType":["ถูกละเลย"],
          "severity":"ปานกลาง","location":{"provinceCode":"10",
          "districtCode":"1011"},"child":{"nickname":"น้องต้น","approxAge":8,
          "sex":"M"},"status":"รับเรื่อง"})",
             ++number_, &response);
  ASSERT_TRUE(submitted.ok()) << submitted.error_message();
  ASSERT_FALSE(response.child_id().empty()) << response.DebugString();
  const v1::Event alert = watching.NextOf(v1::EVENT_KIND_ALERT);
  EXPECT_EQ(alert.child_id(), response.child_id());
  EXPECT_EQ(alert.area_code(), "1011");

  v1::EndResponsibilityRequest end;
  end.set_responsibility_id(assigned.responsibility().responsibility_id());
  v1::EndResponsibilityResponse ended;
  ASSERT_TRUE(
      Call(admin, &Door::EndResponsibility, operating, end, &ended).ok());
  v1::ListResponsibilitiesRequest list;
  list.set_area_code("101101");
  v1::ListResponsibilitiesResponse listed;
  ASSERT_TRUE(
      Call(dcy_, &Door::ListResponsibilities, SocialWorker(), list, &listed)
          .ok());
  EXPECT_EQ(listed.responsibilities_size(), 0);
}

}  // namespace
}  // namespace saan::e2e
