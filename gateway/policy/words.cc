// The words that sentences are made of.

#include "absl/container/flat_hash_map.h"
#include "gateway/policy/sentence.h"

namespace saan::policy {
namespace {

struct WordRow {
  absl::string_view name;
  const char* th;
  const char* en;
};

constexpr WordRow kWords[] = {
    {"PURPOSE_CASE_CARE", "ดูแลช่วยเหลือรายกรณี", "case care"},
    {"PURPOSE_CHILD_PROTECTION", "คุ้มครองสวัสดิภาพเด็ก", "child protection"},
    {"PURPOSE_BENEFIT", "พิจารณาเงินสงเคราะห์", "deciding on a benefit"},
    {"PURPOSE_EDUCATION_FOLLOW_UP", "ติดตามเด็กนอกระบบการศึกษา",
     "education follow-up"},
    {"PURPOSE_DEDUPLICATION", "ตรวจความซ้ำซ้อน", "deduplication"},
    {"PURPOSE_STATISTICS", "จัดทำสถิติ", "statistics"},
    {"PURPOSE_AUDIT", "ตรวจสอบ", "audit"},
    {"PURPOSE_EMERGENCY", "ช่วยเหลือเหตุฉุกเฉิน", "emergencies"},
    {"PURPOSE_OPERATION", "ดูแลระบบ", "running the gateway"},

    {"ROLE_CASE_MANAGER", "ผู้จัดการเคส", "case managers"},
    {"ROLE_SOCIAL_WORKER", "นักสังคมสงเคราะห์", "social workers"},
    {"ROLE_VOLUNTEER", "อาสาสมัคร", "volunteers"},
    {"ROLE_TEACHER", "ครู", "teachers"},
    {"ROLE_HEALTH_OFFICER", "เจ้าหน้าที่สาธารณสุข", "health officers"},
    {"ROLE_COMPETENT_OFFICIAL", "พนักงานเจ้าหน้าที่ตาม พ.ร.บ.คุ้มครองเด็ก",
     "competent officials"},
    {"ROLE_PROVINCIAL_OFFICER", "เจ้าหน้าที่ พมจ.", "provincial officers"},
    {"ROLE_POLICE", "ตำรวจ", "police officers"},
    {"ROLE_NGO_OFFICER", "เจ้าหน้าที่มูลนิธิ", "NGO officers"},
    {"ROLE_SYSTEM", "ระบบ", "systems"},
    {"ROLE_ADMINISTRATOR", "ผู้ดูแลระบบ", "administrators"},
    {"ROLE_AUDITOR", "ผู้ตรวจสอบ", "auditors"},

    {"ACTION_READ", "ดู", "read"},
    {"ACTION_SEARCH", "ใช้ค้นหา", "search by"},
    {"ACTION_MATCH", "รับแจ้งว่าตรงกับเด็กที่รู้จักแล้วจาก", "be told of a match by"},

    {"CATEGORY_ADMINISTRATIVE", "ข้อมูลระบบ", "handles"},
    {"CATEGORY_IDENTITY", "ชื่อ เพศ วันเกิด", "identity"},
    {"CATEGORY_IDENTIFIER", "เลขประจำตัว", "identifiers"},
    {"CATEGORY_CONTACT", "ที่อยู่และโทรศัพท์", "contact"},
    {"CATEGORY_FAMILY", "ครอบครัว", "family"},
    {"CATEGORY_LEGAL_STATUS", "สัญชาติ เชื้อชาติ ศาสนา และสถานะทางทะเบียน",
     "legal status"},
    {"CATEGORY_EDUCATION", "การศึกษา", "education"},
    {"CATEGORY_SOCIAL", "สังคม", "social situation"},
    {"CATEGORY_LIVING", "ความเป็นอยู่", "living"},
    {"CATEGORY_HEALTH", "สุขภาพ", "health"},
    {"CATEGORY_PROTECTION", "เหตุและความเสี่ยง", "protection"},
    {"CATEGORY_CASE", "งานรายกรณี", "case work"},
    {"CATEGORY_BENEFIT", "เงินและสวัสดิการ", "benefits"},
    {"CATEGORY_CONSENT", "ความยินยอม", "consents"},
    {"CATEGORY_REPORTER", "ผู้แจ้งเหตุ", "who reported"},

    {"ABOUT_CHILD", "เด็ก", "the child"},
    {"ABOUT_GUARDIAN", "ผู้ปกครอง", "guardians"},
    {"ABOUT_HOUSEHOLD", "คนในครัวเรือน", "the household"},
    {"ABOUT_REPORTER", "ผู้แจ้ง", "the reporter"},
    {"ABOUT_WORKER", "ผู้ปฏิบัติงาน", "workers"},

    {"DISCLOSURE_LEVEL_UNSPECIFIED", "ไม่เห็นสิ่งใด", "nothing"},
    {"DISCLOSURE_LEVEL_PRESENCE", "เพียงว่ามีอยู่", "only that there is something"},
    {"DISCLOSURE_LEVEL_HASH", "เพียงรหัสสำหรับเทียบ", "only a digest to compare"},
    {"DISCLOSURE_LEVEL_GENERALISE", "เพียงอย่างกว้าง ๆ", "only coarsely"},
    {"DISCLOSURE_LEVEL_FULL", "ทั้งหมด", "in full"},

    {"TIE_KNOWN", "หน่วยงานผู้ขอมีระเบียนของเด็กอยู่แล้ว",
     "the asking agency holds a record of the child"},
    {"TIE_OWN_CASE_LOAD", "ผู้ขออยู่ในทีมของเคสที่ยังไม่ปิด",
     "the asker is in the team of an open case"},
    {"TIE_OPEN_REFERRAL", "มีการส่งต่อเด็กมายังหน่วยงานผู้ขอที่ยังไม่เสร็จ",
     "a referral to the asking agency is open"},
    {"TIE_SAME_CASE_TEAM", "หน่วยงานผู้ขออยู่ในทีมร่วมของเด็ก",
     "the asking agency is in the child's joint team"},

    {"ASSURANCE_SYSTEM", "ระบบมีใบรับรอง", "a certificate"},
    {"ASSURANCE_PERSON", "ผู้ขอยืนยันตนด้วยรหัสผ่าน", "a password"},
    {"ASSURANCE_STRONG", "ผู้ขอยืนยันตนสองขั้นหรือด้วยบัตรดิจิทัล",
     "two factors or a national digital ID"},

    {"OBLIGATION_KIND_NOTIFY_OWNER", "แจ้งหน่วยงานเจ้าของข้อมูล",
     "the owner is told"},
    {"OBLIGATION_KIND_WATERMARK", "พิมพ์ชื่อผู้ดูบนทุกหน้า", "pages are watermarked"},
    {"OBLIGATION_KIND_REVIEW_WITHIN", "ทบทวนความจำเป็นภายใน",
     "the need is reviewed within"},
    {"OBLIGATION_KIND_ERASE_WITHIN", "ลบสำเนาภายใน",
     "copies are erased within"},

    {"CASE_STATUS_REPORTED", "รับแจ้งแล้ว", "reported"},
    {"CASE_STATUS_SCREENING", "กำลังพิจารณา", "screening"},
    {"CASE_STATUS_APPROVED", "อนุมัติ", "approved"},
    {"CASE_STATUS_REJECTED", "ปฏิเสธ", "rejected"},
    {"CASE_STATUS_MANAGER_ASSIGNED", "แต่งตั้งผู้จัดการเคสแล้ว", "manager assigned"},
    {"CASE_STATUS_REGISTERED", "ลงทะเบียนแล้ว", "registered"},
    {"CASE_STATUS_HOME_VISITED", "เยี่ยมบ้านแล้ว", "home visited"},
    {"CASE_STATUS_ASSESSED", "ประเมินแล้ว", "assessed"},
    {"CASE_STATUS_PLANNED", "วางแผนแล้ว", "planned"},
    {"CASE_STATUS_AWAITING_GUARDIAN", "รอความเห็นชอบผู้ปกครอง",
     "awaiting the guardian"},
    {"CASE_STATUS_IMPLEMENTING", "ดำเนินการตามแผน", "implementing"},
    {"CASE_STATUS_MONITORING", "ติดตามผล", "monitoring"},
    {"CASE_STATUS_CLOSED_ACHIEVED", "ปิดเคส (บรรลุเป้าหมาย)", "closed, achieved"},
    {"CASE_STATUS_CLOSED_OTHER", "ปิดเคส (อื่น ๆ)", "closed, other"},
    {"CASE_STATUS_TRANSFERRED", "ส่งต่อหน่วยงานอื่น", "transferred"},
    {"CASE_STATUS_SUSPENDED", "ระงับชั่วคราว", "suspended"},
    {"CASE_STATUS_REOPENED", "เปิดเคสใหม่", "reopened"},
    {"CASE_STATUS_DUPLICATE", "เคสซ้ำ", "duplicate"},

    {"CLAUSE_RECIPIENT", "หน่วยงาน", "agency"},
    {"CLAUSE_ROLE", "บทบาท", "role"},
    {"CLAUSE_PURPOSE", "วัตถุประสงค์", "purpose"},
    {"CLAUSE_ACTION", "การกระทำ", "action"},
    {"CLAUSE_HOLDER", "เจ้าของข้อมูล", "holder"},
    {"CLAUSE_WINDOW", "ช่วงเวลาที่ใช้บังคับ", "window"},
    {"CLAUSE_CASE_STATUS", "สถานะเคส", "case status"},
    {"CLAUSE_AGE", "อายุ", "age"},
    {"CLAUSE_AREA", "พื้นที่", "area"},
    {"CLAUSE_TIE", "ความเกี่ยวข้องกับเด็ก", "tie to the child"},
    {"CLAUSE_ASSURANCE", "การยืนยันตัวผู้ขอ", "assurance"},
    {"CLAUSE_HOURS", "เวลา", "hours"},
    {"CLAUSE_BREAK_GLASS", "การเปิดกรณีฉุกเฉิน", "broken glass"},
};

}  // namespace

Sentence WordsOf(const google::protobuf::EnumValueDescriptor& value) {
  static const auto& words = *[] {
    auto* made = new absl::flat_hash_map<absl::string_view, Sentence>;
    for (const WordRow& row : kWords)
      made->emplace(row.name, Sentence{row.th, row.en});
    return made;
  }();
  const auto found = words.find(value.name());
  return found == words.end() ? Sentence{value.name(), value.name()}
                              : found->second;
}

}  // namespace saan::policy
