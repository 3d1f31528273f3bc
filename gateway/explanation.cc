#include "gateway/explanation.h"

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace saan {
namespace {

struct Term {
  const char* word;
  const char* th;
  const char* en;
};

constexpr Term kFieldTerms[] = {
    {"given_name", "ชื่อ", "given name"},
    {"family_name", "นามสกุล", "family name"},
    {"nickname", "ชื่อเล่น", "nickname"},
    {"sex", "เพศ", "sex"},
    {"birth", "วันเกิด", "birth date"},
    {"national_id", "เลขประจำตัวประชาชน", "national ID"},
    {"g_code", "รหัส G", "student G-code"},
    {"pupil", "เลขประจำตัวนักเรียนของโรงเรียน", "pupil number of the school"},
    {"system_person", "เลขบุคคลในระบบเดียวกัน", "person number of one system"},
    {"other_number", "เลขประจำตัวอื่น", "another number"},
    {"phone", "โทรศัพท์", "phone"},
    {"guardian_name", "ชื่อผู้ปกครอง", "guardian's name"},
    {"guardian_id", "เลขประจำตัวผู้ปกครอง", "guardian's number"},
    {"house", "บ้านเลขที่", "house number"},
    {"house_code", "รหัสประจำบ้าน", "house code"},
    {"area", "พื้นที่", "area"},
    {"school", "โรงเรียน", "school"},
};

constexpr Term kLevelTerms[] = {
    {"exact", "ตรงกัน", "the same"},
    {"alike", "ตรงกันแต่สะกดต่าง", "the same, spelt otherwise"},
    {"swapped", "ตรงกันเมื่อสลับที่", "the same, with parts swapped"},
    {"close", "ต่างกันเล็กน้อย", "one slip apart"},
    {"latin", "ตรงกันเมื่อเขียนอักษรโรมัน", "the same in Latin letters"},
    {"former", "ตรงกับชื่อเดิม", "the same as a name borne before"},
    {"nickname", "ชื่อของฝ่ายหนึ่งเป็นชื่อเล่นของอีกฝ่าย",
     "one's name is the other's nickname"},
    {"part", "ตรงกันบางส่วน", "the same in part"},
    {"lookalike", "คล้ายกัน แต่เป็นชื่อที่มีผู้ใช้ทั้งคู่",
     "alike, but both are names of their own"},
    {"similar", "คล้ายกัน", "similar"},
    {"differs", "ต่างกัน", "different"},
    {"day", "ตรงกันทั้งวันเดือนปี", "the same day"},
    {"typo", "ต่างกันหนึ่งตัวเลข", "one digit apart"},
    {"month", "ตรงกันถึงเดือน", "the same month"},
    {"year", "ตรงกันถึงปี", "the same year"},
    {"interval", "เป็นไปได้ตามอายุ", "possible by age"},
    {"near", "ต่างกันเล็กน้อย", "near"},
    {"equal", "ตรงกัน", "equal"},
    {"unchecked_equal", "ตรงกัน แต่เลขตรวจสอบไม่ถูกต้อง",
     "equal, but the check digit does not fit"},
    {"unchecked_near", "ใกล้เคียง และเลขตรวจสอบไม่ถูกต้อง",
     "near, and the check digit does not fit"},
    {"unchecked_differs", "ต่างกัน และเลขตรวจสอบไม่ถูกต้อง",
     "different, and the check digit does not fit"},
    {"subdistrict", "ตำบล/แขวงเดียวกัน", "the same subdistrict"},
    {"district", "อำเภอ/เขตเดียวกัน", "the same district"},
    {"province", "จังหวัดเดียวกัน", "the same province"},
};

constexpr Term kRules[] = {
    {"national_ids_differ", "เลขประจำตัวประชาชนถูกต้องทั้งสองเลขแต่ไม่ตรงกัน",
     "both national IDs are valid and differ"},
    {"student_numbers_differ", "เลขประจำตัวนักเรียนสองเลขในโรงเรียนเดียวกัน",
     "two pupil numbers of one school"},
    {"agency_identifier", "หน่วยงานใช้เลขเดียวกันกับทั้งสองระเบียน",
     "the agency itself uses one number for both"},
    {"identifier_contradicted",
     "เลขประจำตัวตรงกัน แต่ชื่อ วันเกิด หรือเพศขัดแย้ง หรืออาจเป็นฝาแฝด",
     "a number is equal, but name, birth or sex speak against it, or they may "
     "be twins"},
    {"identifier_alone", "เลขประจำตัวตรงกัน แต่ไม่มีข้อมูลอื่นให้เทียบ",
     "a number is equal and nothing else can be compared"},
    {"identifier_equal", "เลขประจำตัวตรงกันและไม่มีสิ่งใดขัดแย้ง",
     "a valid number is equal and nothing contradicts it"},
    {"number_unverified",
     "เลขประจำตัวตรงกัน แต่เลขของระบบต้นทางมีที่ผิด จึงต้องดูสิ่งอื่นประกอบ",
     "a number is equal, but it comes from a system whose numbers are not all "
     "right"},
    {"name_of_another", "ตรงกับชื่อเดิม แต่มีเด็กอีกคนใช้ชื่อนั้นอยู่",
     "the same as a name borne before, but another child bears it now"},
    {"name_and_birth_needed", "น้ำหนักรวมพอ แต่ชื่อหรือวันเกิดยังไม่ชัดพอ",
     "the sum is enough, but name or birth are not sure enough"},
    {"nickname_report", "รายงานที่รู้แต่ชื่อเล่น อายุ และพื้นที่",
     "a report that knows nickname, age and place alone"},
    {"record_contradicts", "ระเบียนอื่นของเด็กคนนี้ขัดแย้ง",
     "another record of the child speaks against it"},
    {"record_reference", "หน่วยงานอ้างถึงระเบียนนี้เอง",
     "the agency itself refers to the record"},
    {"kept_apart", "มีเจ้าหน้าที่ตัดสินไว้ว่าเป็นเด็กคนละคน",
     "a person decided that these are two children"},
};

constexpr Term kVerdicts[] = {
    {"1", "เด็กคนเดียวกัน", "one child"},
    {"2", "ต้องให้คนตัดสิน", "a person must decide"},
    {"3", "เด็กคนละคน", "two children"},
};

// The words for `word`; itself where there are none, as for the fields of a
// model of one's own.
template <size_t n>
Term In(const Term (&table)[n], const std::string& word) {
  for (const Term& words : table) {
    if (word == words.word) return words;
  }
  return {word.c_str(), word.c_str(), word.c_str()};
}

void AddStep(const std::string& field, const std::string& level, double bits,
             const std::string& th, const std::string& en, double* sum,
             v1::Explanation* explanation) {
  *sum += bits;
  v1::ExplanationStep& step = *explanation->add_steps();
  step.set_field(field);
  step.set_level(level);
  step.set_bits(bits);
  step.set_sum_bits(*sum);
  step.set_text_th(absl::StrCat(th, absl::StrFormat(" (%+.1f บิต)", bits)));
  step.set_text_en(absl::StrCat(en, absl::StrFormat(" (%+.1f bits)", bits)));
}

void AddVerdict(const v1::Evidence& evidence, v1::Explanation* explanation) {
  const Term verdict =
      In(kVerdicts, std::to_string(static_cast<int>(evidence.verdict())));
  explanation->set_text_th(verdict.th);
  explanation->set_text_en(verdict.en);
  if (evidence.rule().empty()) return;
  const Term rule = In(kRules, evidence.rule());
  explanation->set_text_th(absl::StrCat(verdict.th, ": ", rule.th));
  explanation->set_text_en(absl::StrCat(verdict.en, ": ", rule.en));
}

}  // namespace

v1::Explanation Explain(const match::Model& model,
                        const v1::Evidence& evidence) {
  v1::Explanation explanation;
  const bool has_sums = evidence.weight_bits() != 0;
  double sum = 0;
  if (has_sums) {
    AddStep("prior", "", evidence.prior_bits(),
            "ก่อนเทียบ: โอกาสที่สองระเบียนใดๆ จะเป็นเด็กคนเดียวกัน",
            "before comparing: how likely any two records are one child", &sum,
            &explanation);
  }
  for (const v1::Comparison& comparison : evidence.comparisons()) {
    const Term field = In(kFieldTerms, comparison.field());
    const Term level = In(kLevelTerms, comparison.level());
    AddStep(comparison.field(), comparison.level(), comparison.weight_bits(),
            absl::StrCat(field.th, ": ", level.th),
            absl::StrCat(field.en, ": ", level.en), &sum, &explanation);
  }
  if (has_sums) {
    AddStep("household", "", evidence.kin_bits(),
            "หักสิ่งที่พี่น้องในครัวเรือนเดียวกันมีเหมือนกัน",
            "less what siblings of one household share", &sum, &explanation);
    explanation.set_probability(
        1 / (1 + std::exp2(-model.StatedBits(evidence.weight_bits()))));
  } else {
    for (v1::ExplanationStep& step : *explanation.mutable_steps()) {
      step.clear_sum_bits();
    }
  }
  AddVerdict(evidence, &explanation);
  return explanation;
}

}  // namespace saan
