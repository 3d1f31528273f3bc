#include "adapters/thai/titles.h"

#include <algorithm>
#include <vector>

#include "absl/types/span.h"

namespace saan::thai {
namespace {

constexpr v1::Sex kMale = v1::SEX_MALE;
constexpr v1::Sex kFemale = v1::SEX_FEMALE;
constexpr v1::Sex kEither = v1::SEX_UNSPECIFIED;
constexpr TitleUse kLegal = TitleUse::kLegal;
constexpr TitleUse kKin = TitleUse::kKin;

// Malay, Shan, Karen and Burmese words such as "แว", "นิ", "จาย", "ซอ" are no
// titles but part of the name, and so not here.
constexpr Title kTitles[] = {
    // Children.
    {"เด็กชาย", "ด.ช.", kMale, kLegal},
    {"ด.ช.", "ด.ช.", kMale, kLegal},
    {"ดช.", "ด.ช.", kMale, kLegal},
    {"ดช", "ด.ช.", kMale, kLegal},
    {"เด็กหญิง", "ด.ญ.", kFemale, kLegal},
    {"ด.ญ.", "ด.ญ.", kFemale, kLegal},
    {"ดญ.", "ด.ญ.", kFemale, kLegal},
    {"ดญ", "ด.ญ.", kFemale, kLegal},
    // From 15 years on.
    {"นาย", "นาย", kMale, kLegal},
    {"นาง", "นาง", kFemale, kLegal},
    {"นางสาว", "น.ส.", kFemale, kLegal},
    {"น.ส.", "น.ส.", kFemale, kLegal},
    {"นส.", "น.ส.", kFemale, kLegal},
    // The ordained.
    {"สามเณร", "สามเณร", kMale, kLegal},
    {"ส.ณ.", "สามเณร", kMale, kLegal},
    {"พระภิกษุ", "พระภิกษุ", kMale, kLegal},
    {"พระ", "พระ", kMale, kLegal},
    {"แม่ชี", "แม่ชี", kFemale, kLegal},
    // Rank and office.
    {"หม่อมราชวงศ์", "ม.ร.ว.", kEither, kLegal},
    {"ม.ร.ว.", "ม.ร.ว.", kEither, kLegal},
    {"หม่อมหลวง", "ม.ล.", kEither, kLegal},
    {"ม.ล.", "ม.ล.", kEither, kLegal},
    {"ว่าที่ร้อยตรีหญิง", "ว่าที่ ร.ต.หญิง", kFemale, kLegal},
    {"ว่าที่ร.ต.หญิง", "ว่าที่ ร.ต.หญิง", kFemale, kLegal},
    {"ว่าที่ร้อยตรี", "ว่าที่ ร.ต.", kMale, kLegal},
    {"ว่าที่ร.ต.", "ว่าที่ ร.ต.", kMale, kLegal},
    {"ดาบตำรวจ", "ด.ต.", kEither, kLegal},
    {"ด.ต.", "ด.ต.", kEither, kLegal},
    {"ร.ต.ต.", "ร.ต.ต.", kEither, kLegal},
    {"พ.ต.ท.", "พ.ต.ท.", kEither, kLegal},
    {"จ.ส.อ.", "จ.ส.อ.", kMale, kLegal},
    {"ส.อ.", "ส.อ.", kMale, kLegal},
    {"ดร.", "ดร.", kEither, kLegal},
    {"นพ.", "นพ.", kMale, kLegal},
    {"พญ.", "พญ.", kFemale, kLegal},
    // Courtesy and kinship.
    {"ผอ.", "ผอ.", kEither, kLegal},
    {"ครู", "ครู", kEither, kKin},
    {"คุณ", "คุณ", kEither, kKin},
    {"น้อง", "น้อง", kEither, kKin},
    {"ป้า", "ป้า", kFemale, kKin},
    {"ลุง", "ลุง", kMale, kKin},
    {"ยาย", "ยาย", kFemale, kKin},
    {"ตา", "ตา", kMale, kKin},
    {"ย่า", "ย่า", kFemale, kKin},
    {"ปู่", "ปู่", kMale, kKin},
};

std::vector<Title> LongestFirst() {
  std::vector<Title> titles(std::begin(kTitles), std::end(kTitles));
  std::stable_sort(titles.begin(), titles.end(),
                   [](const Title& a, const Title& b) {
                     return a.form.size() > b.form.size();
                   });
  return titles;
}

}  // namespace

absl::Span<const Title> Titles() {
  static const auto* const kSorted = new std::vector<Title>(LongestFirst());
  return *kSorted;
}

}  // namespace saan::thai
