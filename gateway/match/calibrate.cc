#include "gateway/match/calibrate.h"

#include <algorithm>
#include <cmath>

namespace saan::match {
namespace {

constexpr int kMostSteps = 50;
constexpr double kLeastSlope = 0.05;
constexpr double kMostSlope = 20;
// Sums beyond this many bits teach nothing about those that are in doubt.
constexpr double kMostBits = 30;

}  // namespace

void Calibrate(const std::vector<Label>& labels, Model* model) {
  if (labels.size() < kLeastLabels) return;
  // Newton's method on slope and offset, in natural logarithms.
  double slope = 1, offset = 0;
  for (int step = 0; step < kMostSteps; ++step) {
    double g_slope = kTrustInSums * (slope - 1);
    double g_offset = kTrustInSums * offset;
    double h_ss = kTrustInSums, h_so = 0, h_oo = kTrustInSums;
    for (const Label& label : labels) {
      const double x =
          std::clamp(label.weight_bits, -kMostBits, kMostBits) * std::log(2.0);
      const double p = 1 / (1 + std::exp(-(slope * x + offset)));
      const double error = p - (label.is_same ? 1 : 0);
      const double weight = p * (1 - p);
      g_slope += error * x;
      g_offset += error;
      h_ss += weight * x * x;
      h_so += weight * x;
      h_oo += weight;
    }
    const double determinant = h_ss * h_oo - h_so * h_so;
    const double d_slope = (g_slope * h_oo - g_offset * h_so) / determinant;
    const double d_offset = (g_offset * h_ss - g_slope * h_so) / determinant;
    slope = std::clamp(slope - d_slope, kLeastSlope, kMostSlope);
    offset -= d_offset;
    if (std::fabs(d_slope) + std::fabs(d_offset) < 1e-9) break;
  }
  model->calibration_slope = slope;
  model->calibration_offset_bits = offset / std::log(2.0);
}

}  // namespace saan::match
