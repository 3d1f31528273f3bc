#include "gateway/ctl/thai_child.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/thai/date.h"
#include "adapters/thai/name.h"
#include "adapters/thai/number.h"
#include "adapters/thai/text.h"

namespace saan::ctl {

const char* const kThaiChildColumns[] = {"record_id",
                                         "system",
                                         "title",
                                         "given_name",
                                         "family_name",
                                         "nickname",
                                         "sex",
                                         "birth_date_raw",
                                         "national_id_raw",
                                         "phone",
                                         "guardian_given",
                                         "guardian_family",
                                         "guardian_national_id",
                                         "house_no",
                                         "moo",
                                         "subdistrict_code",
                                         "district_code",
                                         "province_code",
                                         "school_code"};
const size_t kThaiChildColumnCount =
    sizeof(kThaiChildColumns) / sizeof(*kThaiChildColumns);

namespace {

// Reads one row into the fields of the model.
class Row {
 public:
  Row(const match::Model& model, const CellOf& cell, absl::CivilDay on)
      : model_(model), cell_(cell), on_(on), values_(model.fields.size()) {}

  match::FieldValues Read() {
    ReadName();
    ReadSex();
    ReadBirth();
    ReadNumbers();
    ReadGuardian();
    ReadPlace();
    return std::move(values_);
  }

 private:
  // The cell folded; empty for what says nothing.
  std::string Folded(absl::string_view column) const {
    std::string folded = thai::Fold(cell_(column));
    return thai::IsFiller(folded) ? "" : folded;
  }

  void Add(absl::string_view field, std::string value) {
    const int index = model_.FieldOf(field);
    if (index == match::kNoField || value.empty()) return;
    auto& values = values_[index];
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(std::move(value));
    }
  }

  void ReadName();
  void ReadSex();
  void ReadBirth();
  void ReadNumbers();
  void ReadGuardian();
  void ReadPlace();

  const match::Model& model_;
  const CellOf& cell_;
  const absl::CivilDay on_;
  std::string title_;
  match::FieldValues values_;
};

void Row::ReadName() {
  std::string given = Folded("given_name");
  // "น้อง" is said to a child, and mostly before its nickname.
  const bool is_called = absl::StartsWith(given, "น้อง");
  if (is_called) given = thai::CleanNickname(given);
  const std::string family = Folded("family_name");
  title_ = thai::CanonicalTitle(Folded("title"));
  if (family.empty()) {
    const thai::WholeName name = thai::SplitFullName(given);
    if (title_.empty()) title_ = name.title;
    Add("given_name",
        absl::AsciiStrToLower(
            name.middle_name.empty()
                ? name.given_name
                : absl::StrCat(name.given_name, " ", name.middle_name)));
    Add("family_name", absl::AsciiStrToLower(name.family_name));
  } else {
    const thai::TitledName name = thai::SplitTitle(given);
    if (title_.empty()) title_ = name.title;
    Add("given_name", absl::AsciiStrToLower(name.name));
    // A name without a family name is often written twice.
    if (family != name.name) {
      Add("family_name", absl::AsciiStrToLower(family));
    }
  }
  if (is_called || title_ == "น้อง") {
    const int index = model_.FieldOf("given_name");
    if (index != match::kNoField && !values_[index].empty()) {
      Add("nickname", values_[index][0]);
    }
  }
  Add("former_given_name",
      absl::AsciiStrToLower(
          thai::SplitTitle(Folded("former_given_name")).name));
  Add("former_family_name",
      absl::AsciiStrToLower(Folded("former_family_name")));
  // Typed while the keyboard stood on English: what was meant is one more name.
  for (const char* field : {"given_name", "family_name"}) {
    const int index = model_.FieldOf(field);
    if (index == match::kNoField || values_[index].empty()) continue;
    const std::optional<std::string> meant =
        thai::KedmaneeSlip(values_[index][0]);
    if (meant) Add(field, *meant);
  }
  Add("nickname",
      absl::AsciiStrToLower(thai::CleanNickname(Folded("nickname"))));
}

void Row::ReadSex() {
  const std::string sex = absl::AsciiStrToLower(Folded("sex"));
  if (sex == "ชาย" || sex == "ช" || sex == "m" || sex == "male" || sex == "1") {
    Add("sex", "male");
  } else if (sex == "หญิง" || sex == "ญ" || sex == "f" || sex == "female" ||
             sex == "2") {
    Add("sex", "female");
  } else if (thai::SexOfTitle(title_) == v1::SEX_MALE) {
    Add("sex", "male");
  } else if (thai::SexOfTitle(title_) == v1::SEX_FEMALE) {
    Add("sex", "female");
  }
}

void Row::ReadBirth() {
  const thai::ParsedDate parsed = thai::ParseDate(cell_("birth_date_raw"), on_);
  v1::BirthDate date = parsed.date;
  if (parsed.kind == thai::DateKind::kAge) {
    date = thai::BornForAge(parsed.age_years, parsed.age_months, on_);
  }
  if (date.earliest().empty() || date.latest().empty()) return;
  std::string text = date.earliest();
  if (date.latest() != date.earliest()) {
    absl::StrAppend(&text, "/", date.latest());
  }
  if (date.precision() == v1::DATE_PRECISION_DAY_OR_YEAR) text += "?";
  Add("birth", std::move(text));
}

void Row::ReadNumbers() {
  const thai::PersonNumber number =
      thai::ParsePersonNumber(cell_("national_id_raw"));
  switch (number.number_class) {
    case thai::NumberClass::kValid:
      Add("national_id", number.value);
      break;
    case thai::NumberClass::kBadCheck:
    case thai::NumberClass::kBadLength:
      Add("national_id", absl::StrCat("?", number.value));
      break;
    case thai::NumberClass::kGCode:
      Add("g_code", number.value);
      break;
    default:
      break;
  }
  // Two rows of one school's roster are two pupils.
  const std::string school = Folded("school_code");
  if (cell_("system") == "school" && !school.empty()) {
    Add("pupil", absl::StrCat(school, ":", cell_("record_id")));
  }
  Add("school", school);
}

void Row::ReadGuardian() {
  for (const thai::ParsedPhone& phone : thai::ParsePhones(cell_("phone"))) {
    if (!phone.phone.is_doubtful() &&
        absl::StartsWith(phone.phone.number(), "+")) {
      Add("phone", phone.phone.number());
    }
  }
  const std::string given = Folded("guardian_given");
  const std::string family = Folded("guardian_family");
  Add("guardian_name", absl::AsciiStrToLower(thai::SplitTitle(given).name));
  Add("guardian_family", absl::AsciiStrToLower(family));
  const thai::PersonNumber number =
      thai::ParsePersonNumber(cell_("guardian_national_id"));
  if (number.number_class == thai::NumberClass::kValid) {
    Add("guardian_id", number.value);
  }
}

void Row::ReadPlace() {
  const std::string house = thai::ArabicDigits(Folded("house_no"));
  // "ใต้สะพาน" names no house.
  if (!house.empty() && absl::ascii_isdigit(house[0])) {
    const std::string moo = thai::ArabicDigits(Folded("moo"));
    Add("house", moo.empty() ? house : absl::StrCat(house, "/moo", moo));
  }
  for (const char* column :
       {"subdistrict_code", "district_code", "province_code"}) {
    const std::string code = thai::ArabicDigits(Folded(column));
    if (code.empty()) continue;
    Add("area", code);
    break;
  }
}

}  // namespace

match::FieldValues ReadThaiChild(const match::Model& model, const CellOf& cell,
                                 absl::CivilDay on) {
  return Row(model, cell, on).Read();
}

}  // namespace saan::ctl
