#include "adapters/mapping_unstep.h"

#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "adapters/json.h"
#include "adapters/mapping_time.h"
#include "adapters/thai/date.h"
#include "adapters/thai/number.h"
#include "google/protobuf/timestamp.pb.h"
#include "saan/v1/child.pb.h"

namespace saan::adapters {
namespace {

using google::protobuf::Message;

constexpr int kBuddhistYears = 543;
constexpr absl::string_view kExtension = ";ext=";
constexpr absl::string_view kBangkok = "กรุงเทพมหานคร";

// The message in `value`, when it is an M.
template <typename M>
const M* As(const Value& value) {
  const auto* message = std::get_if<std::unique_ptr<Message>>(&value);
  return message == nullptr ? nullptr : dynamic_cast<const M*>(message->get());
}

std::string WriteDate(const Date& step, const std::string& iso) {
  if (iso.empty() || step.written() == Date::ISO) return iso;
  if (step.written() == Date::DMY_BE) return thai::WriteBuddhistDmy(iso);
  int year = 0;
  const absl::string_view text = iso;
  if (!absl::SimpleAtoi(text.substr(0, 4), &year)) return "";
  return absl::StrCat(year + kBuddhistYears, text.substr(4));
}

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

std::string WriteAnyDate(const Date& step, const Value& value) {
  if (const auto* birth = As<v1::BirthDate>(value)) {
    return WriteDate(step, birth->date());
  }
  if (const auto* time = As<google::protobuf::Timestamp>(value)) {
    return WriteDate(step,
                     absl::FormatTime("%Y-%m-%d", TimeOf(*time), Bangkok()));
  }
  return WriteDate(step, std::get<std::string>(value));
}

std::string WriteAge(const v1::BirthDate& birth,
                     std::optional<absl::CivilDay> told_on) {
  const std::optional<absl::CivilDay> latest = thai::DayOf(birth.latest());
  if (birth.precision() != v1::DATE_PRECISION_INTERVAL || !latest || !told_on) {
    return "";
  }
  int64_t years = told_on->year() - latest->year();
  if (absl::CivilDay(latest->year() + years, latest->month(), latest->day()) >
      *told_on) {
    --years;
  }
  return absl::StrCat(years);
}

// "+66812345678;ext=12" as it is dialled at home, and whose it is:
// "0812345678 ต่อ 12 (แม่)".
std::string WritePhone(const v1::Phone& phone) {
  absl::string_view rest = phone.number();
  absl::string_view extension;
  const size_t mark = rest.find(kExtension);
  if (mark != absl::string_view::npos) {
    extension = rest.substr(mark + kExtension.size());
    rest = rest.substr(0, mark);
  }
  const bool is_thai = absl::ConsumePrefix(&rest, "+66");
  std::string text = absl::StrCat(is_thai ? "0" : "", rest);
  if (!extension.empty()) absl::StrAppend(&text, " ต่อ ", extension);
  if (!phone.owner_note().empty()) {
    absl::StrAppend(&text, " (", phone.owner_note(), ")");
  }
  return text;
}

std::string WriteFullName(const v1::PersonName& name) {
  std::vector<std::string> words;
  for (const std::string& word : {absl::StrCat(name.title(), name.given_name()),
                                  name.middle_name(), name.family_name()}) {
    if (!word.empty()) words.push_back(word);
  }
  return absl::StrJoin(words, " ");
}

std::string WriteAddress(const v1::Address& address) {
  const bool is_bangkok = address.province() == kBangkok;
  const std::pair<absl::string_view, absl::string_view> parts[] = {
      {"", address.house_number()},
      {"หมู่ ", address.moo()},
      {"", address.community()},
      {"", address.place_text()},
      {"ซอย", address.soi()},
      {"ถนน", address.road()},
      {is_bangkok ? "แขวง" : "ตำบล", address.subdistrict()},
      {is_bangkok ? "เขต" : "อำเภอ", address.district()},
      {is_bangkok ? "" : "จังหวัด", address.province()},
      {"", address.postcode()},
  };
  std::vector<std::string> words;
  for (const auto& [label, word] : parts) {
    if (!word.empty()) words.push_back(absl::StrCat(label, word));
  }
  return absl::StrJoin(words, " ");
}

std::string WriteCode(const FieldPlan& field, const Value& value) {
  const std::string* text = std::get_if<std::string>(&value);
  for (size_t i = 0; i < field.codes->codes.size(); ++i) {
    const auto& [native, shared] = field.codes->codes[i];
    const bool is_it = text != nullptr
                           ? !shared.empty() && shared == *text
                           : field.code_numbers[i] == std::get<double>(value);
    if (is_it) return native;
  }
  return "";
}

std::string WriteIdentifier(const Field& spec,
                            const v1::Identifier& identifier) {
  const bool dashes = spec.person_number().dashes() &&
                      identifier.value().size() == kPersonNumberDigits &&
                      identifier.value()[0] != 'G';
  return dashes && thai::WithDashes(identifier.value()).size() >
                       kPersonNumberDigits
             ? thai::WithDashes(identifier.value())
             : identifier.value();
}

std::string WriteAreaCode(const AreaCode& step, const std::string& code) {
  const size_t digits = static_cast<size_t>(step.written_digits());
  if (digits == 0) return code;
  return code.size() < digits ? "" : code.substr(0, digits);
}

std::string WriteNumber(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e15) {
    return absl::StrCat(static_cast<int64_t>(number));
  }
  return absl::StrCat(number);
}

}  // namespace

std::string UndoStep(const FieldPlan& field, const Value& value,
                     std::optional<absl::CivilDay> told_on) {
  const Field& spec = *field.spec;
  switch (spec.step_case()) {
    case Field::kDate:
      return WriteAnyDate(spec.date(), value);
    case Field::kAge:
      return WriteAge(*As<v1::BirthDate>(value), told_on);
    case Field::kFullName:
      return WriteFullName(*As<v1::PersonName>(value));
    case Field::kPersonNumber:
    case Field::kIdentifier:
      return WriteIdentifier(spec, *As<v1::Identifier>(value));
    case Field::kPhones: {
      v1::Phone phone;
      if (const auto* whole = As<v1::Phone>(value)) {
        phone = *whole;
      } else {
        phone.set_number(std::get<std::string>(value));
      }
      return WritePhone(phone);
    }
    case Field::kCode:
      return WriteCode(field, value);
    case Field::kTimestamp:
      return absl::FormatTime("%Y-%m-%dT%H:%M:%E*S%Ez",
                              TimeOf(*As<google::protobuf::Timestamp>(value)),
                              Bangkok());
    case Field::kUnixTime:
      return absl::StrCat(As<google::protobuf::Timestamp>(value)->seconds());
    case Field::kBoolean:
      return std::get<double>(value) != 0 ? "true" : "false";
    case Field::kAddressText:
      return WriteAddress(*As<v1::Address>(value));
    case Field::kAreaCode:
      return WriteAreaCode(spec.area_code(), std::get<std::string>(value));
    case Field::kInteger:
    case Field::kDecimal:
      return WriteNumber(std::get<double>(value));
    default:
      return std::get<std::string>(value);
  }
}

bool IsWrittenBare(const Field& spec, absl::string_view text) {
  switch (spec.step_case()) {
    case Field::kInteger:
    case Field::kDecimal:
    case Field::kUnixTime:
    case Field::kBoolean:
      return IsBareJson(text);
    default:
      return spec.bare() && IsBareJson(text);
  }
}

bool IsIdentifierOf(const Field& spec, const Message& value) {
  const auto* identifier = dynamic_cast<const v1::Identifier*>(&value);
  if (identifier == nullptr) return true;
  if (spec.has_identifier()) {
    const OtherIdentifier& step = spec.identifier();
    return identifier->kind() == step.kind() &&
           (step.issuer().empty() || identifier->issuer() == step.issuer());
  }
  if (!spec.has_person_number()) return true;
  return identifier->kind() == v1::IDENTIFIER_KIND_NATIONAL_ID ||
         identifier->kind() == v1::IDENTIFIER_KIND_NON_THAI_ID ||
         identifier->kind() == v1::IDENTIFIER_KIND_STUDENT_G_CODE;
}

}  // namespace saan::adapters
