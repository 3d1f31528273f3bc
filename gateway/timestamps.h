// absl::Time and google.protobuf.Timestamp.

#ifndef SAAN_GATEWAY_TIMESTAMPS_H_
#define SAAN_GATEWAY_TIMESTAMPS_H_

#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"

namespace saan {

inline google::protobuf::Timestamp TimestampOf(absl::Time time) {
  return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(
      absl::ToUnixNanos(time));
}

inline absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixNanos(
      google::protobuf::util::TimeUtil::TimestampToNanoseconds(timestamp));
}

}  // namespace saan

#endif  // SAAN_GATEWAY_TIMESTAMPS_H_
