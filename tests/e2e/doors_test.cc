// What the doors promise: every call recorded, refused alike, under its own
// clear reason, without a child's data in any error, log or file name.

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {
namespace {

constexpr char kDoorsCase[] = R"({"case_id":"TT-1011-69-00001",
  "สถานะ":"ลงทะเบียนแล้ว","ขั้นตอน":3,"วันที่แจ้ง":"01/08/2568",
  "เด็ก":{"คำนำหน้า":"ด.ช.","ชื่อ":"%s","นามสกุล":"ทดสอบดี",
  "เลขประจำตัวประชาชน":"1-9901-10000-12-9","วันเกิด":"14/03/2558",
  "เพศ":"ชาย","สัญชาติ":"ไทย"}})";
// A name that must never be seen outside the store and its owner's answers.
constexpr char kCanary[] = "คนารี่ลับ";

std::string Case(const std::string& name = kCanary) {
  std::string text = kDoorsCase;
  text.replace(text.find("%s"), 2, name);
  return text;
}

class Doors : public testing::Test {
 protected:
  void SetUp() override {
    gateway_.Start();
    gateway_.RegisterAgencies();
  }

  std::vector<v1::LoggedEntry> Entries() {
    const Client auditor = gateway_.As("auditor-desk");
    std::vector<v1::LoggedEntry> entries;
    v1::ListEntriesRequest request;
    *request.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
    request.set_page_size(1000);
    do {
      grpc::ClientContext context;
      v1::ListEntriesResponse response;
      const grpc::Status status =
          auditor.auditor->ListEntries(&context, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (const v1::LoggedEntry& entry : response.entries()) {
        entries.push_back(entry);
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return entries;
  }

  v1::AuditEntry LastEntry() { return Entries().back().entry(); }

  grpc::Status GetChild(const Client& client, const std::string& child_id,
                        v1::Purpose purpose, v1::Role role,
                        v1::GetChildResponse* response) {
    v1::GetChildRequest request;
    *request.mutable_context() = Why(purpose, role);
    request.set_child_id(child_id);
    grpc::ClientContext context;
    return client.exchange->GetChild(&context, request, response);
  }

  RunningGateway gateway_;
};

TEST_F(Doors, EveryRpcIsRecordedEvenWhenItSaysNothing) {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const char* name :
       {"ExchangeService", "AdminService", "AuditorService", "IdentityService",
        "SharingService", "CoordinationService", "FollowUpService"}) {
    services.push_back(
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
            absl::StrCat("saan.v1.", name)));
    ASSERT_NE(services.back(), nullptr) << name;
  }
  const Client client = gateway_.As("bma-temtem");
  grpc::GenericStub stub(client.channel);
  size_t before = Entries().size();
  int methods = 0;
  for (const auto* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      if (method->client_streaming()) continue;  // Below.
      grpc::ClientContext context;
      grpc::CompletionQueue queue;
      const grpc::Slice nothing;  // A message that sets no field.
      const auto call = stub.PrepareUnaryCall(
          &context,
          absl::StrCat("/", service->full_name(), "/", method->name()),
          grpc::ByteBuffer(&nothing, 1), &queue);
      call->StartCall();
      grpc::ByteBuffer reply;
      grpc::Status status;
      call->Finish(&reply, &status, nullptr);
      void* tag = nullptr;
      bool ok = false;
      ASSERT_TRUE(queue.Next(&tag, &ok));
      EXPECT_EQ(ReasonIn(status), "ROLE_NOT_HELD") << method->full_name();
      EXPECT_TRUE(SpeaksThai(status)) << method->full_name();
      ++methods;
      const std::vector<v1::LoggedEntry> entries = Entries();
      // The call itself, and the reading of the log just before.
      ASSERT_EQ(entries.size(), before + 2) << method->full_name();
      const v1::AuditEntry& entry = entries[entries.size() - 1].entry();
      EXPECT_EQ(entry.method(),
                absl::StrCat(service->name(), "/", method->name()));
      EXPECT_EQ(entry.outcome(), v1::OUTCOME_DENIED);
      before = entries.size();
    }
  }
  EXPECT_GE(methods, 47);
  grpc::ClientContext context;
  auto stream = client.exchange->SubmitRecords(&context);
  v1::SubmitRecordsRequest message;
  message.set_request_id(RequestId(1));
  stream->Write(message);
  v1::SubmitRecordsResponse answer;
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_EQ(ReasonIn(stream->Finish()), "ROLE_NOT_HELD");
  EXPECT_EQ(LastEntry().method(), "ExchangeService/SubmitRecords");
}

// Whether a message of this type can carry a child's data: a value of the
// shared schema that is more than a handle, or fields of a child side by side.
bool CarriesAChild(const google::protobuf::Descriptor* type,
                   std::set<const google::protobuf::Descriptor*>* seen) {
  if (!seen->insert(type).second) return false;
  if (type == v1::FieldView::descriptor()) return true;
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->options().GetExtension(v1::label).sensitivity() > 0) return true;
    if (field->message_type() != nullptr &&
        CarriesAChild(field->message_type(), seen)) {
      return true;
    }
  }
  return false;
}

// A new answer that can carry a child's data must be listed here, and pass
// gateway/disclosure.h: tests/tidy_test.cc lets nothing else redact.
TEST(EveryDoor, AnswersWithAChildsDataOnlyWhereItIsRedacted) {
  const std::set<std::string> kRedacted = {"saan.v1.ExchangeService.GetChild",
                                           "saan.v1.IdentityService.GetReview"};
  std::set<std::string> carrying;
  for (const char* name : {"ExchangeService", "AdminService", "AuditorService",
                           "IdentityService", "SharingService"}) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
            absl::StrCat("saan.v1.", name));
    ASSERT_NE(service, nullptr) << name;
    for (int i = 0; i < service->method_count(); ++i) {
      std::set<const google::protobuf::Descriptor*> seen;
      if (CarriesAChild(service->method(i)->output_type(), &seen)) {
        carrying.insert(service->method(i)->full_name());
      }
    }
  }
  EXPECT_EQ(carrying, kRedacted);
}

TEST_F(Doors, ARefusedChildAndAnAbsentChildLookTheSame) {
  v1::SubmitRecordResponse submitted;
  ASSERT_TRUE(
      Submit(gateway_.As("bma-temtem"), "temtem", Case(), 1, &submitted).ok());
  const Client volunteer = gateway_.As("volunteers-network");
  v1::GetChildResponse response;
  const grpc::Status refused =
      GetChild(volunteer, submitted.child_id(), v1::PURPOSE_CASE_CARE,
               v1::ROLE_VOLUNTEER, &response);
  const grpc::Status absent =
      GetChild(volunteer, "00000000000000000000000000", v1::PURPOSE_CASE_CARE,
               v1::ROLE_VOLUNTEER, &response);
  EXPECT_EQ(ReasonIn(refused), "NO_ACCESS");
  EXPECT_EQ(refused.error_code(), absent.error_code());
  EXPECT_EQ(refused.error_message(), absent.error_message());
  EXPECT_EQ(refused.error_details(), absent.error_details());
}

TEST_F(Doors, AnOwnerSeesItsRecordAndOthersSeeWhatRulesGive) {
  v1::SubmitRecordResponse submitted;
  ASSERT_TRUE(
      Submit(gateway_.As("bma-temtem"), "temtem", Case(), 1, &submitted).ok());
  v1::GetChildResponse own;
  ASSERT_TRUE(GetChild(gateway_.As("bma-temtem"), submitted.child_id(),
                       v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER, &own)
                  .ok());
  ASSERT_EQ(own.child().records_size(), 1);
  EXPECT_EQ(own.child().records(0).person().names(0).given_name(), kCanary);
  EXPECT_EQ(own.child().records(0).person().nationality(), "TH");
  EXPECT_GT(own.receipt().log_index(), 0);
  EXPECT_EQ(own.receipt().leaf_hash().size(), 32);

  v1::GetChildResponse other;
  ASSERT_TRUE(GetChild(gateway_.As("dcy-dcy"), submitted.child_id(),
                       v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER, &other)
                  .ok());
  ASSERT_EQ(other.child().records_size(), 1);
  const v1::Record& seen = other.child().records(0);
  EXPECT_EQ(seen.person().names(0).given_name(), kCanary);
  EXPECT_EQ(seen.person().nationality(), "");
  EXPECT_EQ(seen.person().identifiers_size(), 0);
  EXPECT_THAT(seen.SerializeAsString(),
              testing::Not(testing::HasSubstr("199011000012")));
  EXPECT_GT(other.withheld_size(), 0);
}

TEST_F(Doors, BadInputHasItsOwnReasonAndIsKeptOrRefusedWhole) {
  const Client temtem = gateway_.As("bma-temtem");
  std::string deep = "{\"case_id\":\"x\",\"เด็ก\":";
  for (int i = 0; i < 100; ++i) deep += "{\"a\":";
  deep += "1" + std::string(100, '}') + "}";
  const struct {
    std::string native;
    v1::ErrorReason reason;
  } quarantined[] = {
      {"{\"case_id\": \"TT", v1::ERROR_REASON_JSON_MALFORMED},
      {"[1,2,3]", v1::ERROR_REASON_JSON_MALFORMED},
      {deep, v1::ERROR_REASON_NESTING_TOO_DEEP},
      {"{\"case_id\":\"TT-1\xff\"}", v1::ERROR_REASON_ENCODING_INVALID},
      {"{\"other\":1}", v1::ERROR_REASON_FORM_UNKNOWN},
      {Case("ก\\u0000ข"), v1::ERROR_REASON_TEXT_FORBIDDEN_CHARACTER},
      {Case("ก\\u202eข"), v1::ERROR_REASON_TEXT_FORBIDDEN_CHARACTER},
  };
  uint64_t number = 100;
  for (const auto& bad : quarantined) {
    v1::SubmitRecordResponse response;
    const grpc::Status status =
        Submit(temtem, "temtem", bad.native, ++number, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.outcome(), v1::SUBMIT_OUTCOME_QUARANTINED)
        << v1::ErrorReason_Name(bad.reason);
    ASSERT_GT(response.violations_size(), 0);
    EXPECT_EQ(response.violations(0).reason(), bad.reason)
        << response.DebugString();
    EXPECT_FALSE(response.violations(0).message_th().empty());
    EXPECT_FALSE(response.violations(0).message_en().empty());
    const v1::AuditEntry entry = LastEntry();
    EXPECT_EQ(entry.outcome(), v1::OUTCOME_BAD_INPUT);
    EXPECT_EQ(absl::StrCat("ERROR_REASON_", entry.reason()),
              v1::ErrorReason_Name(bad.reason));
    EXPECT_EQ(entry.records_quarantined(), 1);
  }
  v1::SubmitRecordResponse response;
  EXPECT_EQ(ReasonIn(Submit(temtem, "temtem", std::string(2 << 20, 'x'),
                            ++number, &response)),
            "RECORD_TOO_LARGE");
  EXPECT_EQ(ReasonIn(Submit(temtem, "nowhere", Case(), ++number, &response)),
            "SYSTEM_UNKNOWN");
  EXPECT_EQ(ReasonIn(Submit(temtem, "dcy", Case(), ++number, &response)),
            "SYSTEM_UNKNOWN");
  EXPECT_EQ(ReasonIn(Submit(temtem, "temtem", "", ++number, &response)),
            "FIELD_REQUIRED");
  // All of it can still be seen and mended by an administrator.
  v1::ListQuarantineRequest list;
  *list.mutable_context() = Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
  v1::ListQuarantineResponse listed;
  grpc::ClientContext context;
  ASSERT_TRUE(gateway_.As("operator-console")
                  .admin->ListQuarantine(&context, list, &listed)
                  .ok());
  EXPECT_EQ(listed.records_size(), 7);
}

TEST_F(Doors, ARequestIdGivesItsAnswerAgainAndIsNotReused) {
  const Client temtem = gateway_.As("bma-temtem");
  v1::SubmitRecordResponse first;
  ASSERT_TRUE(Submit(temtem, "temtem", Case(), 7, &first).ok());
  v1::SubmitRecordResponse again;
  ASSERT_TRUE(Submit(temtem, "temtem", Case(), 7, &again).ok());
  EXPECT_EQ(again.outcome(), first.outcome());
  EXPECT_EQ(again.record_id(), first.record_id());
  EXPECT_NE(again.receipt().log_index(), first.receipt().log_index());
  EXPECT_EQ(ReasonIn(Submit(temtem, "temtem", Case("อื่น"), 7, &again)),
            "REQUEST_ID_REUSED");
}

TEST_F(Doors, CallersWithoutStandingAreRefusedByTheirOwnReason) {
  v1::WhoAmIRequest request;
  v1::WhoAmIResponse response;
  const auto who = [&](const Client& client) {
    grpc::ClientContext context;
    return client.exchange->WhoAmI(&context, request, &response);
  };
  *request.mutable_context() = Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SYSTEM);
  EXPECT_EQ(ReasonIn(who(gateway_.As("stranger-unknown"))),
            "CERTIFICATE_NOT_REGISTERED");
  EXPECT_EQ(ReasonIn(who(gateway_.As("volunteers-network"))), "ROLE_NOT_HELD");
  request.mutable_context()->clear_purpose();
  EXPECT_EQ(ReasonIn(who(gateway_.As("bma-temtem"))), "PURPOSE_MISSING");
  request.mutable_context()->set_purpose(v1::PURPOSE_CASE_CARE);
  request.mutable_context()->set_role(v1::ROLE_CASE_MANAGER);
  EXPECT_EQ(ReasonIn(who(gateway_.As("bma-temtem"))), "ACTOR_MISSING");

  const Client admin = gateway_.As("operator-console");
  v1::SuspendAgencyRequest suspend;
  *suspend.mutable_context() =
      Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
  suspend.set_request_id(RequestId(1));
  suspend.set_agency("bma");
  v1::SuspendAgencyResponse suspended;
  grpc::ClientContext context;
  ASSERT_TRUE(admin.admin->SuspendAgency(&context, suspend, &suspended).ok());
  *request.mutable_context() = Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SYSTEM);
  EXPECT_EQ(ReasonIn(who(gateway_.As("bma-temtem"))), "AGENCY_SUSPENDED");

  // Nobody but an administrator and an auditor opens their doors.
  v1::ListAgenciesRequest agencies;
  *agencies.mutable_context() = Why(v1::PURPOSE_OPERATION, v1::ROLE_SYSTEM);
  v1::ListAgenciesResponse listed;
  grpc::ClientContext again;
  EXPECT_EQ(ReasonIn(gateway_.As("dcy-dcy").admin->ListAgencies(
                &again, agencies, &listed)),
            "DOOR_CLOSED");
}

TEST_F(Doors, NoPersonalDataLeavesByErrorsLogOrStore) {
  const Client temtem = gateway_.As("bma-temtem");
  v1::SubmitRecordResponse submitted;
  ASSERT_TRUE(Submit(temtem, "temtem", Case(), 1, &submitted).ok());
  std::string outside;
  for (int i = 0; i < 3; ++i) {
    v1::SubmitRecordResponse response;
    // The canary in the wrong places: a code, a date, a number.
    std::string native = Case();
    const std::string places[] = {"ลงทะเบียนแล้ว", "01/08/2568", "ชาย"};
    native.replace(native.find(places[i]), places[i].size(), kCanary);
    const grpc::Status status =
        Submit(temtem, "temtem", native, 10 + i, &response);
    outside += status.error_message() + status.error_details();
    for (const auto& violation : response.violations()) {
      outside += violation.DebugString();
    }
  }
  for (const v1::LoggedEntry& entry : Entries()) {
    outside += entry.SerializeAsString();
  }
  outside += gateway_.LogText();
  gateway_.Stop();
  for (const auto& file : std::filesystem::recursive_directory_iterator(
           gateway_.folder() + "/store")) {
    outside += file.path().string();
    if (file.is_regular_file()) outside += ReadAll(file.path());
  }
  for (const char* canary : {kCanary, "1990110000129", "ทดสอบดี"}) {
    EXPECT_EQ(outside.find(canary), std::string::npos) << canary;
  }
}

TEST_F(Doors, WhatWasAcknowledgedOutlivesAKill) {
  const Client temtem = gateway_.As("bma-temtem");
  std::set<std::string> records;
  for (int i = 0; i < 50; ++i) {
    std::string native = Case(absl::StrCat("เด็ก", i));
    native.replace(native.find("00001"), 5, absl::StrFormat("%05d", i + 2));
    native.replace(native.find("1-9901-10000-12-9"), 17, "ไม่มี");
    v1::SubmitRecordResponse response;
    ASSERT_TRUE(Submit(temtem, "temtem", native, i + 1, &response).ok());
    ASSERT_FALSE(response.record_id().empty());
    records.insert(response.record_id());
  }
  const size_t entries = Entries().size();
  gateway_.Kill();
  gateway_.Start();
  EXPECT_GE(Entries().size(), entries);
  std::set<std::string> found;
  v1::ListRecordsRequest request;
  *request.mutable_context() = Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SYSTEM);
  request.set_system("temtem");
  request.set_page_size(20);
  const Client again = gateway_.As("bma-temtem");
  do {
    grpc::ClientContext context;
    v1::ListRecordsResponse response;
    ASSERT_TRUE(again.exchange->ListRecords(&context, request, &response).ok());
    for (const auto& record : response.records()) {
      found.insert(record.record_id());
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(found, records);
}

TEST_F(Doors, APageTokenIsGoodForItsQuestionAndCallerOnly) {
  const Client temtem = gateway_.As("bma-temtem");
  for (int i = 0; i < 3; ++i) {
    std::string native = Case(absl::StrCat("เด็ก", i));
    native.replace(native.find("00001"), 5, absl::StrFormat("%05d", i + 2));
    v1::SubmitRecordResponse response;
    ASSERT_TRUE(Submit(temtem, "temtem", native, i + 1, &response).ok());
  }
  v1::ListRecordsRequest request;
  *request.mutable_context() = Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SYSTEM);
  request.set_system("temtem");
  request.set_page_size(1);
  v1::ListRecordsResponse response;
  grpc::ClientContext first;
  ASSERT_TRUE(temtem.exchange->ListRecords(&first, request, &response).ok());
  ASSERT_FALSE(response.next_page_token().empty());
  request.set_page_token(response.next_page_token());
  request.set_state(v1::RECORD_STATE_IN_REVIEW);
  grpc::ClientContext second;
  EXPECT_EQ(ReasonIn(temtem.exchange->ListRecords(&second, request, &response)),
            "PAGE_TOKEN_INVALID");
  request.clear_state();
  request.set_page_size(-1);
  grpc::ClientContext third;
  EXPECT_EQ(ReasonIn(temtem.exchange->ListRecords(&third, request, &response)),
            "FIELD_INVALID");
}

TEST_F(Doors, AStreamAnswersEachRecordInOrderAndGoesOnAfterBadOnes) {
  const Client temtem = gateway_.As("bma-temtem");
  grpc::ClientContext context;
  auto stream = temtem.exchange->SubmitRecords(&context);
  constexpr int kRecords = 300;
  std::thread writer([&] {
    for (int i = 0; i < kRecords; ++i) {
      v1::SubmitRecordsRequest message;
      if (i == 0) {
        *message.mutable_context() =
            Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SYSTEM);
        message.set_system("temtem");
      }
      std::string native = Case(absl::StrCat("เด็ก", i));
      native.replace(native.find("00001"), 5, absl::StrFormat("%05d", i));
      native.replace(native.find("1-9901-10000-12-9"), 17, "ไม่มี");
      message.set_native(i % 10 == 3 ? "not json" : native);
      message.set_request_id(i % 10 == 7 ? "no-uuid" : RequestId(i + 1));
      ASSERT_TRUE(stream->Write(message));
    }
    stream->WritesDone();
  });
  v1::SubmitRecordsResponse answer;
  int answers = 0;
  uint64_t last = 0;
  for (; stream->Read(&answer); ++answers) {
    if (answers % 10 == 7) {
      EXPECT_EQ(answer.refusal().reason(), v1::ERROR_REASON_FIELD_INVALID);
      continue;
    }
    EXPECT_EQ(answer.request_id(), RequestId(answers + 1));
    EXPECT_EQ(answer.result().outcome() == v1::SUBMIT_OUTCOME_QUARANTINED,
              answers % 10 == 3)
        << answer.DebugString();
    EXPECT_GT(answer.result().receipt().log_index(), last);
    last = answer.result().receipt().log_index();
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(answers, kRecords);
}

TEST(Store, SaysWhyItCannotBeOpened) {
  RunningGateway gateway;
  gateway.Start();
  // Another gateway on the same store.
  const Ran second = RunProgram({SAAN_BIN "/saan-gateway", "--config",
                                 gateway.folder() + "/gateway.textproto"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, testing::HasSubstr("cannot start"));
  EXPECT_THAT(second.err, testing::HasSubstr("another"));
  gateway.Stop();
  // Another key.
  WriteAll(gateway.folder() + "/master.key", std::string(32, 'x'));
  EXPECT_THAT(gateway.StartAndFail(), testing::HasSubstr("key"));
}

TEST(Rules, UnsignedRulesStopTheStart) {
  RunningGateway gateway;
  WriteAll(gateway.folder() + "/rules.textproto",
           ReadAll(gateway.folder() + "/rules.textproto") + "\n# changed\n");
  EXPECT_THAT(gateway.StartAndFail(), testing::HasSubstr("signature"));
}

}  // namespace
}  // namespace saan::e2e
