#include "gateway/match/estimate.h"

#include <gtest/gtest.h>

namespace saan::match {
namespace {

// Values of the score interval that are in every textbook table.
TEST(Estimate, WilsonHoldsForSmallSamplesAndForNone) {
  const Share none = WilsonShare(0, 10);
  EXPECT_EQ(none.share, 0);
  EXPECT_EQ(none.lower, 0);
  EXPECT_NEAR(none.upper, 0.2775, 1e-4);
  const Share all = WilsonShare(10, 10);
  EXPECT_NEAR(all.lower, 0.7225, 1e-4);
  EXPECT_EQ(all.upper, 1);
  const Share half = WilsonShare(50, 100);
  EXPECT_NEAR(half.lower, 0.4038, 1e-4);
  EXPECT_NEAR(half.upper, 0.5962, 1e-4);
  const Share nothing = WilsonShare(0, 0);
  EXPECT_EQ(nothing.lower, 0);
  EXPECT_EQ(nothing.upper, 1);
}

TEST(Estimate, MoreTrialsNarrowTheBounds) {
  double width = 2;
  for (const uint64_t trials : {10, 100, 1000, 10000}) {
    const Share share = WilsonShare(trials * 9 / 10, trials);
    EXPECT_LT(share.upper - share.lower, width);
    EXPECT_LE(share.lower, share.share);
    EXPECT_GE(share.upper, share.share);
    width = share.upper - share.lower;
  }
}

TEST(Estimate, RecallFallsWithWhatIsMissed) {
  const Share right = {1, 1, 1};
  EXPECT_EQ(RecallOf(right, 100, {0, 0, 0}, 1000).share, 1);
  // One in a hundred of a thousand others was missed: ten of 110.
  EXPECT_NEAR(RecallOf(right, 100, {0.01, 0, 0.02}, 1000).share, 100.0 / 110,
              1e-9);
  const Share bounds = RecallOf({0.9, 0.8, 1}, 100, {0.01, 0, 0.02}, 1000);
  EXPECT_LT(bounds.lower, bounds.share);
  EXPECT_GT(bounds.upper, bounds.share);
}

TEST(Estimate, KappaIsAgreementBeyondChance) {
  EXPECT_EQ(KappaOf({}), 0);
  EXPECT_EQ(KappaOf({10, 10, 0, 0}), 1);
  EXPECT_EQ(KappaOf({5, 5, 5, 5}), 0);
  // Cohen's own kind of example: 45 and 15 agree, 25 and 15 do not.
  EXPECT_NEAR(KappaOf({45, 15, 25, 15}), 0.1304, 1e-4);
}

}  // namespace
}  // namespace saan::match
