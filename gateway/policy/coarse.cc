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

// The first moment of its year in Thailand; nothing of what is no time.
std::optional<std::string> YearOfTime(absl::string_view bytes) {
  google::protobuf::Timestamp time;
  if (!time.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return std::nullopt;
  }
  const absl::CivilYear year(DayOf(TimeOf(time)));
  return TimestampFor(StartOf(absl::CivilDay(year))).SerializeAsString();
}

// The coarse form of what holds a text or a message.
std::optional<std::string> CoarseBytes(Coarse coarse, const WireField& field) {
  return coarse == Coarse::kYearOfTime
             ? YearOfTime(field.value)
             : CoarseText(coarse, std::string(field.value));
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

bool Coarsen(Coarse coarse, const WireField& field, std::string* message) {
  switch (coarse) {
    case Coarse::kNothing:
      return false;
    case Coarse::kWhole:
      message->append(field.whole.data(), field.whole.size());
      return true;
    case Coarse::kInterval:
      AppendEnum(field.number, v1::DATE_PRECISION_INTERVAL, message);
      return true;
    case Coarse::kSomeBenefit:
      AppendEnum(field.number, v1::BENEFIT_KIND_OTHER, message);
      return true;
    case Coarse::kAmount:
      AppendDouble(field.number, TopOfBand(DoubleOf(field.value)), message);
      return true;
    default: {
      const std::optional<std::string> bytes = CoarseBytes(coarse, field);
      if (!bytes.has_value() || bytes->empty()) return false;
      AppendBytes(field.number, *bytes, message);
      return true;
    }
  }
}

}  // namespace saan::policy
