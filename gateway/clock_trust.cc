#include "gateway/clock_trust.h"

namespace saan {
namespace {

constexpr absl::Duration kBelievableJump = absl::Hours(1);
constexpr absl::Duration kDoubt = absl::Hours(24);

}  // namespace

bool ClockTrust::Believes(absl::Time now, absl::Duration steady) {
  const absl::Duration ahead = now - absl::UnixEpoch() - steady;
  if (ahead_.has_value() && ahead - *ahead_ > kBelievableJump) {
    doubted_until_ = steady + kDoubt;
  }
  ahead_ = ahead;
  return !doubted_until_.has_value() || steady >= *doubted_until_;
}

}  // namespace saan
