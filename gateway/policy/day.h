// Days as agreements write them, in Thailand (UTC+7 since 1920).

#ifndef SAAN_GATEWAY_POLICY_DAY_H_
#define SAAN_GATEWAY_POLICY_DAY_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace saan::policy {

// Reads YYYY-MM-DD. A year from 2400 on is of the Buddhist era. Nothing where
// there is no such day.
std::optional<absl::CivilDay> ParseDay(absl::string_view text);

// UTC+7, without summer time.
absl::TimeZone Thailand();

// The first moment of `day`, and the day of a moment, in Thailand.
absl::Time StartOf(absl::CivilDay day);
absl::CivilDay DayOf(absl::Time time);

// A moment of the schema, and back. A timestamp out of range is clamped.
absl::Time TimeOf(const google::protobuf::Timestamp& time);
google::protobuf::Timestamp TimestampFor(absl::Time time);

// "31 ธ.ค. 2571" and "31 Dec 2028".
std::string DayInThai(absl::CivilDay day);
std::string DayInEnglish(absl::CivilDay day);

// Whole years from a birth to `day`; a birth on 29 February counts from
// 1 March in common years. Negative before the birth.
int YearsBetween(absl::CivilDay birth, absl::CivilDay day);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_DAY_H_
