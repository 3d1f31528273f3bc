#include "adapters/mapping_finding.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/thai/text.h"

namespace saan::adapters {
namespace {

struct Words {
  Finding finding;
  v1::ErrorReason reason;
  const char* thai;
  const char* english;
};

constexpr size_t kMaxCodeBytes = 9;
constexpr int kMaxShownDigits = 5;
constexpr size_t kMaxNameCodePoints = 60;

constexpr Words kWords[] = {
    {Finding::kTooLarge, v1::ERROR_REASON_RECORD_TOO_LARGE,
     "ระเบียนใหญ่เกิน 1 MiB ให้ส่งทีละระเบียน และไม่ฝังไฟล์รูปในข้อความ",
     "the record is over 1 MiB; send one record at a time, without pictures"},
    {Finding::kEncoding, v1::ERROR_REASON_ENCODING_INVALID,
     "อ่านตัวอักษรไม่ได้ ให้บันทึกไฟล์เป็น UTF-8 แล้วส่งใหม่",
     "the text is neither UTF-8 nor windows-874; save it as UTF-8"},
    {Finding::kJsonMalformed, v1::ERROR_REASON_JSON_MALFORMED,
     "ไม่ใช่ JSON ที่ถูกต้อง ให้ส่งหนึ่งออบเจกต์ต่อหนึ่งระเบียน",
     "this is no well-formed JSON object; send one object for each record"},
    {Finding::kMemberTwice, v1::ERROR_REASON_JSON_MALFORMED,
     "ชื่อข้อมูลนี้ซ้ำในออบเจกต์เดียวกัน ให้เหลือเพียงหนึ่ง",
     "the member stands twice in one object; leave one"},
    {Finding::kNesting, v1::ERROR_REASON_NESTING_TOO_DEEP,
     "ข้อมูลซ้อนกันเกิน 32 ชั้น ให้ลดชั้นของข้อมูล",
     "the JSON is nested deeper than 32; send it flatter"},
    {Finding::kCsvMalformed, v1::ERROR_REASON_CSV_MALFORMED,
     "แถว CSV ผิดรูป ตรวจเครื่องหมายคำพูดคู่: ต้องครอบทั้งช่อง และเขียนซ้ำสองตัวเมื่ออยู่ในช่อง",
     "the CSV row is malformed; quotes must enclose the whole cell and be "
     "doubled within it"},
    {Finding::kOneRow, v1::ERROR_REASON_CSV_MALFORMED,
     "ต้องมีแถวหัวตารางและข้อมูลหนึ่งแถวพอดี ให้ส่งทีละแถว",
     "a header row and exactly one row are wanted; send the rows one by one"},
    {Finding::kColumnCount, v1::ERROR_REASON_COLUMN_COUNT,
     "จำนวนช่องของแถวไม่เท่ากับหัวตาราง ตรวจเครื่องหมายคั่นและเครื่องหมายคำพูด",
     "the row and its header have different numbers of columns; check "
     "delimiters and quotes"},
    {Finding::kFormUnknown, v1::ERROR_REASON_FORM_UNKNOWN,
     "ไม่ตรงกับแบบใดของระบบนี้ ตรวจชื่อคอลัมน์ หรือระบุชื่อแบบ",
     "the record fits no form of this system; check the names of its fields, "
     "or name the form"},
    {Finding::kMissing, v1::ERROR_REASON_NATIVE_FIELD_MISSING,
     "ไม่มีค่าในช่องที่จำเป็น ให้กรอกแล้วส่งใหม่",
     "a required field is missing or empty; fill it in and send it again"},
    {Finding::kIdTooLong, v1::ERROR_REASON_FIELD_TOO_LONG,
     "เลขที่ของระเบียนยาวเกิน 200 ไบต์ ตรวจว่าข้อมูลอยู่ถูกช่อง",
     "the record's own id is over 200 bytes; check that it is in its place"},
    {Finding::kType, v1::ERROR_REASON_NATIVE_FIELD_TYPE,
     "ชนิดข้อมูลไม่ตรง เช่น เป็นรายการแทนข้อความ ให้ส่งตามแบบ",
     "the field has the wrong type, e.g. a list for a text; send it as the "
     "form has it"},
    {Finding::kCode, v1::ERROR_REASON_CODE_UNMAPPED,
     "ค่านี้ไม่อยู่ในบัญชีรหัส ให้แก้ค่า หรือขอเพิ่มในบัญชี",
     "the code is not in the code list; mend it, or ask for it to be added"},
    {Finding::kForbiddenCharacter, v1::ERROR_REASON_TEXT_FORBIDDEN_CHARACTER,
     "มีอักขระควบคุมที่มองไม่เห็น ให้พิมพ์ข้อความใหม่",
     "the text holds control characters; type it anew"},
    {Finding::kListTooLong, v1::ERROR_REASON_LIST_TOO_LONG,
     "รายการยาวเกิน 1,000 ให้แบ่งส่ง", "the list is longer than 1000; divide it"},
    {Finding::kDateImpossible, v1::ERROR_REASON_DATE_IMPOSSIBLE,
     "วันที่เป็นไปไม่ได้ หรือแปลงปี พ.ศ. ซ้ำสองครั้ง เก็บระเบียนไว้แล้ว ให้แก้วันที่ในระบบต้นทาง",
     "the date is impossible, or its year was converted twice; the record is "
     "kept without it: mend the date in your system"},
    {Finding::kDateAmbiguous, v1::ERROR_REASON_FIELD_INVALID,
     "วันที่อ่านได้มากกว่าหนึ่งแบบ ให้เขียนปีเป็นเลขสี่หลัก",
     "the date can be read in two ways; write the year with four digits"},
    {Finding::kAgeWithoutDay, v1::ERROR_REASON_FIELD_INVALID,
     "มีอายุแต่ไม่มีวันที่ที่นับอายุ ให้ใส่วันที่บันทึกหรือวันเกิด",
     "an age is given without the day it was told; give that day or the birth "
     "date"},
    {Finding::kNumberInvalid, v1::ERROR_REASON_NUMBER_INVALID,
     "อ่านตัวเลขไม่ได้ เก็บระเบียนไว้แล้ว ให้แก้ในระบบต้นทาง",
     "the number cannot be read; the record is kept without it: mend it in "
     "your system"},
    {Finding::kNumberDamaged, v1::ERROR_REASON_NUMBER_INVALID,
     "โปรแกรมตารางทำเลขประจำตัวเสียหาย (เช่น 1.99E+12) "
     "ให้ตั้งคอลัมน์เป็นข้อความแล้วส่งออกใหม่",
     "a spreadsheet has damaged the number (as 1.99E+12); make the column a "
     "text and export it again"},
    {Finding::kPersonNumberInvalid, v1::ERROR_REASON_NUMBER_INVALID,
     "เลขประจำตัวต้องมี 13 หลัก หรือเป็นรหัส G เก็บระเบียนไว้โดยไม่มีเลขนี้",
     "a person number has 13 digits, or is a G-code; the record is kept "
     "without it"},
    {Finding::kPhoneInvalid, v1::ERROR_REASON_NUMBER_INVALID,
     "อ่านหมายเลขโทรศัพท์ไม่ได้ เก็บระเบียนไว้โดยไม่มีหมายเลขนี้",
     "the telephone number cannot be read; the record is kept without it"},
    {Finding::kPersonNumberMisplaced, v1::ERROR_REASON_FIELD_INVALID,
     "มีเลขประจำตัวประชาชนอยู่ผิดช่อง ให้ย้ายไปช่องที่ถูกต้อง",
     "a 13-digit person number stands in the wrong field; move it to its own"},
    {Finding::kColumnRepeated, v1::ERROR_REASON_FIELD_INVALID,
     "คอลัมน์นี้มีมากกว่าหนึ่งและค่าต่างกัน ใช้คอลัมน์แรกที่มีค่า ให้เหลือเพียงหนึ่ง",
     "the column stands more than once with different values; the first that "
     "is filled was taken: leave one"},
    {Finding::kNotMapped, v1::ERROR_REASON_NOT_FOUND,
     "ยังไม่มีช่องร่วมสำหรับข้อมูลนี้ เก็บไว้ในต้นฉบับเท่านั้น ให้แจ้งผู้ดูแลเพื่อเพิ่มการจับคู่",
     "the mapping does not know this field; it is kept in the native record "
     "only: ask for a mapping"},
};

const Words& WordsFor(Finding finding) {
  return *std::find_if(std::begin(kWords), std::end(kWords) - 1,
                       [&](const Words& w) { return w.finding == finding; });
}

int CountDigits(absl::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), absl::ascii_isdigit));
}

}  // namespace

v1::Violation Say(Finding finding, absl::string_view field,
                  absl::string_view detail) {
  const Words& words = WordsFor(finding);
  v1::Violation violation;
  violation.set_field(std::string(field));
  violation.set_reason(words.reason);
  const std::string suffix =
      detail.empty() ? "" : absl::StrCat(" (", detail, ")");
  violation.set_message_th(absl::StrCat(words.thai, suffix));
  violation.set_message_en(absl::StrCat(words.english, suffix));
  return violation;
}

std::string ShowableCode(absl::string_view code) {
  if (code.size() > kMaxCodeBytes) return "";
  bool has_letter = false;
  for (const char c : code) {
    if (absl::ascii_isupper(c)) {
      has_letter = true;
    } else if (!absl::ascii_isdigit(c) && c != '.' && c != '_' && c != '-') {
      return "";
    }
  }
  const int digits = CountDigits(code);
  const bool shown = has_letter && digits > 0 && digits <= kMaxShownDigits;
  return shown ? std::string(code) : "";
}

std::string ShowableName(absl::string_view name) {
  if (CountDigits(thai::ArabicDigits(name)) > kMaxShownDigits ||
      thai::HasForbiddenCharacter(name)) {
    return "(name withheld)";
  }
  size_t points = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    if ((name[i] & 0xC0) != 0x80 && ++points > kMaxNameCodePoints) {
      return absl::StrCat(name.substr(0, i), "…");
    }
  }
  return std::string(name);
}

}  // namespace saan::adapters
