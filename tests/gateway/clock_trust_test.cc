#include "gateway/clock_trust.h"

#include <gtest/gtest.h>

namespace saan {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

TEST(ClockTrust, BelievesAClockThatGoesLikeTheSteadyOne) {
  ClockTrust clock;
  for (int hour = 0; hour < 400; ++hour) {
    EXPECT_TRUE(clock.Believes(kStart + absl::Hours(hour), absl::Hours(hour)));
  }
}

TEST(ClockTrust, BelievesSmallStepsAndStepsBack) {
  ClockTrust clock;
  EXPECT_TRUE(clock.Believes(kStart, absl::ZeroDuration()));
  EXPECT_TRUE(clock.Believes(kStart + absl::Minutes(50), absl::Seconds(1)));
  EXPECT_TRUE(clock.Believes(kStart - absl::Hours(500), absl::Seconds(2)));
}

TEST(ClockTrust, DoubtsForADayAfterAJumpAheadWhereverItGoesThen) {
  ClockTrust clock;
  EXPECT_TRUE(clock.Believes(kStart, absl::ZeroDuration()));
  const absl::Time ahead = kStart + absl::Hours(24 * 30);
  EXPECT_FALSE(clock.Believes(ahead, absl::Seconds(10)));
  EXPECT_FALSE(clock.Believes(ahead + absl::Hours(23), absl::Hours(23)));
  EXPECT_FALSE(clock.Believes(kStart, absl::Hours(23)));
  EXPECT_TRUE(clock.Believes(kStart + absl::Hours(1), absl::Hours(25)));
}

}  // namespace
}  // namespace saan
