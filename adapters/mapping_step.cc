#include "adapters/mapping_step.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/mapping_number.h"
#include "adapters/mapping_time.h"
#include "adapters/thai/address.h"
#include "adapters/thai/name.h"
#include "adapters/thai/text.h"
#include "unicode/normalizer2.h"
#include "unicode/stringpiece.h"

namespace saan::adapters {
namespace {

constexpr int kDefaultMaxCodePoints = 4000;

std::string CutAt(absl::string_view text, int max_code_points) {
  int points = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((text[i] & 0xC0) != 0x80 && ++points > max_code_points) {
      return std::string(text.substr(0, i));
    }
  }
  return std::string(text);
}

std::string Nfc(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  if (U_SUCCESS(error)) {
    nfc->normalizeUTF8(0, icu::StringPiece(text.data(), text.size()), sink,
                       nullptr, error);
  }
  return U_SUCCESS(error) ? out : text;
}

StepOutput ReadText(const Text& step, const std::string& text) {
  const std::string folded = thai::Fold(text);
  if (thai::IsFiller(folded)) return {};
  const int limit = step.max_code_points() > 0 ? step.max_code_points()
                                               : kDefaultMaxCodePoints;
  const std::string whole = step.verbatim() ? Nfc(text) : folded;
  StepOutput out = Read(CutAt(whole, limit), text);
  if (std::get<std::string>(out.values[0]).size() < whole.size()) {
    out.note = "cut";
  }
  return out;
}

StepOutput ReadName(const FieldPlan& field, const std::string& text) {
  const std::string folded = thai::Fold(text);
  if (field.to.leaf()->name() != "given_name") {
    return thai::IsFiller(folded) ? StepOutput() : Read(folded, text);
  }
  const thai::TitledName split = thai::SplitTitle(folded);
  StepOutput out = Read(split.name, text);
  if (!split.title.empty()) {
    out.title = split.title;
    out.status = v1::PARSE_STATUS_REPAIRED;
    out.note = "split_title";
  }
  return out;
}

StepOutput ReadFullName(const std::string& text) {
  const std::string folded = thai::Fold(text);
  if (thai::IsFiller(folded)) return {};
  const thai::WholeName whole = thai::SplitFullName(folded);
  v1::PersonName name;
  name.set_title(whole.title);
  name.set_given_name(whole.given_name);
  name.set_middle_name(whole.middle_name);
  name.set_family_name(whole.family_name);
  StepOutput out;
  if (name.ByteSizeLong() == 0) return out;
  out.values.push_back(ValueOf(name));
  out.status = v1::PARSE_STATUS_REPAIRED;
  out.note = "split_name";
  return out;
}

// A word that an open code list does not know.
StepOutput ReadUnlisted(const FieldPlan& field) {
  StepOutput out;
  if (field.codes->otherwise.empty()) return out;
  if (field.otherwise_number >= 0) {
    out.values.emplace_back(static_cast<double>(field.otherwise_number));
  } else {
    out.values.emplace_back(field.codes->otherwise);
  }
  out.status = v1::PARSE_STATUS_DOUBTFUL;
  out.note = "not_listed";
  return out;
}

StepOutput ReadCode(const FieldPlan& field, const std::string& text) {
  const std::string folded = thai::Fold(text);
  const auto found = field.codes->by_native.find(folded);
  StepOutput out;
  if (found == field.codes->by_native.end()) {
    if (thai::IsFiller(folded)) return out;
    if (field.codes->is_open) return ReadUnlisted(field);
    out.violation = Finding::kCode;
    const std::string shown = ShowableCode(folded);
    out.detail = absl::StrCat("code list ", field.codes->name,
                              shown.empty() ? "" : ": ", shown);
    return out;
  }
  const std::string& shared = field.codes->codes[found->second].second;
  if (shared.empty()) return out;
  if (field.code_numbers.empty()) {
    out.values.emplace_back(shared);
  } else {
    out.values.emplace_back(
        static_cast<double>(field.code_numbers[found->second]));
  }
  out.status =
      folded == text ? v1::PARSE_STATUS_EXACT : v1::PARSE_STATUS_REPAIRED;
  return out;
}

StepOutput ReadBoolean(const std::string& text) {
  const std::string folded = absl::AsciiStrToLower(thai::Fold(text));
  for (const char* word : {"true", "1", "yes", "y", "ใช่"}) {
    if (folded == word) return ReadNumber(1, folded != text);
  }
  for (const char* word : {"false", "0", "no", "n", "ไม่ใช่"}) {
    if (folded == word) return ReadNumber(0, folded != text);
  }
  StepOutput out;
  if (thai::IsFiller(folded)) return out;
  out.violation = Finding::kCode;
  out.detail = "true or false";
  return out;
}

StepOutput ReadAddress(const std::string& text) {
  const std::string folded = thai::Fold(text);
  if (thai::IsFiller(folded)) return {};
  const v1::Address address = thai::ParseAddress(folded);
  StepOutput out;
  if (address.ByteSizeLong() == 0) return out;
  out.values.push_back(ValueOf(address));
  out.status = v1::PARSE_STATUS_REPAIRED;
  out.note = "split_address";
  return out;
}

bool IsAbsent(const FieldPlan& field, const std::string& text) {
  if (field.absent.empty()) return false;
  const std::string folded = thai::Fold(text);
  return std::find(field.absent.begin(), field.absent.end(), folded) !=
         field.absent.end();
}

}  // namespace

StepOutput RunStep(const FieldPlan& field, const StepInput& input) {
  const std::string& text = input.text;
  const Field& spec = *field.spec;
  if (IsAbsent(field, text)) return {};
  switch (spec.step_case()) {
    case Field::kText:
      return ReadText(spec.text(), text);
    case Field::kTitle:
      return Read(thai::CanonicalTitle(thai::Fold(text)), text);
    case Field::kPersonName:
      return ReadName(field, text);
    case Field::kNickname:
      return Read(thai::CleanNickname(thai::Fold(text)), text);
    case Field::kFullName:
      return ReadFullName(text);
    case Field::kDate:
      return ReadDate(field, text, input.observed);
    case Field::kAge:
      return ReadAge(text, input.at.empty()
                               ? input.observed
                               : DayNamed(input.at, input.observed));
    case Field::kPersonNumber:
      return ReadPersonNumber(text);
    case Field::kIdentifier:
      return ReadIdentifier(spec.identifier(), text, input.issuer);
    case Field::kPhones:
      return ReadPhones(field, text);
    case Field::kCode:
      return ReadCode(field, text);
    case Field::kInteger:
      return ReadAmount(text, true);
    case Field::kDecimal:
      return ReadAmount(text, false);
    case Field::kTimestamp:
      return ReadTimestamp(field, text, input.observed);
    case Field::kUnixTime:
      return ReadUnixTime(text);
    case Field::kBoolean:
      return ReadBoolean(text);
    case Field::kAddressText:
      return ReadAddress(text);
    case Field::kProvince: {
      const std::string folded = thai::Fold(text);
      return thai::IsFiller(folded) ? StepOutput()
                                    : Read(thai::ProvinceName(folded), text);
    }
    case Field::kAreaCode:
      return ReadAreaCode(text);
    case Field::kHouseCode:
      return ReadHouseCode(text);
    case Field::STEP_NOT_SET:
      break;
  }
  return {};
}

}  // namespace saan::adapters
