#include "gateway/match/calibrate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace saan::match {
namespace {

Model Plain() {
  Model model;
  model.version = "plain@1";
  return model;
}

// Pairs whose true log odds are slope * bits + offset.
std::vector<Label> Drawn(double slope, double offset, size_t count) {
  std::mt19937_64 random(7);
  std::vector<Label> labels;
  for (size_t i = 0; i < count; ++i) {
    const double bits = static_cast<double>(i % 161) / 10 - 8;
    const double p = 1 / (1 + std::exp2(-(slope * bits + offset)));
    const double drawn = static_cast<double>(random() >> 11) * 0x1p-53;
    labels.push_back({bits, drawn < p});
  }
  return labels;
}

TEST(Calibrate, FindsWhatSumsAreWorth) {
  Model model = Plain();
  Calibrate(Drawn(0.5, -2, 20000), &model);
  EXPECT_NEAR(model.calibration_slope, 0.5, 0.03);
  EXPECT_NEAR(model.calibration_offset_bits, -2, 0.15);
  // What is stated at 0.9 is right nine times in ten.
  EXPECT_NEAR(model.StatedProbability(model.SumProbability(0.9)), 0.9, 1e-9);
}

TEST(Calibrate, LeavesSumsThatAreRight) {
  Model model = Plain();
  Calibrate(Drawn(1, 0, 20000), &model);
  EXPECT_NEAR(model.calibration_slope, 1, 0.05);
  EXPECT_NEAR(model.calibration_offset_bits, 0, 0.15);
}

TEST(Calibrate, FewLabelsChangeNothing) {
  Model model = Plain();
  Calibrate(Drawn(0.2, 5, kLeastLabels - 1), &model);
  EXPECT_EQ(model.calibration_slope, 1);
  EXPECT_EQ(model.calibration_offset_bits, 0);
}

TEST(Calibrate, LabelsThatContradictEachOtherNeverTurnEvidenceRound) {
  Model model = Plain();
  std::vector<Label> labels = Drawn(-2, 0, 1000);
  Calibrate(labels, &model);
  EXPECT_GT(model.calibration_slope, 0);
  EXPECT_TRUE(std::isfinite(model.calibration_offset_bits));
}

}  // namespace
}  // namespace saan::match
