#include "adapters/mapping_number.h"

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "adapters/thai/number.h"
#include "adapters/thai/text.h"

namespace saan::adapters {
namespace {

constexpr size_t kHouseCodeDigits = 11;
constexpr double kMaxWhole = 2'147'483'647;

// A valid 13-digit person number, with or without dashes.
bool IsPersonNumber(absl::string_view text) {
  const thai::PersonNumber number = thai::ParsePersonNumber(text);
  return number.number_class == thai::NumberClass::kValid &&
         number.value.size() == kPersonNumberDigits;
}

}  // namespace

StepOutput ReadPersonNumber(const std::string& text) {
  const thai::PersonNumber number = thai::ParsePersonNumber(text);
  StepOutput out;
  out.status =
      number.is_repaired ? v1::PARSE_STATUS_REPAIRED : v1::PARSE_STATUS_EXACT;
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

StepOutput ReadIdentifier(const OtherIdentifier& step, const std::string& text,
                          const std::string& issuer) {
  std::string value = thai::ArabicDigits(thai::Fold(text));
  if (thai::IsFiller(value)) return {};
  if (step.kind() != v1::IDENTIFIER_KIND_RECORD_REFERENCE) {
    absl::AsciiStrToUpper(&value);
    value = absl::StrReplaceAll(value, {{" ", ""}, {"-", ""}});
  }
  StepOutput out = Read(value, text);
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
                            ? thai::ArabicDigits(thai::Fold(issuer))
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
      (is_whole &&
       (number != std::floor(number) || std::abs(number) > kMaxWhole))) {
    return Unreadable("number_unreadable", Finding::kNumberInvalid);
  }
  return ReadNumber(number, digits != text);
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

}  // namespace saan::adapters
