#include "adapters/mapping_step.h"

#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "adapters/thai/address.h"
#include "adapters/thai/date.h"
#include "adapters/thai/name.h"
#include "adapters/thai/number.h"
#include "adapters/thai/text.h"
#include "google/protobuf/timestamp.pb.h"
#include "unicode/normalizer2.h"
#include "unicode/stringpiece.h"

namespace saan::adapters {
namespace {

using google::protobuf::FieldDescriptor;

constexpr int kDefaultMaxCodePoints = 4000;
constexpr size_t kHouseCodeDigits = 11;
constexpr size_t kPersonNumberDigits = 13;
constexpr int kMaxAgeYears = 130;
// 1 January 2100: later seconds are milliseconds, or wrong.
constexpr int64_t kMaxUnixSeconds = 4'102'444'800;
constexpr double kMaxWhole = 2'147'483'647;
// Plans run ahead of the day on which they are written.
constexpr int kYearsAhead = 2;
// A day so late that no two-digit year can be settled by it.
constexpr absl::CivilDay kNoDay(2200, 1, 1);

template <typename M>
Value ValueOf(const M& message) {
  return Value(std::unique_ptr<google::protobuf::Message>(new M(message)));
}

StepOutput Unreadable(absl::string_view note, std::optional<Finding> notice) {
  StepOutput out;
  out.status = v1::PARSE_STATUS_UNREADABLE;
  out.note = std::string(note);
  out.notice = notice;
  return out;
}

// A text that has been read; REPAIRED when it is not as it was written.
StepOutput Read(absl::string_view value, absl::string_view written) {
  StepOutput out;
  if (value.empty()) return out;
  out.values.emplace_back(std::string(value));
  out.status =
      value == written ? v1::PARSE_STATUS_EXACT : v1::PARSE_STATUS_REPAIRED;
  return out;
}

StepOutput ReadNumber(double number, bool is_repaired) {
  StepOutput out;
  out.values.emplace_back(number);
  out.status =
      is_repaired ? v1::PARSE_STATUS_REPAIRED : v1::PARSE_STATUS_EXACT;
  return out;
}

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

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

// An age where a date was wanted, told on a day that is known or not.
StepOutput ReadAgeAt(int years, int months,
                     std::optional<absl::CivilDay> day) {
  if (years < 0 || years > kMaxAgeYears) {
    return Unreadable("age_impossible", Finding::kNumberInvalid);
  }
  if (!day) return Unreadable("age_without_day", Finding::kAgeWithoutDay);
  StepOutput out;
  out.values.push_back(ValueOf(thai::BornForAge(years, months, *day)));
  out.status = v1::PARSE_STATUS_DOUBTFUL;
  out.note = "from_age";
  return out;
}

// A date that could be read, into a text, a Timestamp or a BirthDate.
StepOutput ReadGoodDate(const FieldPlan& field,
                        const thai::ParsedDate& parsed) {
  const auto* type = field.to.leaf()->message_type();
  StepOutput out;
  if (type == v1::BirthDate::descriptor()) {
    out.values.push_back(ValueOf(parsed.date));
  } else if (type == nullptr) {
    out.values.emplace_back(parsed.date.date());
  } else {
    const std::optional<absl::CivilDay> day = thai::DayOf(parsed.date.date());
    if (!day) return Unreadable("day_missing", Finding::kDateAmbiguous);
    out.values.push_back(
        ValueOf(TimestampOf(absl::FromCivil(*day, Bangkok()))));
  }
  out.status = parsed.is_repaired ? v1::PARSE_STATUS_REPAIRED
                                  : v1::PARSE_STATUS_EXACT;
  if (type == v1::BirthDate::descriptor() &&
      parsed.date.precision() == v1::DATE_PRECISION_DAY_OR_YEAR) {
    out.status = v1::PARSE_STATUS_DOUBTFUL;
    out.note = "first_of_january";
  }
  return out;
}

StepOutput ReadDate(const FieldPlan& field, const StepInput& input) {
  const bool is_birth =
      field.to.leaf()->message_type() == v1::BirthDate::descriptor();
  absl::CivilDay latest = input.observed.value_or(kNoDay);
  if (!is_birth && input.observed) {
    latest = absl::CivilDay(latest.year() + kYearsAhead, 12, 31);
  }
  const thai::ParsedDate parsed = thai::ParseDate(input.text, latest);
  switch (parsed.kind) {
    case thai::DateKind::kDate:
      return ReadGoodDate(field, parsed);
    case thai::DateKind::kEmpty:
      return {};
    case thai::DateKind::kAge:
      if (!is_birth) break;
      return ReadAgeAt(parsed.age_years, parsed.age_months, input.observed);
    case thai::DateKind::kLunar:
      return Unreadable("lunar", std::nullopt);
    case thai::DateKind::kAmbiguous:
      return Unreadable("ambiguous", Finding::kDateAmbiguous);
    case thai::DateKind::kError:
      break;
  }
  return Unreadable("impossible", Finding::kDateImpossible);
}

StepOutput ReadAge(const StepInput& input) {
  const std::string digits = thai::ArabicDigits(thai::Fold(input.text));
  if (thai::IsFiller(digits)) return {};
  const std::optional<absl::CivilDay> day =
      input.at.empty() ? input.observed : DayNamed(input.at, input.observed);
  int years = 0;
  if (absl::SimpleAtoi(digits, &years)) return ReadAgeAt(years, 0, day);
  const thai::ParsedDate parsed = thai::ParseDate(digits, kNoDay);
  if (parsed.kind == thai::DateKind::kAge) {
    return ReadAgeAt(parsed.age_years, parsed.age_months, day);
  }
  return Unreadable("age_unreadable", Finding::kNumberInvalid);
}

StepOutput ReadPersonNumber(const std::string& text) {
  const thai::PersonNumber number = thai::ParsePersonNumber(text);
  StepOutput out;
  out.status = number.is_repaired ? v1::PARSE_STATUS_REPAIRED
                                  : v1::PARSE_STATUS_EXACT;
  switch (number.number_class) {
    case thai::NumberClass::kAbsent:
      return {};
    case thai::NumberClass::kDamagedExcel:
      return Unreadable("damaged_excel", Finding::kNumberDamaged);
    case thai::NumberClass::kBadLength:
      return Unreadable("bad_length", Finding::kPersonNumberInvalid);
    case thai::NumberClass::kUnreadable:
      return Unreadable("unreadable", Finding::kPersonNumberInvalid);
    case thai::NumberClass::kBadCheck:
      out.status = v1::PARSE_STATUS_DOUBTFUL;
      out.note = "bad_check";
      break;
    case thai::NumberClass::kPlaceholder:
      out.status = v1::PARSE_STATUS_DOUBTFUL;
      out.note = "placeholder";
      break;
    case thai::NumberClass::kValid:
    case thai::NumberClass::kGCode:
      break;
  }
  out.values.push_back(ValueOf(thai::IdentifierOf(number)));
  return out;
}

// A valid 13-digit person number, with or without dashes.
bool IsPersonNumber(absl::string_view text) {
  const thai::PersonNumber number = thai::ParsePersonNumber(text);
  return number.number_class == thai::NumberClass::kValid &&
         number.value.size() == kPersonNumberDigits;
}

StepOutput ReadIdentifier(const OtherIdentifier& step,
                          const StepInput& input) {
  std::string value = thai::ArabicDigits(thai::Fold(input.text));
  if (thai::IsFiller(value)) return {};
  if (step.kind() != v1::IDENTIFIER_KIND_RECORD_REFERENCE) {
    absl::AsciiStrToUpper(&value);
    value = absl::StrReplaceAll(value, {{" ", ""}, {"-", ""}});
  }
  StepOutput out = Read(value, input.text);
  if (out.values.empty()) return out;
  if (IsPersonNumber(value)) {
    out.status = v1::PARSE_STATUS_DOUBTFUL;
    out.note = "looks_like_person_number";
    out.notice = Finding::kPersonNumberMisplaced;
  }
  v1::Identifier identifier;
  identifier.set_kind(step.kind());
  identifier.set_value(value);
  identifier.set_issuer(step.issuer().empty()
                            ? thai::ArabicDigits(thai::Fold(input.issuer))
                            : step.issuer());
  out.values[0] = ValueOf(identifier);
  return out;
}

StepOutput ReadPhones(const FieldPlan& field, const std::string& text) {
  if (IsPersonNumber(text)) {
    return Unreadable("looks_like_person_number",
                      Finding::kPersonNumberMisplaced);
  }
  const bool is_text = field.to.leaf()->message_type() == nullptr;
  const bool takes_one = is_text || field.to.last().index >= 0;
  StepOutput out;
  bool is_invalid = false;
  for (const thai::ParsedPhone& parsed : thai::ParsePhones(text)) {
    if (parsed.fault == thai::ParsedPhone::Fault::kInvalid) is_invalid = true;
    if (parsed.phone.number().empty() || (takes_one && !out.values.empty())) {
      continue;
    }
    if (is_text) {
      out.values.emplace_back(parsed.phone.number());
    } else {
      out.values.push_back(ValueOf(parsed.phone));
    }
    if (parsed.fault == thai::ParsedPhone::Fault::kPlaceholder) {
      out.status = v1::PARSE_STATUS_DOUBTFUL;
      out.note = "placeholder";
    } else if (out.status != v1::PARSE_STATUS_DOUBTFUL) {
      out.status = v1::PARSE_STATUS_REPAIRED;  // E.164 is never as written.
    }
  }
  if (!is_invalid) return out;
  if (out.values.empty()) {
    return Unreadable("invalid_phone", Finding::kPhoneInvalid);
  }
  out.notice = Finding::kPhoneInvalid;
  return out;
}

StepOutput ReadCode(const FieldPlan& field, const std::string& text) {
  const std::string folded = thai::Fold(text);
  const auto found = field.codes->by_native.find(folded);
  StepOutput out;
  if (found == field.codes->by_native.end()) {
    if (thai::IsFiller(folded)) return out;
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

StepOutput ReadAmount(const std::string& text, bool is_whole) {
  const std::string folded = thai::Fold(text);
  if (thai::IsFiller(folded)) return {};
  const std::string digits =
      absl::StrReplaceAll(thai::ArabicDigits(folded), {{",", ""}});
  double number = 0;
  const bool is_plain =
      digits.find_first_not_of("0123456789.-+eE") == std::string::npos;
  if (!is_plain || !absl::SimpleAtod(digits, &number) ||
      !std::isfinite(number) ||
      (is_whole && (number != std::floor(number) ||
                    std::abs(number) > kMaxWhole))) {
    return Unreadable("number_unreadable", Finding::kNumberInvalid);
  }
  return ReadNumber(number, digits != text);
}

StepOutput ReadUnixTime(const std::string& text) {
  const std::string digits = thai::ArabicDigits(thai::Fold(text));
  if (thai::IsFiller(digits) || digits == "0") return {};
  int64_t seconds = 0;
  if (!absl::SimpleAtoi(digits, &seconds) || seconds < 0 ||
      seconds > kMaxUnixSeconds) {
    return Unreadable("time_unreadable", Finding::kNumberInvalid);
  }
  StepOutput out;
  out.values.push_back(
      ValueOf(TimestampOf(absl::FromUnixSeconds(seconds))));
  out.status = v1::PARSE_STATUS_EXACT;
  return out;
}

StepOutput ReadTimestamp(const FieldPlan& field, const StepInput& input) {
  const std::optional<absl::Time> time = thai::ParseTimestamp(input.text);
  if (!time) return ReadDate(field, input);
  StepOutput out;
  out.values.push_back(ValueOf(TimestampOf(*time)));
  out.status = v1::PARSE_STATUS_EXACT;
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

StepOutput ReadAreaCode(const std::string& text) {
  std::string code = thai::ArabicDigits(thai::Fold(text));
  if (thai::IsFiller(code)) return {};
  const bool is_digits =
      code.find_first_not_of("0123456789") == std::string::npos;
  if (!is_digits || code.size() % 2 != 0 || code.size() > 8) {
    return Unreadable("area_code_unreadable", Finding::kNumberInvalid);
  }
  while (code.size() >= 2 && code.substr(code.size() - 2) == "00") {
    code.resize(code.size() - 2);
  }
  return Read(code, text);
}

StepOutput ReadHouseCode(const std::string& text) {
  std::string code = thai::ArabicDigits(thai::Fold(text));
  if (thai::IsFiller(code)) return {};
  code = absl::StrReplaceAll(code, {{" ", ""}, {"-", ""}});
  if (code.size() != kHouseCodeDigits ||
      code.find_first_not_of("0123456789") != std::string::npos) {
    return Unreadable("house_code_unreadable", Finding::kNumberInvalid);
  }
  return Read(code, text);
}

}  // namespace

absl::TimeZone Bangkok() {
  return absl::FixedTimeZone(static_cast<int>(
      absl::ToInt64Seconds(absl::Hours(7))));
}

std::optional<absl::CivilDay> DayNamed(
    absl::string_view text, std::optional<absl::CivilDay> observed) {
  if (const std::optional<absl::Time> time = thai::ParseTimestamp(text)) {
    return absl::ToCivilDay(*time, Bangkok());
  }
  const thai::ParsedDate parsed =
      thai::ParseDate(text, observed.value_or(kNoDay));
  if (parsed.kind != thai::DateKind::kDate) return std::nullopt;
  return thai::DayOf(parsed.date.date());
}

StepOutput RunStep(const FieldPlan& field, const StepInput& input) {
  const std::string& text = input.text;
  const Field& spec = *field.spec;
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
      return ReadDate(field, input);
    case Field::kAge:
      return ReadAge(input);
    case Field::kPersonNumber:
      return ReadPersonNumber(text);
    case Field::kIdentifier:
      return ReadIdentifier(spec.identifier(), input);
    case Field::kPhones:
      return ReadPhones(field, text);
    case Field::kCode:
      return ReadCode(field, text);
    case Field::kInteger:
      return ReadAmount(text, true);
    case Field::kDecimal:
      return ReadAmount(text, false);
    case Field::kTimestamp:
      return ReadTimestamp(field, input);
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
