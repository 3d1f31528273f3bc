#include "gateway/policy/coarse.h"

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/policy/day.h"
#include "saan/v1/child.pb.h"

namespace saan::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kBandYears = 3;
constexpr size_t kDistrictDigits = 4;
constexpr double kAmountTops[] = {1'000,  3'000,  5'000,   10'000,
                                  20'000, 50'000, 100'000, 1'000'000};

struct Row {
  const char* field;
  CoarseForms forms;
};

constexpr Row kForms[] = {
    {"Record.native_id", {Coarse::kNothing, true}},
    {"Record.received_time", {Coarse::kYearOfTime, false}},
    {"Record.observed_time", {Coarse::kYearOfTime, false}},
    {"PersonName.given_name", {Coarse::kNothing, true}},
    {"PersonName.family_name", {Coarse::kNothing, true}},
    {"Identifier.value", {Coarse::kNothing, true}},
    {"Phone.number", {Coarse::kNothing, true}},
    {"Household.house_code", {Coarse::kNothing, true}},
    {"BirthDate.precision", {Coarse::kInterval, false}},
    {"BirthDate.earliest", {Coarse::kBandStart, false}},
    {"BirthDate.latest", {Coarse::kBandEnd, false}},
    {"Address.district", {Coarse::kWhole, false}},
    {"Address.province", {Coarse::kWhole, false}},
    {"Address.area_code", {Coarse::kDistrict, false}},
    {"Address.area_code_set", {Coarse::kWhole, false}},
    {"Address.house_code", {Coarse::kNothing, true}},
    {"Household.monthly_income_baht", {Coarse::kAmount, false}},
    {"Education.status", {Coarse::kWhole, false}},
    {"Education.level", {Coarse::kSchoolStage, false}},
    {"Case.case_number", {Coarse::kNothing, true}},
    {"Case.reported_date", {Coarse::kYear, false}},
    {"Case.closed_date", {Coarse::kYear, false}},
    {"CaseDecision.decided_date", {Coarse::kYear, false}},
    {"Plan.deadline", {Coarse::kYear, false}},
    {"GuardianAgreement.date", {Coarse::kYear, false}},
    {"FollowUp.date", {Coarse::kYear, false}},
    {"Assessment.date", {Coarse::kYear, false}},
    {"Incident.reported_time", {Coarse::kYearOfTime, false}},
    {"Incident.due_time", {Coarse::kYearOfTime, false}},
    {"Service.dimension", {Coarse::kWhole, false}},
    {"Service.due_date", {Coarse::kYear, false}},
    {"Service.date", {Coarse::kYear, false}},
    {"Need.dimension", {Coarse::kWhole, false}},
    {"Benefit.kind", {Coarse::kSomeBenefit, false}},
    {"Benefit.amount_baht", {Coarse::kAmount, false}},
    {"Benefit.from_date", {Coarse::kYear, false}},
    {"Benefit.until_date", {Coarse::kYear, false}},
    {"Benefit.status", {Coarse::kWhole, false}},
    {"Referral.date", {Coarse::kYear, false}},
    {"Attendance.date", {Coarse::kYear, false}},
    {"Visit.time", {Coarse::kYearOfTime, false}},
    {"ConsentClaim.date", {Coarse::kYear, false}},
    {"ConsentClaim.expires", {Coarse::kYear, false}},
};

std::optional<std::string> BandEdge(const std::string& text, bool is_end) {
  const std::optional<absl::CivilDay> day = ParseDay(text);
  if (!day.has_value()) return std::nullopt;
  const int64_t first = day->year() - day->year() % kBandYears;
  return is_end ? absl::StrFormat("%04d-12-31", first + kBandYears - 1)
                : absl::StrFormat("%04d-01-01", first);
}

// A code is digits; anything else is not understood.
std::optional<std::string> District(const std::string& text) {
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      return std::nullopt;
    }
  }
  return text.substr(0, kDistrictDigits);
}

std::optional<std::string> Stage(const std::string& text) {
  for (const char* stage : {"อ", "ป", "ม"}) {
    if (absl::StartsWith(text, stage)) return std::string(stage);
  }
  return std::nullopt;
}

std::optional<std::string> CoarseText(Coarse coarse, const std::string& text) {
  switch (coarse) {
    case Coarse::kWhole:
      return text;
    case Coarse::kYear:
      if (!ParseDay(text).has_value()) return std::nullopt;
      return text.substr(0, 4);
    case Coarse::kBandStart:
      return BandEdge(text, /*is_end=*/false);
    case Coarse::kBandEnd:
      return BandEdge(text, /*is_end=*/true);
    case Coarse::kDistrict:
      return District(text);
    case Coarse::kSchoolStage:
      return Stage(text);
    default:
      return std::nullopt;
  }
}

double TopOfBand(double amount) {
  for (const double top : kAmountTops) {
    if (amount <= top) return top;
  }
  return kAmountTops[std::size(kAmountTops) - 1];
}

// To the first moment of its year in Thailand.
void CoarsenTime(Message* message) {
  auto* time = static_cast<google::protobuf::Timestamp*>(message);
  const absl::CivilYear year(DayOf(TimeOf(*time)));
  *time = TimestampFor(StartOf(absl::CivilDay(year)));
}

bool CoarsenEnum(Coarse coarse, const Reflection& reflection,
                 const FieldDescriptor* field, Message* message) {
  switch (coarse) {
    case Coarse::kWhole:
      return true;
    case Coarse::kInterval:
      reflection.SetEnumValue(message, field, v1::DATE_PRECISION_INTERVAL);
      return true;
    case Coarse::kSomeBenefit:
      reflection.SetEnumValue(message, field, v1::BENEFIT_KIND_OTHER);
      return true;
    default:
      return false;
  }
}

bool CoarsenPresent(Coarse coarse, const Reflection& reflection,
                    const FieldDescriptor* field, Message* message) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::optional<std::string> text =
          CoarseText(coarse, reflection.GetString(*message, field));
      if (!text.has_value() || text->empty()) return false;
      reflection.SetString(message, field, *std::move(text));
      return true;
    }
    case FieldDescriptor::CPPTYPE_DOUBLE:
      if (coarse != Coarse::kAmount) return false;
      reflection.SetDouble(message, field,
                           TopOfBand(reflection.GetDouble(*message, field)));
      return true;
    case FieldDescriptor::CPPTYPE_ENUM:
      return CoarsenEnum(coarse, reflection, field, message);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (coarse != Coarse::kYearOfTime) return false;
      CoarsenTime(reflection.MutableMessage(message, field));
      return true;
    default:
      return false;
  }
}

}  // namespace

CoarseForms CoarseFormsOf(const FieldDescriptor& field) {
  static const auto& forms = *[] {
    auto* made = new absl::flat_hash_map<std::string, CoarseForms>;
    for (const Row& row : kForms) {
      made->emplace(absl::StrCat("saan.v1.", row.field), row.forms);
    }
    return made;
  }();
  const auto found = forms.find(field.full_name());
  return found == forms.end() || field.is_repeated() ? CoarseForms()
                                                     : found->second;
}

bool Coarsen(Coarse coarse, const Reflection& reflection,
             const FieldDescriptor* field, Message* message) {
  if (!reflection.HasField(*message, field)) return false;
  if (coarse == Coarse::kWhole) return true;
  if (CoarsenPresent(coarse, reflection, field, message)) return true;
  reflection.ClearField(message, field);
  return false;
}

}  // namespace saan::policy
