#include "gateway/errors.h"

#include <optional>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace saan {
namespace {

constexpr char kReasonPayload[] = "saan/reason";
constexpr char kFieldPayload[] = "saan/field";

struct Text {
  v1::ErrorReason reason;
  absl::StatusCode code;
  const char* th;
  const char* en;
};

using Code = absl::StatusCode;

constexpr Text kTexts[] = {
    {v1::ERROR_REASON_CERTIFICATE_MISSING, Code::kUnauthenticated,
     "ไม่มีใบรับรองของระบบผู้เรียก โปรดเชื่อมต่อด้วยใบรับรองที่หน่วยงานได้รับ",
     "No client certificate stands behind the call. Connect with the "
     "certificate that was issued to your system."},
    {v1::ERROR_REASON_CERTIFICATE_NOT_REGISTERED, Code::kUnauthenticated,
     "ใบรับรองนี้ยังไม่ได้ลงทะเบียน โปรดให้ผู้ดูแลระบบลงทะเบียนด้วย saan agency add",
     "This certificate is not registered. Ask an administrator to register it "
     "with `saan agency add`."},
    {v1::ERROR_REASON_CERTIFICATE_EXPIRED, Code::kUnauthenticated,
     "ใบรับรองหมดอายุหรือยังไม่เริ่มใช้ โปรดต่ออายุใบรับรองและตรวจนาฬิกาของเครื่อง",
     "The certificate has expired or is not valid yet. Renew it, and check "
     "the clock of your machine."},
    {v1::ERROR_REASON_AGENCY_SUSPENDED, Code::kPermissionDenied,
     "หน่วยงานนี้ถูกระงับการใช้งาน โปรดติดต่อผู้ดูแลระบบ",
     "This agency is suspended. Speak to an administrator."},
    {v1::ERROR_REASON_ROLE_NOT_HELD, Code::kPermissionDenied,
     "ระบบนี้ไม่ได้รับบทบาทที่ระบุ ตรวจบทบาทที่มีด้วย saan whoami",
     "The system does not hold the role that was stated. `saan whoami` lists "
     "the roles it holds."},
    {v1::ERROR_REASON_DOOR_CLOSED, Code::kPermissionDenied,
     "บทบาทนี้ใช้บริการส่วนนี้ไม่ได้",
     "The role does not open this part of the service."},
    {v1::ERROR_REASON_PURPOSE_MISSING, Code::kInvalidArgument,
     "ต้องระบุวัตถุประสงค์ของการเรียกทุกครั้ง (context.purpose)",
     "Every call states its purpose. Set context.purpose."},
    {v1::ERROR_REASON_ACTOR_MISSING, Code::kInvalidArgument,
     "ต้องระบุรหัสเจ้าหน้าที่ผู้กระทำ (context.actor) "
     "ห้ามใช้ชื่อหรือเลขประจำตัวประชาชน",
     "State the acting person's staff id in context.actor; never a name or a "
     "national ID."},
    {v1::ERROR_REASON_NO_ACCESS, Code::kPermissionDenied,
     "ไม่มีสิทธิ์ดูข้อมูลนี้ หรือไม่มีข้อมูลนี้อยู่",
     "Permission denied on this resource (or it might not exist)."},
    {v1::ERROR_REASON_FIELD_REQUIRED, Code::kInvalidArgument,
     "ขาดข้อมูลในช่องที่จำเป็น", "A required field is missing."},
    {v1::ERROR_REASON_FIELD_INVALID, Code::kInvalidArgument,
     "ข้อมูลในช่องนี้ไม่ถูกต้อง ดูรูปแบบที่ใช้ได้ในเอกสาร",
     "The field has a value that it cannot have. See its description."},
    {v1::ERROR_REASON_FIELD_TOO_LONG, Code::kInvalidArgument,
     "ข้อมูลในช่องนี้ยาวเกินกำหนด", "The field is longer than it may be."},
    {v1::ERROR_REASON_REQUEST_ID_REUSED, Code::kInvalidArgument,
     "request_id นี้เคยใช้กับคำขออื่นแล้ว โปรดใช้ UUID ใหม่",
     "This request id was used for another request. Use a new UUID."},
    {v1::ERROR_REASON_PAGE_TOKEN_INVALID, Code::kInvalidArgument,
     "page_token ใช้ไม่ได้ หมดอายุ หรือเป็นของคำถามอื่น โปรดเริ่มรายการใหม่",
     "The page token is not valid for this question, or has expired. Start "
     "the list again."},
    {v1::ERROR_REASON_ETAG_MISMATCH, Code::kAborted,
     "ข้อมูลถูกแก้ไขหลังจากที่อ่าน โปรดอ่านใหม่แล้วลองอีกครั้ง",
     "It has changed since it was read. Read it again and retry."},
    {v1::ERROR_REASON_NOT_FOUND, Code::kNotFound, "ไม่พบสิ่งที่ระบุ",
     "The thing named does not exist."},
    {v1::ERROR_REASON_ALREADY_EXISTS, Code::kAlreadyExists, "มีอยู่แล้ว",
     "The thing exists already."},
    {v1::ERROR_REASON_WRONG_STATE, Code::kFailedPrecondition,
     "สถานะปัจจุบันไม่อนุญาตให้ทำเช่นนี้", "Its present state does not allow this."},
    {v1::ERROR_REASON_QUESTION_TOO_WIDE, Code::kInvalidArgument,
     "คำถามกว้างเกินไป โปรดระบุอย่างน้อยสองอย่างจาก ชื่อ วันเกิดหรืออายุ สถานที่ "
     "ผู้ปกครอง โทรศัพท์",
     "The question is too wide. Give at least two of: name, birth or age, "
     "place, guardian, phone."},
    {v1::ERROR_REASON_SYSTEM_UNKNOWN, Code::kNotFound,
     "ไม่รู้จักระบบนี้ หรือไม่ใช่ระบบของผู้เรียก",
     "No adapter speaks for this system, or it is not the caller's own."},
    {v1::ERROR_REASON_RECORD_TOO_LARGE, Code::kInvalidArgument,
     "ระเบียนใหญ่เกิน 1 MiB โปรดแยกไฟล์เป็นระเบียนเดี่ยวและตัดไฟล์แนบออก",
     "The record is larger than 1 MiB. Send single records, without "
     "attachments."},
    {v1::ERROR_REASON_REVIEW_CLAIMED, Code::kFailedPrecondition,
     "มีเจ้าหน้าที่คนอื่นกำลังพิจารณาเรื่องนี้อยู่ โปรดเลือกเรื่องอื่น หรือรอจนหมดเวลาจอง",
     "Another person works on this review. Take another one, or wait until "
     "the claim ends."},
    {v1::ERROR_REASON_REVIEW_DECIDED, Code::kFailedPrecondition,
     "เรื่องนี้ตัดสินแล้ว หรือไม่ต้องตัดสินแล้ว หากผิดให้ยกเลิกคำตัดสินด้วย saan identity undo",
     "The review is decided, or no longer needed. If it is wrong, take the "
     "decision back with `saan identity undo`."},
    {v1::ERROR_REASON_SECOND_PERSON_NEEDED, Code::kFailedPrecondition,
     "ท่านตอบเรื่องนี้แล้ว ต้องมีเจ้าหน้าที่อีกคนหนึ่งตอบ",
     "You have answered this review. Another person must answer it, too."},
    {v1::ERROR_REASON_KEPT_APART, Code::kFailedPrecondition,
     "มีผู้ตัดสินไว้ว่าเป็นเด็กคนละคน หากผิดให้ยกเลิกคำตัดสินนั้นก่อน (saan identity history)",
     "A person decided that these are two children. If that is wrong, take "
     "that decision back first (`saan identity history`)."},
    {v1::ERROR_REASON_LATER_DECISION, Code::kFailedPrecondition,
     "มีคำตัดสินภายหลังที่อาศัยคำตัดสินนี้ ให้ยกเลิกคำตัดสินภายหลังก่อน (saan identity history)",
     "A later decision stands on this one, or it was undone already. Take the "
     "later one back first (`saan identity history`)."},
    {v1::ERROR_REASON_SAME_CHILD, Code::kFailedPrecondition,
     "สองระเบียนนี้อยู่ในเด็กคนเดียวกัน ให้แยกระเบียนออกก่อน (saan identity unlink)",
     "The two records are of one child. Part them first (`saan identity "
     "unlink`)."},
    {v1::ERROR_REASON_OVERLOADED, Code::kResourceExhausted,
     "มีคำขอมากเกินไป โปรดรอสักครู่แล้วลองใหม่",
     "Too much at once. Wait and try again."},
    {v1::ERROR_REASON_UNAVAILABLE, Code::kUnavailable,
     "ระบบยังตอบไม่ได้ในขณะนี้ ไม่มีข้อมูลใดถูกเปลี่ยนหรือเปิดเผย",
     "The gateway cannot answer now. Nothing was changed or disclosed."},
    {v1::ERROR_REASON_CONFLICT, Code::kAborted, "มีผู้อื่นแก้ไขพร้อมกัน โปรดลองอีกครั้ง",
     "Others changed the same thing at once. Try again."},
    {v1::ERROR_REASON_RULES_FAULTY, Code::kInvalidArgument,
     "ข้อความกติกามีที่ผิด โปรดแก้ตามบรรทัดและคอลัมน์ที่บอก",
     "The text of the rules has a fault. Mend it at the line and column "
     "named."},
    {v1::ERROR_REASON_RULE_TEST_FAILED, Code::kFailedPrecondition,
     "ผลทดสอบในข้อตกลงไม่เป็นไปตามที่เขียน โปรดแก้กติกาหรือแก้การทดสอบ",
     "A test in the agreement does not come out as it says. Mend the rule or "
     "the test."},
    {v1::ERROR_REASON_EPOCH_NOT_NEWER, Code::kFailedPrecondition,
     "เลขชุดกติกาต้องสูงกว่าทุกชุดที่ผ่านมา โปรดแก้ epoch ในข้อความ",
     "The number of the edition must be higher than that of every edition so "
     "far. Raise epoch in the text."},
    {v1::ERROR_REASON_SIGNATURE_INVALID, Code::kPermissionDenied,
     "ลายมือชื่อไม่ตรงกับข้อความกติกา โปรดลงลายมือชื่อข้อความฉบับนี้ด้วยกุญแจของผู้ลงนาม",
     "The signature does not fit the text of the rules. Sign this very text "
     "with the key that signs rules."},
    {v1::ERROR_REASON_NOT_APPROVED, Code::kFailedPrecondition,
     "ร่างนี้ยังไม่มีผู้อนุมัติคนที่สอง", "No second person has approved the draft yet."},
    {v1::ERROR_REASON_BUDGET_SPENT, Code::kResourceExhausted,
     "จำนวนเด็กที่ดูได้ตามข้อตกลงนี้ครบแล้ว โปรดรอรอบถัดไปหรือขอแก้ข้อตกลง",
     "The agreement's budget of children for this purpose is spent. Wait for "
     "the next period, or ask for another agreement."},
    {v1::ERROR_REASON_TOO_MANY_DIRECTIONS, Code::kFailedPrecondition,
     "เด็กคนนี้มีความยินยอมหรือคำสั่งครบจำนวนแล้ว โปรดรวมหรือถอนรายการเดิม",
     "The child has as many consents or holds as it can have. Combine or "
     "withdraw some."},
    {v1::ERROR_REASON_CONSENT_FAULTY, Code::kInvalidArgument,
     "ความยินยอมยังไม่ครบถ้วน โปรดแก้ช่องที่ระบุ",
     "The consent is not in order. Mend the field that is named."},
    {v1::ERROR_REASON_STEP_OUT_OF_ORDER, Code::kFailedPrecondition,
     "ยังทำขั้นตอนนี้ไม่ได้ ขั้นตอนที่ทำได้ต่อไปอยู่ในวงเล็บ",
     "This step cannot be taken now. The brackets name what can come next."},
    {v1::ERROR_REASON_RESUME_TOKEN_EXPIRED, Code::kOutOfRange,
     "resume_token เก่าเกินไป โปรดเรียก ListEvents แล้วเริ่ม Watch ใหม่โดยไม่ใส่ token",
     "The resume token is older than the outbox keeps events. List them again "
     "with ListEvents, then watch without a token."},
    {v1::ERROR_REASON_RESUME_TOKEN_INVALID, Code::kInvalidArgument,
     "resume_token ใช้ไม่ได้ หรือเป็นของหน่วยงานหรือบทบาทอื่น",
     "The resume token is not valid for this agency and role. Watch without "
     "one."},
    {v1::ERROR_REASON_RECEIVER_NOT_ENTITLED, Code::kFailedPrecondition,
     "หน่วยงานที่ระบุรับการส่งต่อประเภทนี้ไม่ได้ โปรดเลือกหน่วยงานอื่น",
     "The agency named cannot receive a referral of this kind. Choose "
     "another."},
    {v1::ERROR_REASON_GUARDIAN_AGREEMENT_MISSING, Code::kFailedPrecondition,
     "ยังไม่มีบันทึกว่าผู้ปกครองเห็นชอบแผน โปรดบันทึกความเห็นชอบก่อน",
     "The guardian's agreement to the plan is not on record. Record it first."},
    {v1::ERROR_REASON_DEADLINE_TOO_FAR, Code::kInvalidArgument,
     "กำหนดเวลาไกลเกินไป แผนต้องเสร็จภายในหนึ่งปี",
     "The deadline is too far away. A plan runs at most one year."},
    {v1::ERROR_REASON_QUESTION_BUDGET_SPENT, Code::kResourceExhausted,
     "วันนี้ถามครบจำนวนที่กำหนดแล้ว โปรดถามใหม่พรุ่งนี้ หรือส่งต่อกรณีแทน",
     "Today's number of such questions is used up. Ask again tomorrow, or "
     "send a referral instead."},
    {v1::ERROR_REASON_INTERNAL, Code::kInternal,
     "ระบบขัดข้อง โปรดแจ้งผู้ดูแลระบบพร้อมเวลาที่เกิดเหตุ",
     "The gateway has failed. Tell an administrator when it happened."},
};

const Text& TextOf(v1::ErrorReason reason) {
  for (const Text& text : kTexts) {
    if (text.reason == reason) return text;
  }
  return TextOf(v1::ERROR_REASON_INTERNAL);
}

std::string FieldOf(const absl::Status& status) {
  const std::optional<absl::Cord> field = [&]() -> std::optional<absl::Cord> {
    auto found = status.GetPayload(kFieldPayload);
    if (!found.has_value()) return std::nullopt;
    return *found;
  }();
  return field.has_value() ? std::string(*field) : std::string();
}

bool IsAboutAField(v1::ErrorReason reason) {
  return TextOf(reason).code == Code::kInvalidArgument;
}

}  // namespace

absl::Status Refuse(v1::ErrorReason reason, absl::string_view field) {
  const Text& text = TextOf(reason);
  absl::Status status(text.code, field.empty()
                                     ? std::string(text.en)
                                     : absl::StrCat(text.en, " [", field, "]"));
  status.SetPayload(kReasonPayload, absl::Cord(absl::StrCat(int{reason})));
  if (!field.empty()) status.SetPayload(kFieldPayload, absl::Cord(field));
  return status;
}

v1::ErrorReason ReasonOf(const absl::Status& status) {
  if (auto payload = status.GetPayload(kReasonPayload); payload.has_value()) {
    int number = 0;
    if (absl::SimpleAtoi(std::string(*payload), &number) &&
        v1::ErrorReason_IsValid(number)) {
      return static_cast<v1::ErrorReason>(number);
    }
  }
  switch (status.code()) {
    case Code::kOk:
      return v1::ERROR_REASON_UNSPECIFIED;
    case Code::kUnavailable:
    case Code::kDeadlineExceeded:
      return v1::ERROR_REASON_UNAVAILABLE;
    case Code::kAborted:
      return v1::ERROR_REASON_CONFLICT;
    case Code::kResourceExhausted:
      return v1::ERROR_REASON_OVERLOADED;
    default:
      return v1::ERROR_REASON_INTERNAL;
  }
}

std::string ReasonName(v1::ErrorReason reason) {
  return std::string(
      absl::StripPrefix(v1::ErrorReason_Name(reason), "ERROR_REASON_"));
}

v1::Violation ViolationOf(const absl::Status& status) {
  const v1::ErrorReason reason = ReasonOf(status);
  v1::Violation violation;
  violation.set_reason(reason);
  violation.set_field(FieldOf(status));
  violation.set_message_th(TextOf(reason).th);
  violation.set_message_en(TextOf(reason).en);
  return violation;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const v1::ErrorReason reason = ReasonOf(status);
  const Text& text = TextOf(reason);
  const std::string field = FieldOf(status);

  google::rpc::Status details;
  details.set_code(static_cast<int>(text.code));
  details.set_message(field.empty() ? text.en
                                    : absl::StrCat(text.en, " [", field, "]"));
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonName(reason));
  info.set_domain("saan");
  if (!field.empty()) (*info.mutable_metadata())["field"] = field;
  details.add_details()->PackFrom(info);
  google::rpc::LocalizedMessage thai;
  thai.set_locale("th");
  thai.set_message(field.empty() ? text.th
                                 : absl::StrCat(text.th, " [", field, "]"));
  details.add_details()->PackFrom(thai);
  if (!field.empty() && IsAboutAField(reason)) {
    google::rpc::BadRequest bad;
    auto* violation = bad.add_field_violations();
    violation->set_field(field);
    violation->set_description(text.en);
    details.add_details()->PackFrom(bad);
  }
  if (reason == v1::ERROR_REASON_OVERLOADED ||
      reason == v1::ERROR_REASON_UNAVAILABLE) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(1);
    details.add_details()->PackFrom(retry);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(text.code),
                      details.message(), details.SerializeAsString());
}

}  // namespace saan
