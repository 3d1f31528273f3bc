#include "tests/e2e/together.h"

#include "absl/strings/str_cat.h"

namespace saan::e2e {

const char kBenefitHeader[] =
    "เลขคำร้อง,วันที่,ประเภทเงิน,ผู้รับ,เลขบัตร,เด็กที่เกี่ยวข้อง,เลขบัตรเด็ก,"
    "จำนวนเงิน,สถานะ,เลขอ้างอิง";

std::string NativeCase(const std::string& case_id, const std::string& number,
                       const std::string& name) {
  return absl::StrCat(R"({"case_id":")", case_id,
                      R"(","สถานะ":"ลงทะเบียนแล้ว","ขั้นตอน":3,
      "วันที่แจ้ง":"01/08/2568","เด็ก":{"คำนำหน้า":"ด.ช.","ชื่อ":")",
                      name, R"(","นามสกุล":"ทดสอบดี","เลขประจำตัวประชาชน":")",
                      number.empty() ? "ไม่มี" : number,
                      R"(","วันเกิด":"14/03/2558","เพศ":"ชาย"},
      "ที่อยู่":{"บ้านเลขที่":"15","แขวง":"คลองสองต้นนุ่น","เขต":"ลาดกระบัง",
      "จังหวัด":"กทม."}})");
}

std::string BenefitRow(const std::string& request, const std::string& date,
                       const std::string& kind, const std::string& number,
                       const std::string& name) {
  return absl::StrCat(request, ",", date, ",", kind,
                      ",นางบุปผา ทดสอบดี,3991400007077,ด.ช.", name, " ทดสอบดี,",
                      number, ",1000,เบิกจ่ายสำเร็จ,");
}

const v1::CallContext& CaseManager() {
  static const auto& why =
      *new v1::CallContext(Why(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER));
  return why;
}

const v1::CallContext& SocialWorker() {
  static const auto& why =
      *new v1::CallContext(Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER));
  return why;
}

void Together::SetUp() {
  gateway_.AddToConfig("\ndue_seconds: 1\n");
  gateway_.Start();
  gateway_.RegisterAgencies();
  bma_ = gateway_.As("bma-temtem");
  dcy_ = gateway_.As("dcy-dcy");
  child_id_ = FileCase("TT-1011-69-00001", "1990110000129", "ก้องภพ");
  EXPECT_EQ(FileBenefit(BenefitRow("ทด-69-1", "20/10/2569",
                                   "เงินสงเคราะห์เด็กในครอบครัวยากจน",
                                   "1990110000129", "ก้องภพ")),
            child_id_);
}

std::string Together::FileCase(const std::string& case_id,
                               const std::string& number,
                               const std::string& name) {
  v1::SubmitRecordResponse response;
  const grpc::Status status = Submit(
      bma_, "temtem", NativeCase(case_id, number, name), ++number_, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(response.child_id().empty()) << response.DebugString();
  return response.child_id();
}

std::string Together::FileBenefit(const std::string& row) {
  v1::SubmitRecordResponse response;
  const grpc::Status status =
      Submit(dcy_, "dcy", row, ++number_, &response, kBenefitHeader);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(response.child_id().empty()) << response.DebugString();
  return response.child_id();
}

v1::CareReferral Together::Refer(const std::string& need) {
  v1::CreateReferralRequest request;
  request.set_child_id(child_id_);
  request.set_to_agency("dcy");
  request.set_need(need);
  request.set_message("บ้านเช่าถูกไล่ที่");
  v1::CreateReferralResponse response;
  const grpc::Status status =
      Call(bma_, &Door::CreateReferral, CaseManager(), request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.referral();
}

Watching::Watching(const Client& client, const v1::CallContext& why,
                   const std::string& token, int heartbeat_seconds,
                   int events_at_once) {
  v1::WatchRequest request;
  *request.mutable_context() = why;
  request.set_resume_token(token);
  request.set_heartbeat_seconds(heartbeat_seconds);
  request.set_events_at_once(events_at_once);
  stream_ = client.coordination->Watch(&context_, request);
}

Watching::~Watching() {
  if (!is_finished_) Finish();
}

v1::WatchResponse Watching::Next(bool or_heartbeat) {
  v1::WatchResponse response;
  while (stream_->Read(&response)) {
    token_ = response.resume_token();
    if (response.has_event() || or_heartbeat) return response;
  }
  is_over_ = true;
  return {};
}

v1::Event Watching::NextOf(v1::EventKind kind) {
  while (true) {
    v1::WatchResponse response = Next();
    if (!response.has_event()) {
      ADD_FAILURE() << "the stream ended before " << v1::EventKind_Name(kind);
      return {};
    }
    if (response.event().kind() == kind) return response.event();
  }
}

void Watching::Drain() {
  while (Next(/*or_heartbeat=*/true).has_event()) {
  }
}

grpc::Status Watching::Finish() {
  is_finished_ = true;
  if (!is_over_) context_.TryCancel();
  v1::WatchResponse response;
  while (stream_->Read(&response)) {
  }
  return stream_->Finish();
}

}  // namespace saan::e2e
