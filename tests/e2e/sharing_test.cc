// Consents, holds, broken glasses and editions of the rules, through the doors.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {
namespace {

constexpr char kSharedCase[] = R"({"case_id":"TT-1011-69-00001",
  "สถานะ":"ลงทะเบียนแล้ว","ขั้นตอน":3,"วันที่แจ้ง":"01/08/2568",
  "เด็ก":{"คำนำหน้า":"ด.ช.","ชื่อ":"กล้า","นามสกุล":"ทดสอบดี",
  "เลขประจำตัวประชาชน":"1-9901-10000-12-9","วันเกิด":"14/03/2565",
  "เพศ":"ชาย","สัญชาติ":"ไทย"}})";
constexpr char kHash[] =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

// Social workers of dcy read identity where consents allow, while a referral is
// open to them or they are in the joint team, and once the glass is broken.
constexpr char kMore[] = R"pb(
  agreements {
    agreement_id: "MOU-TEST"
    kind: AGREEMENT_KIND_AGREEMENT
    parties: [ "bma", "dcy" ]
    title_th: "ข้อตกลงทดสอบ"
    title_en: "Test agreement"
    legal_text_th: "คู่สัญญาตกลงแบ่งปันข้อมูลเท่าที่ผู้ปกครองยินยอม"
    valid_from: "2569-01-01"
    valid_until: "2600-12-31"
    review_by: "2600-01-01"
    approvals { agency: "bma" office: "ผู้อำนวยการ" date: "2568-12-01" }
    approvals { agency: "dcy" office: "อธิบดี" date: "2568-12-01" }
    rules {
      rule_id: "on-consent"
      effect: RULE_EFFECT_PERMIT
      recipients: "dcy"
      roles: ROLE_SOCIAL_WORKER
      purposes: PURPOSE_EDUCATION_FOLLOW_UP
      actions: ACTION_READ
      labels { categories: CATEGORY_ADMINISTRATIVE }
      labels { categories: CATEGORY_IDENTITY max_sensitivity: 2 }
      cap: DISCLOSURE_LEVEL_FULL
      needs_consent: true
    }
    rules {
      rule_id: "while-referred"
      effect: RULE_EFFECT_PERMIT
      recipients: "dcy"
      roles: ROLE_SOCIAL_WORKER
      purposes: PURPOSE_EDUCATION_FOLLOW_UP
      actions: ACTION_READ
      labels { categories: CATEGORY_ADMINISTRATIVE }
      labels { categories: CATEGORY_IDENTITY max_sensitivity: 2 }
      conditions { ties: [ TIE_OPEN_REFERRAL, TIE_SAME_CASE_TEAM ] }
      cap: DISCLOSURE_LEVEL_FULL
    }
    rules {
      rule_id: "in-emergency"
      effect: RULE_EFFECT_PERMIT
      recipients: "dcy"
      roles: ROLE_SOCIAL_WORKER
      purposes: PURPOSE_EMERGENCY
      actions: ACTION_READ
      labels { categories: CATEGORY_ADMINISTRATIVE }
      labels { categories: CATEGORY_IDENTITY max_sensitivity: 2 }
      cap: DISCLOSURE_LEVEL_FULL
      override: OVERRIDE_BREAK_GLASS
    }
    rules {
      rule_id: "counted"
      effect: RULE_EFFECT_PERMIT
      recipients: "dcy"
      roles: ROLE_SOCIAL_WORKER
      purposes: PURPOSE_BENEFIT
      actions: ACTION_READ
      labels { categories: CATEGORY_IDENTITY max_sensitivity: 2 }
      cap: DISCLOSURE_LEVEL_GENERALISE
      budget { max_children: 1 days: 1 }
      obligations { kind: OBLIGATION_KIND_ERASE_WITHIN days: 7 }
    }
  })pb";

class SharingDoor : public testing::Test {
 protected:
  void SetUp() override {
    gateway_.Start();
    gateway_.RegisterAgencies();
    bma_ = gateway_.As("bma-temtem");
    dcy_ = gateway_.As("dcy-dcy");
    admin_ = gateway_.As("operator-console");
    auditor_ = gateway_.As("auditor-desk");
    child_id_ = SubmitCase(kSharedCase);
  }

  std::string SubmitCase(const std::string& native) {
    v1::SubmitRecordResponse submitted;
    EXPECT_TRUE(Submit(bma_, "temtem", native, ++number_, &submitted).ok());
    return submitted.child_id();
  }

  // One call of the sharing door, by `actor`.
  template <typename Request, typename Response>
  grpc::Status Call(const Client& client,
                    grpc::Status (v1::SharingService::Stub::*method)(
                        grpc::ClientContext*, const Request&, Response*),
                    Request request, Response* response, v1::Purpose purpose,
                    v1::Role role, const std::string& actor = "staff-1") {
    *request.mutable_context() = Why(purpose, role);
    request.mutable_context()->set_actor(actor);
    request.mutable_context()->set_case_reference("CASE-1");
    if constexpr (requires { request.request_id(); }) {
      request.set_request_id(RequestId(++number_));
    }
    grpc::ClientContext context;
    return (client.sharing.get()->*method)(&context, request, response);
  }
  template <typename Request, typename Response>
  grpc::Status Administer(grpc::Status (v1::SharingService::Stub::*method)(
                              grpc::ClientContext*, const Request&, Response*),
                          const Request& request, Response* response,
                          const std::string& actor = "admin-1") {
    return Call(admin_, method, request, response, v1::PURPOSE_OPERATION,
                v1::ROLE_ADMINISTRATOR, actor);
  }

  grpc::Status Get(const Client& client, v1::Purpose purpose, v1::Role role,
                   v1::GetChildResponse* response,
                   const std::string& child_id = "") {
    v1::GetChildRequest request;
    *request.mutable_context() = Why(purpose, role);
    request.set_child_id(child_id.empty() ? child_id_ : child_id);
    grpc::ClientContext context;
    return client.exchange->GetChild(&context, request, response);
  }
  bool DcySees(v1::Purpose purpose) {
    v1::GetChildResponse response;
    const grpc::Status status =
        Get(dcy_, purpose, v1::ROLE_SOCIAL_WORKER, &response);
    EXPECT_TRUE(status.ok() || ReasonIn(status) == "NO_ACCESS")
        << status.error_message();
    return status.ok();
  }

  // The newest event of the outbox; empty where there is none.
  v1::Event LastEventFor(const Client& client, const v1::CallContext& why) {
    v1::ListEventsRequest request;
    *request.mutable_context() = why;
    v1::ListEventsResponse listed;
    grpc::ClientContext context;
    const grpc::Status status =
        client.coordination->ListEvents(&context, request, &listed);
    EXPECT_TRUE(status.ok()) << status.error_message();
    if (listed.events().empty()) return {};
    return listed.events(listed.events_size() - 1).event();
  }

  std::string Sign(const std::string& text) {
    const std::string file = gateway_.folder() + "/draft.textproto";
    WriteAll(file, text);
    const Ran ran = RunProgram({"/bin/bash",
                                absl::StrCat(SAAN_ROOT, "/certs/sign_rules.sh"),
                                "--dir", gateway_.certs(), file});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ReadAll(file + ".sig");
  }

  static std::string DraftText(int epoch) { return DemoRules(epoch) + kMore; }

  v1::EpochDraft Propose(const std::string& text) {
    v1::ProposeEpochRequest request;
    request.set_text(text);
    request.set_note("ทดสอบ");
    v1::ProposeEpochResponse response;
    const grpc::Status status =
        Administer(&v1::SharingService::Stub::ProposeEpoch, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.draft();
  }
  grpc::Status Approve(const std::string& draft_id, const std::string& actor) {
    v1::ApproveEpochRequest request;
    request.set_draft_id(draft_id);
    v1::ApproveEpochResponse response;
    return Administer(&v1::SharingService::Stub::ApproveEpoch, request,
                      &response, actor);
  }
  grpc::Status Publish(const std::string& draft_id,
                       const std::string& signature) {
    v1::PublishEpochRequest request;
    request.set_draft_id(draft_id);
    request.set_signature(signature);
    v1::PublishEpochResponse response;
    return Administer(&v1::SharingService::Stub::PublishEpoch, request,
                      &response);
  }
  // Puts the rules above in force.
  void PublishMore() {
    const std::string text = DraftText(2);
    const v1::EpochDraft draft = Propose(text);
    ASSERT_TRUE(Approve(draft.draft_id(), "admin-2").ok());
    const grpc::Status status = Publish(draft.draft_id(), Sign(text));
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  v1::Consent GuardiansConsent() {
    v1::Consent consent;
    consent.set_child_id(child_id_);
    consent.set_effect(v1::CONSENT_EFFECT_GRANT);
    consent.set_grantor(v1::GRANTOR_GUARDIAN);
    consent.set_grantor_reference("guardian-1");
    consent.set_authority(v1::AUTHORITY_EVIDENCE_BIRTH_CERTIFICATE);
    consent.set_authority_sha256(kHash);
    consent.add_purposes(v1::PURPOSE_EDUCATION_FOLLOW_UP);
    v1::LabelSet& labels = *consent.add_labels();
    labels.add_categories(v1::CATEGORY_ADMINISTRATIVE);
    labels.add_categories(v1::CATEGORY_IDENTITY);
    labels.set_max_sensitivity(2);
    consent.add_recipients("dcy");
    const int64_t now = time(nullptr);
    consent.mutable_valid_from()->set_seconds(now - 60);
    consent.mutable_valid_until()->set_seconds(now + 86400 * 300);
    consent.set_erase_by("2600-01-01");
    consent.set_channel(v1::CONSENT_CHANNEL_PAPER);
    consent.set_text_version("share-2569-1");
    consent.set_evidence_sha256(kHash);
    return consent;
  }
  grpc::Status Record(const Client& client, const v1::Consent& consent,
                      v1::Consent* recorded, v1::Role role) {
    v1::RecordConsentRequest request;
    *request.mutable_consent() = consent;
    v1::RecordConsentResponse response;
    const grpc::Status status =
        Call(client, &v1::SharingService::Stub::RecordConsent, request,
             &response, v1::PURPOSE_CASE_CARE, role);
    *recorded = response.consent();
    return status;
  }

  RunningGateway gateway_;
  Client bma_;
  Client dcy_;
  Client admin_;
  Client auditor_;
  std::string child_id_;
  uint64_t number_ = 1000;
};

TEST_F(SharingDoor, AnEditionTakesTwoPeopleAndTheSigningKey) {
  const std::string text = DraftText(2);
  const v1::EpochDraft draft = Propose(text);
  EXPECT_EQ(draft.changes_size(), 4);
  EXPECT_EQ(ReasonIn(Publish(draft.draft_id(), Sign(text))), "NOT_APPROVED");
  EXPECT_EQ(ReasonIn(Approve(draft.draft_id(), "admin-1")),
            "SECOND_PERSON_NEEDED");
  ASSERT_TRUE(Approve(draft.draft_id(), "admin-2").ok());
  EXPECT_EQ(ReasonIn(Publish(draft.draft_id(), Sign(text + "\n"))),
            "SIGNATURE_INVALID");
  EXPECT_EQ(ReasonIn(Publish(draft.draft_id(), std::string(64, 'x'))),
            "SIGNATURE_INVALID");
  ASSERT_TRUE(Publish(draft.draft_id(), Sign(text)).ok());
  v1::GetChildResponse seen;
  ASSERT_TRUE(
      Get(bma_, v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER, &seen).ok());

  v1::ListEpochsResponse listed;
  ASSERT_TRUE(Administer(&v1::SharingService::Stub::ListEpochs,
                         v1::ListEpochsRequest(), &listed)
                  .ok());
  ASSERT_EQ(listed.epochs_size(), 2);
  EXPECT_EQ(listed.epochs(0).epoch(), 2u);
  EXPECT_TRUE(listed.epochs(0).is_in_force());
  EXPECT_EQ(listed.drafts_size(), 0);

  // A start takes it up again, and going back is one call.
  gateway_.Stop();
  gateway_.Start();
  admin_ = gateway_.As("operator-console");
  v1::DiffEpochsRequest diff;
  diff.set_before_epoch(1);
  v1::DiffEpochsResponse diffed;
  ASSERT_TRUE(
      Administer(&v1::SharingService::Stub::DiffEpochs, diff, &diffed).ok());
  EXPECT_EQ(diffed.diff().after_epoch(), 2u);
  EXPECT_EQ(diffed.diff().rules_size(), 4);
  v1::RollBackEpochRequest back;
  back.set_epoch(1);
  back.set_note("ทดสอบ");
  v1::RollBackEpochResponse returned;
  ASSERT_TRUE(
      Administer(&v1::SharingService::Stub::RollBackEpoch, back, &returned)
          .ok());
  gateway_.Stop();
  gateway_.Start();
  admin_ = gateway_.As("operator-console");
  ASSERT_TRUE(Administer(&v1::SharingService::Stub::ListEpochs,
                         v1::ListEpochsRequest(), &listed)
                  .ok());
  EXPECT_TRUE(listed.epochs(1).is_in_force());
}

TEST_F(SharingDoor, AFaultyDraftIsRefusedWithItsPlace) {
  v1::ProposeEpochRequest request;
  v1::ProposeEpochResponse response;
  const auto propose = [&](const std::string& text) {
    request.set_text(text);
    return Administer(&v1::SharingService::Stub::ProposeEpoch, request,
                      &response);
  };
  const grpc::Status status = propose("epoch: 2\nrules {\n  role: 1\n}\n");
  EXPECT_EQ(ReasonIn(status), "RULES_FAULTY");
  EXPECT_THAT(status.error_message(), testing::HasSubstr("text:3:"));
  EXPECT_EQ(ReasonIn(propose(DraftText(1))), "EPOCH_NOT_NEWER");
  EXPECT_EQ(ReasonIn(propose(absl::StrReplaceAll(
                DraftText(2), {{"    rules {\n      rule_id: \"counted\"",
                                "    tests { name: \"t\" ask { agency: \"x\" "
                                "role: ROLE_TEACHER } expect { category: "
                                "CATEGORY_HEALTH level: "
                                "DISCLOSURE_LEVEL_FULL } }\n"
                                "    rules {\n      rule_id: \"counted\""}}))),
            "RULE_TEST_FAILED");
}

TEST_F(SharingDoor, WithdrawalClosesTheNextCallAndAsksForErasure) {
  PublishMore();
  EXPECT_FALSE(DcySees(v1::PURPOSE_EDUCATION_FOLLOW_UP));
  v1::Consent consent;
  EXPECT_EQ(ReasonIn(Record(dcy_, GuardiansConsent(), &consent,
                            v1::ROLE_SOCIAL_WORKER)),
            "NO_ACCESS");
  const grpc::Status recorded =
      Record(bma_, GuardiansConsent(), &consent, v1::ROLE_CASE_MANAGER);
  ASSERT_TRUE(recorded.ok()) << recorded.error_message();
  EXPECT_EQ(consent.capacity(), v1::CAPACITY_GUARDIAN_ALONE);
  EXPECT_TRUE(DcySees(v1::PURPOSE_EDUCATION_FOLLOW_UP));

  v1::WithdrawConsentRequest withdraw;
  withdraw.set_consent_id(consent.consent_id());
  v1::WithdrawConsentResponse withdrawn;
  ASSERT_TRUE(Call(bma_, &v1::SharingService::Stub::WithdrawConsent, withdraw,
                   &withdrawn, v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER)
                  .ok());
  EXPECT_FALSE(DcySees(v1::PURPOSE_EDUCATION_FOLLOW_UP));
  ASSERT_EQ(withdrawn.consent().deliveries_size(), 1);
  EXPECT_EQ(withdrawn.consent().deliveries(0).agency(), "dcy");

  // The recipient is told, finds its duty, and acknowledges.
  const v1::Event told =
      LastEventFor(dcy_, Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER));
  EXPECT_EQ(told.kind(), v1::EVENT_KIND_CONSENT_WITHDRAWN);
  EXPECT_EQ(told.subject_id(), consent.consent_id());
  EXPECT_TRUE(told.has_due_time());
  const auto due = [&] {
    v1::ListConsentsRequest list;
    list.set_queue(v1::CONSENT_QUEUE_ERASURE);
    v1::ListConsentsResponse listed;
    EXPECT_TRUE(Call(dcy_, &v1::SharingService::Stub::ListConsents, list,
                     &listed, v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER)
                    .ok());
    return listed;
  };
  ASSERT_EQ(due().consents_size(), 1);
  EXPECT_EQ(due().consents(0).consent().grantor_reference(), "");
  v1::AcknowledgeErasureRequest acknowledge;
  acknowledge.set_consent_id(consent.consent_id());
  v1::AcknowledgeErasureResponse acknowledged;
  ASSERT_TRUE(Call(dcy_, &v1::SharingService::Stub::AcknowledgeErasure,
                   acknowledge, &acknowledged, v1::PURPOSE_CASE_CARE,
                   v1::ROLE_SOCIAL_WORKER)
                  .ok());
  EXPECT_EQ(due().consents_size(), 0);
}

TEST_F(SharingDoor, AConsentThatIsNotInOrderIsRefusedByItsField) {
  v1::Consent consent = GuardiansConsent();
  consent.set_authority_until("2568-01-01");
  v1::Consent recorded;
  const grpc::Status status =
      Record(bma_, consent, &recorded, v1::ROLE_CASE_MANAGER);
  EXPECT_EQ(ReasonIn(status), "CONSENT_FAULTY");
  EXPECT_THAT(status.error_message(),
              testing::HasSubstr("consent.authority_until"));
}

TEST_F(SharingDoor, AHoldLooksLikeNoRule) {
  EXPECT_TRUE(DcySees(v1::PURPOSE_CASE_CARE));
  v1::PlaceHoldRequest request;
  v1::Hold& hold = *request.mutable_hold();
  hold.set_child_id(child_id_);
  hold.set_kind(v1::HOLD_KIND_SAFETY);
  hold.set_agency("dcy");
  hold.set_reason("ผู้ถูกกล่าวหาทำงานในหน่วยงาน");
  hold.set_review_by("2600-01-01");
  hold.mutable_valid_until()->set_seconds(time(nullptr) + 86400);
  v1::PlaceHoldResponse placed;
  ASSERT_TRUE(
      Administer(&v1::SharingService::Stub::PlaceHold, request, &placed).ok());
  v1::GetChildResponse response;
  const grpc::Status held =
      Get(dcy_, v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER, &response);
  const grpc::Status absent =
      Get(dcy_, v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER, &response,
          "00000000000000000000000000");
  EXPECT_EQ(ReasonIn(held), "NO_ACCESS");
  EXPECT_EQ(held.error_message(), absent.error_message());
  EXPECT_EQ(held.error_details(), absent.error_details());
  // Nor is the child found, by name or by number.
  v1::FindChildrenRequest find;
  *find.mutable_context() = Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER);
  find.set_given_name("กล้า");
  find.set_family_name("ทดสอบดี");
  find.set_birth_date("14/03/2565");
  v1::FindChildrenResponse found;
  grpc::ClientContext find_context;
  ASSERT_TRUE(dcy_.exchange->FindChildren(&find_context, find, &found).ok());
  EXPECT_EQ(found.candidates_size(), 0);
  v1::GetChildRequest by_number;
  *by_number.mutable_context() =
      Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER);
  by_number.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_NATIONAL_ID);
  by_number.mutable_identifier()->set_value("1990110000129");
  grpc::ClientContext number_context;
  EXPECT_EQ(
      ReasonIn(dcy_.exchange->GetChild(&number_context, by_number, &response)),
      "NO_ACCESS");

  // Two people lift it; one cannot.
  v1::LiftHoldRequest lift;
  lift.set_hold_id(placed.hold().hold_id());
  v1::LiftHoldResponse lifted;
  const auto lift_by = [&](const std::string& actor) {
    return Administer(&v1::SharingService::Stub::LiftHold, lift, &lifted,
                      actor);
  };
  ASSERT_TRUE(lift_by("admin-1").ok());
  EXPECT_EQ(ReasonIn(lift_by("admin-1")), "SECOND_PERSON_NEEDED");
  EXPECT_FALSE(DcySees(v1::PURPOSE_CASE_CARE));
  ASSERT_TRUE(lift_by("admin-2").ok());
  EXPECT_TRUE(DcySees(v1::PURPOSE_CASE_CARE));
}

TEST_F(SharingDoor, AReferralOpensWhatItNeedsAndClosesItWithItself) {
  PublishMore();
  EXPECT_FALSE(DcySees(v1::PURPOSE_EDUCATION_FOLLOW_UP));
  v1::CreateReferralRequest refer;
  *refer.mutable_context() =
      Why(v1::PURPOSE_EDUCATION_FOLLOW_UP, v1::ROLE_CASE_MANAGER);
  refer.set_request_id(RequestId(++number_));
  refer.set_child_id(child_id_);
  refer.set_to_agency("dcy");
  refer.set_need("housing");
  v1::CreateReferralResponse referred;
  grpc::ClientContext refer_context;
  const grpc::Status sent =
      bma_.coordination->CreateReferral(&refer_context, refer, &referred);
  ASSERT_TRUE(sent.ok()) << sent.error_message();
  EXPECT_TRUE(DcySees(v1::PURPOSE_EDUCATION_FOLLOW_UP));

  v1::DeclineReferralRequest decline;
  *decline.mutable_context() =
      Why(v1::PURPOSE_EDUCATION_FOLLOW_UP, v1::ROLE_SOCIAL_WORKER);
  decline.set_request_id(RequestId(++number_));
  decline.set_referral_id(referred.referral().referral_id());
  decline.set_reason(v1::DECLINE_REASON_NO_CAPACITY);
  v1::DeclineReferralResponse declined;
  grpc::ClientContext decline_context;
  const grpc::Status said =
      dcy_.coordination->DeclineReferral(&decline_context, decline, &declined);
  ASSERT_TRUE(said.ok()) << said.error_message();
  EXPECT_FALSE(DcySees(v1::PURPOSE_EDUCATION_FOLLOW_UP));
}

TEST_F(SharingDoor, AJointTeamSeesWhatItsRulesOpen) {
  PublishMore();
  v1::MoveCaseRequest move;
  *move.mutable_context() = Why(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER);
  move.set_request_id(RequestId(++number_));
  move.set_child_id(child_id_);
  move.set_step(v1::CASE_STEP_REPORTED);
  const auto with_team = [&](const std::string& agency) {
    move.clear_team_agencies();
    move.add_team_agencies(agency);
    v1::MoveCaseResponse moved;
    grpc::ClientContext context;
    return bma_.coordination->MoveCase(&context, move, &moved);
  };
  EXPECT_EQ(ReasonIn(with_team("nobody")), "FIELD_INVALID");
  EXPECT_EQ(ReasonIn(with_team("bma")), "FIELD_INVALID");
  EXPECT_FALSE(DcySees(v1::PURPOSE_EDUCATION_FOLLOW_UP));
  const grpc::Status moved = with_team("dcy");
  ASSERT_TRUE(moved.ok()) << moved.error_message();
  EXPECT_TRUE(DcySees(v1::PURPOSE_EDUCATION_FOLLOW_UP));
}

TEST_F(SharingDoor, ABrokenGlassOpensForItsPersonAndIsReviewed) {
  PublishMore();
  EXPECT_FALSE(DcySees(v1::PURPOSE_EMERGENCY));
  v1::BreakGlassRequest request;
  request.set_child_id(child_id_);
  request.set_reason("เด็กอยู่ในอันตราย ต้องทราบชื่อทันที");
  v1::BreakGlassResponse broken;
  const grpc::Status status =
      Call(dcy_, &v1::SharingService::Stub::BreakGlass, request, &broken,
           v1::PURPOSE_EMERGENCY, v1::ROLE_SOCIAL_WORKER);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(DcySees(v1::PURPOSE_EMERGENCY));
  EXPECT_FALSE(DcySees(v1::PURPOSE_EDUCATION_FOLLOW_UP));

  // The owner is told at once, sees it, and the review is by another.
  const v1::Event told =
      LastEventFor(bma_, Why(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER));
  EXPECT_EQ(told.kind(), v1::EVENT_KIND_BREAK_GLASS_USED);
  EXPECT_EQ(told.subject_id(), broken.broken_glass().break_glass_id());
  EXPECT_EQ(told.from_agency(), "dcy");
  v1::ListBrokenGlassResponse listed;
  ASSERT_TRUE(Call(bma_, &v1::SharingService::Stub::ListBrokenGlass,
                   v1::ListBrokenGlassRequest(), &listed, v1::PURPOSE_CASE_CARE,
                   v1::ROLE_CASE_MANAGER)
                  .ok());
  ASSERT_EQ(listed.broken_glass_size(), 1);
  EXPECT_EQ(listed.broken_glass(0).agency(), "dcy");
  v1::ReviewBrokenGlassRequest review;
  review.set_break_glass_id(broken.broken_glass().break_glass_id());
  review.set_outcome(v1::BREAK_GLASS_OUTCOME_JUSTIFIED);
  review.set_note("มีเหตุจริง");
  v1::ReviewBrokenGlassResponse reviewed;
  ASSERT_TRUE(Administer(&v1::SharingService::Stub::ReviewBrokenGlass, review,
                         &reviewed)
                  .ok());
  v1::ListBrokenGlassRequest open;
  open.set_is_open_only(true);
  listed.Clear();
  ASSERT_TRUE(
      Administer(&v1::SharingService::Stub::ListBrokenGlass, open, &listed)
          .ok());
  EXPECT_EQ(listed.broken_glass_size(), 0);
}

TEST_F(SharingDoor, ABudgetIsSpentByDifferentChildren) {
  PublishMore();
  v1::GetChildResponse response;
  ASSERT_TRUE(
      Get(dcy_, v1::PURPOSE_BENEFIT, v1::ROLE_SOCIAL_WORKER, &response).ok());
  EXPECT_GE(response.obligations_size(), 1);
  // The same child again costs nothing; another is one too many.
  EXPECT_TRUE(
      Get(dcy_, v1::PURPOSE_BENEFIT, v1::ROLE_SOCIAL_WORKER, &response).ok());
  const std::string other = SubmitCase(
      absl::StrReplaceAll(kSharedCase, {{"00001", "00002"},
                                        {"กล้า", "เพียร"},
                                        {"ทดสอบดี", "มานะกิจ"},
                                        {"1-9901-10000-12-9", "ไม่มี"},
                                        {"14/03/2565", "02/07/2560"}}));
  ASSERT_NE(other, child_id_);
  EXPECT_EQ(ReasonIn(Get(dcy_, v1::PURPOSE_BENEFIT, v1::ROLE_SOCIAL_WORKER,
                         &response, other)),
            "BUDGET_SPENT");
}

TEST_F(SharingDoor, ADecisionIsExplainedAndMadeAgain) {
  v1::GetChildResponse seen;
  ASSERT_TRUE(
      Get(dcy_, v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER, &seen).ok());
  v1::ExplainDecisionRequest explain;
  explain.set_decision_id(seen.decision_id());
  v1::ExplainDecisionResponse explained;
  ASSERT_TRUE(Call(dcy_, &v1::SharingService::Stub::ExplainDecision, explain,
                   &explained, v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER)
                  .ok());
  ASSERT_EQ(explained.explanations_size(), 1);
  EXPECT_EQ(explained.explanations(0).holder(), "bma");
  EXPECT_GT(explained.explanations(0).explanation().rules_size(), 0);
  // Another agency's decision is not there.
  EXPECT_EQ(
      ReasonIn(Call(bma_, &v1::SharingService::Stub::ExplainDecision, explain,
                    &explained, v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER)),
      "NOT_FOUND");

  // An edition without the rule would have closed it.
  const v1::EpochDraft draft = Propose("epoch: 9\n");
  v1::SimulateEpochRequest simulate;
  simulate.set_draft_id(draft.draft_id());
  simulate.mutable_since_time()->set_seconds(1);
  v1::SimulateEpochResponse simulated;
  ASSERT_TRUE(
      Administer(&v1::SharingService::Stub::SimulateEpoch, simulate, &simulated)
          .ok());
  EXPECT_EQ(simulated.replayed_count(), 1u);
  ASSERT_EQ(simulated.closed_decision_ids_size(), 1);
  EXPECT_EQ(simulated.closed_decision_ids(0), seen.decision_id());
  ASSERT_GT(simulated.changes_size(), 0);
  EXPECT_EQ(simulated.changes(0).agency(), "dcy");
  EXPECT_EQ(simulated.changes(0).newly_hidden_count(), 1u);
}

TEST_F(SharingDoor, ARefusalIsExplainedToOversightAloneAndMadeAgain) {
  v1::GetChildResponse seen;
  ASSERT_EQ(ReasonIn(Get(dcy_, v1::PURPOSE_EDUCATION_FOLLOW_UP,
                         v1::ROLE_SOCIAL_WORKER, &seen)),
            "NO_ACCESS");
  v1::ListEntriesRequest list;
  *list.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
  list.set_is_refused(true);
  list.set_is_newest_first(true);
  v1::ListEntriesResponse listed;
  grpc::ClientContext context;
  ASSERT_TRUE(auditor_.auditor->ListEntries(&context, list, &listed).ok());
  ASSERT_GT(listed.entries_size(), 0);
  v1::ExplainDecisionRequest explain;
  explain.set_decision_id(listed.entries(0).entry().decision_id());
  ASSERT_NE(explain.decision_id(), "");
  v1::ExplainDecisionResponse explained;
  ASSERT_TRUE(Call(auditor_, &v1::SharingService::Stub::ExplainDecision,
                   explain, &explained, v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR)
                  .ok());
  ASSERT_EQ(explained.explanations_size(), 1);
  EXPECT_EQ(explained.explanations(0).holder(), "bma");
  EXPECT_EQ(explained.asker().purpose(), v1::PURPOSE_EDUCATION_FOLLOW_UP);
  // To who was refused, it would tell that the child is known.
  EXPECT_EQ(
      ReasonIn(Call(dcy_, &v1::SharingService::Stub::ExplainDecision, explain,
                    &explained, v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER)),
      "NOT_FOUND");

  // The edition that asks for no consent would have opened it.
  v1::SimulateEpochRequest simulate;
  const std::string text =
      absl::StrReplaceAll(DraftText(9), {{"needs_consent: true", ""}});
  simulate.set_draft_id(Propose(text).draft_id());
  simulate.mutable_since_time()->set_seconds(1);
  v1::SimulateEpochResponse simulated;
  ASSERT_TRUE(
      Administer(&v1::SharingService::Stub::SimulateEpoch, simulate, &simulated)
          .ok());
  EXPECT_EQ(simulated.replayed_count(), 1u);
  ASSERT_GT(simulated.changes_size(), 0);
  EXPECT_EQ(simulated.changes(0).purpose(), v1::PURPOSE_EDUCATION_FOLLOW_UP);
  EXPECT_EQ(simulated.changes(0).newly_visible_count(), 1u);
}

TEST_F(SharingDoor, OversightSeesWhatTiedTheReaderToTheChild) {
  v1::GetChildRequest request;
  *request.mutable_context() =
      Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER);
  request.mutable_context()->set_actor_family_name(" ทดสอบดี ");
  request.set_child_id(child_id_);
  v1::GetChildResponse seen;
  grpc::ClientContext reading;
  ASSERT_TRUE(dcy_.exchange->GetChild(&reading, request, &seen).ok());
  const auto ask = [&](const std::string& filter) {
    v1::ListEntriesRequest list;
    *list.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
    list.set_filter(filter);
    v1::ListEntriesResponse listed;
    grpc::ClientContext context;
    EXPECT_TRUE(auditor_.auditor->ListEntries(&context, list, &listed).ok());
    return listed;
  };
  const v1::ListEntriesResponse listed =
      ask("relationship = NONE AND is_same_family_name = true");
  ASSERT_EQ(listed.entries_size(), 1);
  EXPECT_EQ(listed.entries(0).log_index(), seen.receipt().log_index());
  const v1::AuditEntry& entry = listed.entries(0).entry();
  EXPECT_FALSE(entry.is_same_subdistrict());
  ASSERT_EQ(entry.disclosed_levels_size(), entry.disclosed_size());
  for (const int level : entry.disclosed_levels()) {
    EXPECT_GT(level, v1::DISCLOSURE_LEVEL_UNSPECIFIED);
  }
  EXPECT_THAT(listed.SerializeAsString(),
              testing::Not(testing::HasSubstr("ทดสอบดี")));
  // bma holds a record of the child.
  v1::GetChildResponse own;
  ASSERT_TRUE(
      Get(bma_, v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER, &own).ok());
  EXPECT_EQ(ask("agency = bma AND relationship = NONE").entries_size(), 0);
  EXPECT_GT(ask("agency = bma AND is_same_family_name = false").entries_size(),
            0);
}

TEST_F(SharingDoor, WhatIfAndWhoCanSeeAnswerFromTheRules) {
  v1::ExplainAccessRequest what_if;
  what_if.set_child_id(child_id_);
  v1::Asker& asker = *what_if.mutable_asker();
  asker.set_agency("dcy");
  asker.set_role(v1::ROLE_SOCIAL_WORKER);
  asker.set_purpose(v1::PURPOSE_CASE_CARE);
  asker.set_action(v1::ACTION_READ);
  v1::ExplainAccessResponse explained;
  ASSERT_TRUE(
      Administer(&v1::SharingService::Stub::ExplainAccess, what_if, &explained)
          .ok());
  ASSERT_EQ(explained.explanations_size(), 1);
  EXPECT_THAT(explained.SerializeAsString(),
              testing::Not(testing::HasSubstr("ทดสอบดี")));
  EXPECT_EQ(
      ReasonIn(Call(dcy_, &v1::SharingService::Stub::ExplainAccess, what_if,
                    &explained, v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER)),
      "DOOR_CLOSED");

  v1::WhoCanSeeRequest who;
  who.mutable_label()->set_category(v1::CATEGORY_HEALTH);
  who.mutable_label()->set_sensitivity(3);
  who.set_purpose(v1::PURPOSE_CASE_CARE);
  v1::WhoCanSeeResponse seers;
  ASSERT_TRUE(Call(auditor_, &v1::SharingService::Stub::WhoCanSee, who, &seers,
                   v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR)
                  .ok());
  EXPECT_EQ(seers.sights_size(), 2);
  v1::WhatCanSeeRequest what;
  *what.mutable_asker() = asker;
  v1::WhatCanSeeResponse sights;
  ASSERT_TRUE(Call(dcy_, &v1::SharingService::Stub::WhatCanSee, what, &sights,
                   v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER)
                  .ok());
  EXPECT_GT(sights.sights_size(), 0);
  what.mutable_asker()->set_agency("bma");
  EXPECT_EQ(
      ReasonIn(Call(dcy_, &v1::SharingService::Stub::WhatCanSee, what, &sights,
                    v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER)),
      "NO_ACCESS");
}

}  // namespace
}  // namespace saan::e2e
