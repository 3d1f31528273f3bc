#include "adapters/mapping_time.h"

#include "absl/strings/numbers.h"
#include "adapters/thai/date.h"
#include "adapters/thai/text.h"
#include "google/protobuf/timestamp.pb.h"

namespace saan::adapters {
namespace {

constexpr int kMaxAgeYears = 130;
// 1 January 2100: later seconds are milliseconds, or wrong.
constexpr int64_t kMaxUnixSeconds = 4'102'444'800;
// Plans run ahead of the day on which they are written.
constexpr int kYearsAhead = 2;
// A day so late that no two-digit year can be settled by it.
constexpr absl::CivilDay kNoDay(2200, 1, 1);

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

// An age where a date was wanted, told on a day that is known or not.
StepOutput ReadAgeAt(int years, int months, std::optional<absl::CivilDay> day) {
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
  out.status =
      parsed.is_repaired ? v1::PARSE_STATUS_REPAIRED : v1::PARSE_STATUS_EXACT;
  if (type == v1::BirthDate::descriptor() &&
      parsed.date.precision() == v1::DATE_PRECISION_DAY_OR_YEAR) {
    out.status = v1::PARSE_STATUS_DOUBTFUL;
    out.note = "first_of_january";
  }
  return out;
}

}  // namespace

StepOutput ReadDate(const FieldPlan& field, const std::string& text,
                    std::optional<absl::CivilDay> observed) {
  const bool is_birth =
      field.to.leaf()->message_type() == v1::BirthDate::descriptor();
  absl::CivilDay latest = observed.value_or(kNoDay);
  if (!is_birth && observed) {
    latest = absl::CivilDay(latest.year() + kYearsAhead, 12, 31);
  }
  const thai::ParsedDate parsed = thai::ParseDate(text, latest);
  switch (parsed.kind) {
    case thai::DateKind::kDate:
      return ReadGoodDate(field, parsed);
    case thai::DateKind::kEmpty:
      return {};
    case thai::DateKind::kAge:
      if (!is_birth) break;
      return ReadAgeAt(parsed.age_years, parsed.age_months, observed);
    case thai::DateKind::kLunar:
      return Unreadable("lunar", std::nullopt);
    case thai::DateKind::kAmbiguous:
      return Unreadable("ambiguous", Finding::kDateAmbiguous);
    case thai::DateKind::kError:
      break;
  }
  return Unreadable("impossible", Finding::kDateImpossible);
}

StepOutput ReadTimestamp(const FieldPlan& field, const std::string& text,
                         std::optional<absl::CivilDay> observed) {
  const std::optional<absl::Time> time = thai::ParseTimestamp(text);
  if (!time) return ReadDate(field, text, observed);
  StepOutput out;
  out.values.push_back(ValueOf(TimestampOf(*time)));
  out.status = v1::PARSE_STATUS_EXACT;
  return out;
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
  out.values.push_back(ValueOf(TimestampOf(absl::FromUnixSeconds(seconds))));
  out.status = v1::PARSE_STATUS_EXACT;
  return out;
}

StepOutput ReadAge(const std::string& text, std::optional<absl::CivilDay> day) {
  const std::string digits = thai::ArabicDigits(thai::Fold(text));
  if (thai::IsFiller(digits)) return {};
  int years = 0;
  if (absl::SimpleAtoi(digits, &years)) return ReadAgeAt(years, 0, day);
  const thai::ParsedDate parsed = thai::ParseDate(digits, kNoDay);
  if (parsed.kind == thai::DateKind::kAge) {
    return ReadAgeAt(parsed.age_years, parsed.age_months, day);
  }
  return Unreadable("age_unreadable", Finding::kNumberInvalid);
}

std::optional<absl::CivilDay> DayNamed(absl::string_view text,
                                       std::optional<absl::CivilDay> observed) {
  if (const std::optional<absl::Time> time = thai::ParseTimestamp(text)) {
    return absl::ToCivilDay(*time, Bangkok());
  }
  const thai::ParsedDate parsed =
      thai::ParseDate(text, observed.value_or(kNoDay));
  if (parsed.kind != thai::DateKind::kDate) return std::nullopt;
  return thai::DayOf(parsed.date.date());
}

absl::TimeZone Bangkok() {
  return absl::FixedTimeZone(
      static_cast<int>(absl::ToInt64Seconds(absl::Hours(7))));
}

}  // namespace saan::adapters
