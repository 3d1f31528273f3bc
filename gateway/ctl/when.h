// Moments and spans as people write and read them. No clock: the present is an
// argument.

#ifndef SAAN_GATEWAY_CTL_WHEN_H_
#define SAAN_GATEWAY_CTL_WHEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/ctl/words.h"
#include "google/protobuf/timestamp.pb.h"

namespace saan::ctl {

// Thailand: UTC+7 since 1920 without summer time, so that no time zone files
// are needed.
absl::TimeZone Bangkok();

// A moment in Bangkok time: "3 ต.ค. 2566 08:05:09" (Buddhist era) in Thai,
// "3 Oct 2023 08:05:09" in English.
std::string FormatMoment(absl::Time time, Lang lang);

// The same for a message; empty when the message is not set (0 seconds).
std::string FormatMoment(const google::protobuf::Timestamp& time, Lang lang);

absl::Time ToTime(const google::protobuf::Timestamp& time);
google::protobuf::Timestamp ToTimestamp(absl::Time time);

// A span: whole seconds "30", or with a unit "500ms", "30s", "5m", "24h",
// "7d". INVALID_ARGUMENT when it is none, not positive, or over 10 years.
absl::StatusOr<absl::Duration> ParseSpan(absl::string_view text);

// A moment in Bangkok time, "2566-10-03", "2566-10-03T08:05" or with ":09",
// in the Buddhist (2400 and later) or common era; RFC 3339 with an offset; or
// a span, which means that long before `now`. INVALID_ARGUMENT otherwise.
absl::StatusOr<absl::Time> ParseMoment(absl::string_view text, absl::Time now);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_WHEN_H_
