#include "gateway/ctl/words.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gateway/ctl/code_titles_tsv.h"

namespace saan::ctl {
namespace {

struct WordRow {
  absl::string_view name;
  absl::string_view th;
  absl::string_view en;
};

constexpr WordRow kWords[] = {
    {"PURPOSE_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"PURPOSE_CASE_CARE", "ดูแลช่วยเหลือรายกรณี", "case care"},
    {"PURPOSE_CHILD_PROTECTION", "คุ้มครองสวัสดิภาพเด็ก", "child protection"},
    {"PURPOSE_BENEFIT", "พิจารณาเงินสงเคราะห์", "benefit"},
    {"PURPOSE_EDUCATION_FOLLOW_UP", "ติดตามเด็กนอกระบบการศึกษา",
     "education follow-up"},
    {"PURPOSE_DEDUPLICATION", "ตรวจความซ้ำซ้อน", "deduplication"},
    {"PURPOSE_STATISTICS", "สถิติเชิงพื้นที่", "statistics"},
    {"PURPOSE_AUDIT", "ตรวจสอบ", "audit"},
    {"PURPOSE_EMERGENCY", "เหตุฉุกเฉิน", "emergency"},
    {"PURPOSE_OPERATION", "ดูแลระบบ", "operation"},

    {"ROLE_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"ROLE_CASE_MANAGER", "ผู้จัดการเคส", "case manager"},
    {"ROLE_SOCIAL_WORKER", "นักสังคมสงเคราะห์", "social worker"},
    {"ROLE_VOLUNTEER", "อาสาสมัคร", "volunteer"},
    {"ROLE_TEACHER", "ครู", "teacher"},
    {"ROLE_HEALTH_OFFICER", "เจ้าหน้าที่สาธารณสุข", "health officer"},
    {"ROLE_COMPETENT_OFFICIAL", "พนักงานเจ้าหน้าที่", "competent official"},
    {"ROLE_PROVINCIAL_OFFICER", "เจ้าหน้าที่ พมจ.", "provincial officer"},
    {"ROLE_POLICE", "ตำรวจ", "police"},
    {"ROLE_NGO_OFFICER", "เจ้าหน้าที่มูลนิธิ", "NGO officer"},
    {"ROLE_SYSTEM", "ระบบ", "system"},
    {"ROLE_ADMINISTRATOR", "ผู้ดูแลระบบ", "administrator"},
    {"ROLE_AUDITOR", "ผู้ตรวจสอบ", "auditor"},

    {"OUTCOME_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"OUTCOME_DONE", "สำเร็จ", "done"},
    {"OUTCOME_PARTIAL", "สำเร็จบางส่วน", "partial"},
    {"OUTCOME_DENIED", "ปฏิเสธ", "denied"},
    {"OUTCOME_BAD_INPUT", "ข้อมูลไม่ถูกต้อง", "bad input"},
    {"OUTCOME_FAILED", "ระบบขัดข้อง", "failed"},

    {"ERASURE_GROUND_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"ERASURE_GROUND_SUBJECT_REQUEST", "เจ้าของข้อมูลขอ", "asked for"},
    {"ERASURE_GROUND_RETENTION_ENDED", "พ้นกำหนดเก็บ", "retention ended"},
    {"ERASURE_GROUND_ORDERED", "คำสั่งศาลหรือเจ้าหน้าที่", "ordered"},
    {"FINDING_VERDICT_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"FINDING_VERDICT_EXPLAINED", "ชี้แจงแล้ว", "explained"},
    {"FINDING_VERDICT_FALSE_ALARM", "ไม่มีสิ่งผิดปกติ", "false alarm"},
    {"FINDING_VERDICT_PASSED_ON", "ส่งต่อผู้รับผิดชอบ", "passed on"},
    {"FINDING_VERDICT_BREACH", "เป็นเหตุละเมิดข้อมูล", "a breach"},
    {"RETENTION_CLASS_LOG", "บันทึกเอง", "the log itself"},
    {"RETENTION_CLASS_GOVERNANCE", "การตัดสินใจ", "decisions"},
    {"RETENTION_CLASS_CHILD", "ข้อมูลเด็ก", "children"},
    {"RETENTION_CLASS_REFUSAL", "การปฏิเสธ", "refusals"},
    {"RETENTION_CLASS_OVERSIGHT", "การตรวจสอบ", "oversight"},
    {"RETENTION_CLASS_TRAFFIC", "การเรียกทั่วไป", "other calls"},

    {"SUBMIT_OUTCOME_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"SUBMIT_OUTCOME_ACCEPTED", "รับไว้แล้ว", "accepted"},
    {"SUBMIT_OUTCOME_CREATED", "เด็กรายใหม่", "created"},
    {"SUBMIT_OUTCOME_LINKED", "เชื่อมกับเด็กที่มีอยู่", "linked"},
    {"SUBMIT_OUTCOME_IN_REVIEW", "รอคนตัดสิน", "in review"},
    {"SUBMIT_OUTCOME_UPDATED", "ปรับปรุงแล้ว", "updated"},
    {"SUBMIT_OUTCOME_UNCHANGED", "ไม่เปลี่ยนแปลง", "unchanged"},
    {"SUBMIT_OUTCOME_QUARANTINED", "กักไว้", "quarantined"},
    {"SUBMIT_OUTCOME_REFUSED", "ไม่รับ", "refused"},

    {"CATEGORY_UNSPECIFIED", "ไม่ระบุ", "not labelled"},
    {"CATEGORY_ADMINISTRATIVE", "ข้อมูลระบบ", "administrative"},
    {"CATEGORY_IDENTITY", "ชื่อ เพศ วันเกิด", "identity"},
    {"CATEGORY_IDENTIFIER", "เลขประจำตัว", "identifier"},
    {"CATEGORY_CONTACT", "ที่อยู่และโทรศัพท์", "contact"},
    {"CATEGORY_FAMILY", "ครอบครัว", "family"},
    {"CATEGORY_LEGAL_STATUS", "สถานะบุคคล", "legal status"},
    {"CATEGORY_EDUCATION", "การศึกษา", "education"},
    {"CATEGORY_SOCIAL", "สังคม", "social"},
    {"CATEGORY_LIVING", "ความเป็นอยู่", "living"},
    {"CATEGORY_HEALTH", "สุขภาพ", "health"},
    {"CATEGORY_PROTECTION", "การคุ้มครอง", "protection"},
    {"CATEGORY_CASE", "งานรายกรณี", "case"},
    {"CATEGORY_BENEFIT", "เงินและสวัสดิการ", "benefit"},
    {"CATEGORY_CONSENT", "ความยินยอม", "consent"},
    {"CATEGORY_REPORTER", "ผู้แจ้งเหตุ", "reporter"},

    {"ABOUT_UNSPECIFIED", "เด็ก", "child"},
    {"ABOUT_CHILD", "เด็ก", "child"},
    {"ABOUT_GUARDIAN", "ผู้ปกครอง", "guardian"},
    {"ABOUT_HOUSEHOLD", "ครัวเรือน", "household"},
    {"ABOUT_REPORTER", "ผู้แจ้ง", "reporter"},
    {"ABOUT_WORKER", "ผู้ปฏิบัติงาน", "worker"},

    {"PARSE_STATUS_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"PARSE_STATUS_EXACT", "ตรงตามที่เขียน", "exact"},
    {"PARSE_STATUS_REPAIRED", "ซ่อมรูปแบบแล้ว", "repaired"},
    {"PARSE_STATUS_DOUBTFUL", "น่าสงสัย", "doubtful"},
    {"PARSE_STATUS_UNREADABLE", "อ่านไม่ได้", "unreadable"},
    {"PARSE_STATUS_DERIVED", "คำนวณจากค่าอื่น", "derived"},

    {"LIKELIHOOD_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"LIKELIHOOD_POSSIBLE", "อาจใช่", "possible"},
    {"LIKELIHOOD_LIKELY", "น่าจะใช่", "likely"},

    {"RECORD_STATE_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"RECORD_STATE_FILED", "เข้าแฟ้มแล้ว", "filed"},
    {"RECORD_STATE_IN_REVIEW", "รอคนตัดสิน", "in review"},

    {"REVIEW_STATE_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"REVIEW_STATE_OPEN", "รอคนตัดสิน", "open"},
    {"REVIEW_STATE_OBSOLETE", "ไม่ต้องตัดสินแล้ว", "obsolete"},
    {"REVIEW_STATE_AWAITS_SECOND", "รอคนที่สองตัดสิน", "awaits a second person"},
    {"REVIEW_STATE_DISPUTED", "เห็นไม่ตรงกัน รอคนที่สาม", "disputed"},
    {"REVIEW_STATE_AWAITS_MORE", "รอข้อมูลเพิ่ม", "awaits more"},
    {"REVIEW_STATE_SAME", "ตัดสินแล้ว: คนเดียวกัน", "one child"},
    {"REVIEW_STATE_DIFFERENT", "ตัดสินแล้ว: คนละคน", "two children"},

    {"REVIEW_REASON_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"REVIEW_REASON_ARRIVAL", "ระเบียนที่มาถึงอาจเป็นเด็กที่รู้จักแล้ว", "arrival"},
    {"REVIEW_REASON_SECOND_CHILD", "คล้ายเด็กสองคน", "second child"},
    {"REVIEW_REASON_CHANGE", "ระเบียนเปลี่ยนไป", "changed"},
    {"REVIEW_REASON_LINK_REQUEST", "มีผู้ขอให้เชื่อม", "link asked for"},
    {"REVIEW_REASON_SAMPLE", "สุ่มตรวจ", "sample"},
    {"REVIEW_REASON_REMATCH", "แบบจำลองใหม่เห็นต่าง", "rematch"},
    {"REVIEW_REASON_UNDONE", "มาถึงระหว่างที่รวมกันผิด", "came while joined"},

    {"REVIEW_ANSWER_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"REVIEW_ANSWER_SAME", "คนเดียวกัน", "same"},
    {"REVIEW_ANSWER_DIFFERENT", "คนละคน", "different"},
    {"REVIEW_ANSWER_UNSURE", "ไม่แน่ใจ", "unsure"},
    {"REVIEW_ANSWER_NEED_MORE", "ต้องการข้อมูลเพิ่ม", "need more"},

    {"IDENTITY_DECISION_KIND_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"IDENTITY_DECISION_KIND_LINKED", "เชื่อมเป็นคนเดียวกัน", "linked"},
    {"IDENTITY_DECISION_KIND_UNLINKED", "แยกระเบียนออก", "unlinked"},
    {"IDENTITY_DECISION_KIND_SPLIT", "แยกเป็นหลายคน", "split"},
    {"IDENTITY_DECISION_KIND_KEPT_APART", "ห้ามรวมกัน", "kept apart"},
    {"IDENTITY_DECISION_KIND_UNDONE", "ยกเลิกคำตัดสิน", "undone"},

    {"NATIVE_FORMAT_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"NATIVE_FORMAT_JSON", "JSON", "JSON"},
    {"NATIVE_FORMAT_CSV", "CSV", "CSV"},

    {"ERROR_REASON_RULES_FAULTY", "ข้อความกติกามีที่ผิด", "rules faulty"},
    {"ERROR_REASON_RULE_TEST_FAILED", "ผลทดสอบกติกาไม่ผ่าน", "rule test failed"},
    {"ERROR_REASON_EPOCH_NOT_NEWER", "เลขชุดกติกาไม่สูงกว่าเดิม",
     "edition not newer"},
    {"ERROR_REASON_SIGNATURE_INVALID", "ลายมือชื่อไม่ถูกต้อง", "signature invalid"},
    {"ERROR_REASON_NOT_APPROVED", "ยังไม่มีผู้อนุมัติ", "not approved"},
    {"ERROR_REASON_BUDGET_SPENT", "ครบจำนวนเด็กที่ดูได้", "budget spent"},
    {"ERROR_REASON_TOO_MANY_DIRECTIONS", "รายการครบจำนวนแล้ว",
     "too many directions"},
    {"ERROR_REASON_CONSENT_FAULTY", "ความยินยอมไม่ครบถ้วน", "consent faulty"},
    {"REFERRAL_STATUS_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"REFERRAL_STATUS_DRAFT", "ร่าง", "draft"},
    {"REFERRAL_STATUS_SENT", "ส่งแล้ว", "sent"},
    {"REFERRAL_STATUS_DELIVERED", "ถึงปลายทาง", "delivered"},
    {"REFERRAL_STATUS_ACCEPTED", "ปลายทางรับ", "accepted"},
    {"REFERRAL_STATUS_DECLINED", "ปลายทางปฏิเสธ", "declined"},
    {"REFERRAL_STATUS_IN_PROGRESS", "ดำเนินการ", "in progress"},
    {"REFERRAL_STATUS_DONE", "เสร็จสิ้น", "done"},
    {"REFERRAL_STATUS_RETURNED", "ส่งกลับ", "returned"},
    {"REFERRAL_STATUS_EXPIRED", "เกินกำหนด", "expired"},
    {"REFERRAL_STATUS_CANCELLED", "ยกเลิก", "cancelled"},
    {"DECLINE_REASON_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"DECLINE_REASON_OUT_OF_AREA", "อยู่นอกพื้นที่รับผิดชอบ", "out of area"},
    {"DECLINE_REASON_NOT_OUR_DUTY", "ไม่ใช่ภารกิจของหน่วยงาน", "not our duty"},
    {"DECLINE_REASON_NO_CAPACITY", "กำลังหรืองบประมาณไม่พอ", "no capacity"},
    {"DECLINE_REASON_ALREADY_HELPED", "ได้รับความช่วยเหลืออยู่แล้ว", "already helped"},
    {"DECLINE_REASON_NOT_REACHED", "ติดต่อไม่ได้", "not reached"},
    {"DECLINE_REASON_OTHER_AGENCY", "ควรส่งหน่วยงานอื่น", "for another agency"},
    {"REFERRAL_OUTCOME_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"REFERRAL_OUTCOME_HELPED", "ได้รับความช่วยเหลือครบ", "helped"},
    {"REFERRAL_OUTCOME_PARTLY_HELPED", "ได้รับบางส่วน", "partly helped"},
    {"REFERRAL_OUTCOME_REFERRED_ON", "ส่งต่อหน่วยงานอื่น", "referred on"},
    {"REFERRAL_OUTCOME_DECLINED_BY_FAMILY", "ครอบครัวไม่ประสงค์รับ",
     "declined by the family"},
    {"REFERRAL_OUTCOME_NOT_REACHED", "ติดต่อไม่ได้", "not reached"},
    {"REFERRAL_OUTCOME_NOT_NEEDED", "ไม่จำเป็นแล้ว", "not needed"},

    {"EVENT_KIND_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"EVENT_KIND_ALERT", "แจ้งเตือนในพื้นที่", "alert"},
    {"EVENT_KIND_REFERRAL", "การส่งต่อเปลี่ยนแปลง", "referral"},
    {"EVENT_KIND_CHILD_CHANGED", "เด็กในความดูแลมีข้อมูลใหม่", "child changed"},
    {"EVENT_KIND_CONSENT_WITHDRAWN", "ถอนความยินยอม", "consent withdrawn"},
    {"EVENT_KIND_BREAK_GLASS_USED", "มีการเปิดดูกรณีฉุกเฉิน", "glass broken"},
    {"EVENT_KIND_REVIEW_TASK", "รอตัดสินว่าเป็นเด็กคนเดียวกัน", "review"},
    {"EVENT_KIND_HELP_OVERLAP", "ความช่วยเหลืออาจซ้ำซ้อน", "help overlaps"},
    {"EVENT_KIND_POSSIBLY_KNOWN", "อาจเป็นเด็กที่รู้จักแล้ว", "possibly known"},
    {"EVENT_KIND_REMINDER", "ใกล้ครบกำหนด", "reminder"},
    {"EVENT_KIND_ESCALATION", "เกินกำหนด", "past due"},
    {"EVENT_KIND_HANDOVER", "รับช่วงดูแลพื้นที่", "handover"},
    {"EVENT_KIND_SILENCE", "ไม่มีความเคลื่อนไหว", "silence"},
    {"EVENT_KIND_DISAGREEMENT", "ข้อมูลความเสี่ยงขัดกัน", "disagreement"},

    {"ERROR_REASON_UNSPECIFIED", "ไม่ระบุ", "not stated"},
    {"ERROR_REASON_STEP_OUT_OF_ORDER", "ยังทำขั้นตอนนี้ไม่ได้", "step out of order"},
    {"ERROR_REASON_RESUME_TOKEN_EXPIRED", "resume_token เก่าเกินไป",
     "resume token expired"},
    {"ERROR_REASON_RESUME_TOKEN_INVALID", "resume_token ใช้ไม่ได้",
     "resume token invalid"},
    {"ERROR_REASON_RECEIVER_NOT_ENTITLED", "ปลายทางรับการส่งต่อนี้ไม่ได้",
     "receiver not entitled"},
    {"ERROR_REASON_GUARDIAN_AGREEMENT_MISSING", "ผู้ปกครองยังไม่เห็นชอบ",
     "guardian has not agreed"},
    {"ERROR_REASON_DEADLINE_TOO_FAR", "กำหนดเวลาไกลเกินไป", "deadline too far"},
    {"ERROR_REASON_QUESTION_BUDGET_SPENT", "ถามครบจำนวนแล้ววันนี้",
     "question budget spent"},
    {"ERROR_REASON_CERTIFICATE_MISSING", "ไม่มีใบรับรอง", "no certificate"},
    {"ERROR_REASON_CERTIFICATE_NOT_REGISTERED", "ใบรับรองยังไม่ได้ลงทะเบียน",
     "certificate not registered"},
    {"ERROR_REASON_CERTIFICATE_EXPIRED", "ใบรับรองหมดอายุหรือยังไม่ถึงกำหนด",
     "certificate expired or not valid yet"},
    {"ERROR_REASON_AGENCY_SUSPENDED", "หน่วยงานถูกระงับ", "agency suspended"},
    {"ERROR_REASON_ROLE_NOT_HELD", "ระบบไม่มีบทบาทนี้", "role not held"},
    {"ERROR_REASON_DOOR_CLOSED", "บทบาทนี้ใช้ประตูนี้ไม่ได้",
     "role does not open this door"},
    {"ERROR_REASON_PURPOSE_MISSING", "ไม่ได้ระบุวัตถุประสงค์", "purpose missing"},
    {"ERROR_REASON_ACTOR_MISSING", "ไม่ได้ระบุผู้ใช้งาน", "actor missing"},
    {"ERROR_REASON_NO_ACCESS", "ไม่มีสิทธิ์ หรือไม่มีเด็กคนนี้",
     "no access, or no such child"},
    {"ERROR_REASON_FIELD_REQUIRED", "ขาดช่องที่ต้องมี", "field required"},
    {"ERROR_REASON_FIELD_INVALID", "ค่าในช่องใช้ไม่ได้", "field invalid"},
    {"ERROR_REASON_FIELD_TOO_LONG", "ช่องยาวเกินไป", "field too long"},
    {"ERROR_REASON_REQUEST_ID_REUSED", "เลขคำขอถูกใช้กับคำขออื่นแล้ว",
     "request id reused"},
    {"ERROR_REASON_PAGE_TOKEN_INVALID", "เครื่องหมายหน้าใช้ไม่ได้",
     "page token invalid"},
    {"ERROR_REASON_ETAG_MISMATCH", "มีผู้แก้ไขไปก่อนแล้ว", "etag mismatch"},
    {"ERROR_REASON_NOT_FOUND", "ไม่พบ", "not found"},
    {"ERROR_REASON_ALREADY_EXISTS", "มีอยู่แล้ว", "already exists"},
    {"ERROR_REASON_WRONG_STATE", "อยู่ในสถานะที่ทำไม่ได้", "wrong state"},
    {"ERROR_REASON_QUESTION_TOO_WIDE", "คำถามกว้างเกินไป", "question too wide"},
    {"ERROR_REASON_SYSTEM_UNKNOWN", "ไม่รู้จักระบบนี้", "system unknown"},
    {"ERROR_REASON_RECORD_TOO_LARGE", "ระเบียนใหญ่เกินไป", "record too large"},
    {"ERROR_REASON_ENCODING_INVALID", "รหัสอักษรไม่ถูกต้อง", "encoding invalid"},
    {"ERROR_REASON_JSON_MALFORMED", "JSON ผิดรูปแบบ", "JSON malformed"},
    {"ERROR_REASON_NESTING_TOO_DEEP", "ซ้อนลึกเกินไป", "nesting too deep"},
    {"ERROR_REASON_CSV_MALFORMED", "CSV ผิดรูปแบบ", "CSV malformed"},
    {"ERROR_REASON_COLUMN_COUNT", "จำนวนคอลัมน์ไม่ตรง", "column count"},
    {"ERROR_REASON_FORM_UNKNOWN", "ไม่ตรงกับแบบใด", "form unknown"},
    {"ERROR_REASON_NATIVE_FIELD_MISSING", "ขาดช่องข้อมูลที่ต้องมี",
     "native field missing"},
    {"ERROR_REASON_NATIVE_FIELD_TYPE", "ชนิดข้อมูลผิด", "native field type"},
    {"ERROR_REASON_CODE_UNMAPPED", "รหัสไม่อยู่ในรายการ", "code unmapped"},
    {"ERROR_REASON_DATE_IMPOSSIBLE", "วันที่เป็นไปไม่ได้", "date impossible"},
    {"ERROR_REASON_NUMBER_INVALID", "ตัวเลขอ่านไม่ได้", "number invalid"},
    {"ERROR_REASON_TEXT_FORBIDDEN_CHARACTER", "มีอักขระต้องห้าม",
     "forbidden character"},
    {"ERROR_REASON_LIST_TOO_LONG", "รายการยาวเกินไป", "list too long"},
    {"ERROR_REASON_OVERLOADED", "งานล้น ลองใหม่ภายหลัง", "overloaded"},
    {"ERROR_REASON_UNAVAILABLE", "ยังตอบไม่ได้ ลองใหม่ภายหลัง", "unavailable"},
    {"ERROR_REASON_REVIEW_CLAIMED", "คนอื่นกำลังพิจารณา", "claimed by another"},
    {"ERROR_REASON_REVIEW_DECIDED", "ตัดสินแล้ว", "decided"},
    {"ERROR_REASON_SECOND_PERSON_NEEDED", "ต้องให้อีกคนตอบ",
     "another must answer"},
    {"ERROR_REASON_KEPT_APART", "มีผู้ตัดสินว่าเป็นคนละคน", "kept apart"},
    {"ERROR_REASON_LATER_DECISION", "มีคำตัดสินภายหลัง", "later decision"},
    {"ERROR_REASON_SAME_CHILD", "เป็นเด็กคนเดียวกันแล้ว", "one child already"},
    {"ERROR_REASON_CONFLICT", "มีผู้แก้ไขพร้อมกัน ลองใหม่", "conflict"},
    {"ERROR_REASON_INTERNAL", "เกตเวย์ขัดข้อง", "internal fault"},
};

// "PURPOSE_" of Purpose: what all names of the enum begin with.
std::string Prefix(const google::protobuf::EnumDescriptor& descriptor) {
  absl::string_view name = descriptor.FindValueByNumber(0)->name();
  return std::string(name.substr(0, name.size() - strlen("UNSPECIFIED")));
}

// What the gateway calls the codes of the schema, for those that have no words
// of ours.
const std::map<absl::string_view, Words>& CodeTitles() {
  static const auto& titles = *[] {
    auto* read = new std::map<absl::string_view, Words>();
    for (absl::string_view line : absl::StrSplit(CodeTitlesTsv(), '\n')) {
      const std::vector<absl::string_view> cells = absl::StrSplit(line, '\t');
      if (cells.size() != 3) continue;
      (*read)[cells[0]] = {std::string(cells[1]), std::string(cells[2])};
    }
    return read;
  }();
  return titles;
}

}  // namespace

Words WordsFor(absl::string_view value_name) {
  const auto* row =
      std::find_if(std::begin(kWords), std::end(kWords),
                   [&](const WordRow& row) { return row.name == value_name; });
  if (row == std::end(kWords)) {
    const auto title = CodeTitles().find(value_name);
    if (title != CodeTitles().end()) return title->second;
    return {std::string(value_name), std::string(value_name)};
  }
  return {std::string(row->th), std::string(row->en)};
}

Words WordsForReason(absl::string_view reason) {
  const std::string name = absl::StrCat("ERROR_REASON_", reason);
  Words words = WordsFor(name);
  if (words.th == name) return {std::string(reason), std::string(reason)};
  return words;
}

std::vector<std::string> ShortWords(
    const google::protobuf::EnumDescriptor& descriptor) {
  std::vector<std::string> words;
  const size_t prefix = Prefix(descriptor).size();
  for (int i = 0; i < descriptor.value_count(); ++i) {
    if (descriptor.value(i)->number() == 0) continue;
    words.push_back(
        absl::AsciiStrToLower(descriptor.value(i)->name().substr(prefix)));
  }
  return words;
}

absl::StatusOr<int> ParseShortWord(
    const google::protobuf::EnumDescriptor& descriptor,
    absl::string_view text) {
  std::string name =
      absl::StrReplaceAll(absl::AsciiStrToUpper(text), {{"-", "_"}});
  const std::string prefix = Prefix(descriptor);
  if (name.rfind(prefix, 0) != 0) name = absl::StrCat(prefix, name);
  const auto* value = descriptor.FindValueByName(name);
  if (value == nullptr || value->number() == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "not one of: ", absl::StrJoin(ShortWords(descriptor), ", ")));
  }
  return value->number();
}

absl::StatusOr<v1::Purpose> ParsePurpose(absl::string_view text) {
  if (text.empty()) return v1::PURPOSE_UNSPECIFIED;
  absl::StatusOr<int> number = ParseShortWord(*v1::Purpose_descriptor(), text);
  if (!number.ok()) return number.status();
  return static_cast<v1::Purpose>(*number);
}

absl::StatusOr<v1::Role> ParseRole(absl::string_view text) {
  if (text.empty()) return v1::ROLE_UNSPECIFIED;
  absl::StatusOr<int> number = ParseShortWord(*v1::Role_descriptor(), text);
  if (!number.ok()) return number.status();
  return static_cast<v1::Role>(*number);
}

}  // namespace saan::ctl
