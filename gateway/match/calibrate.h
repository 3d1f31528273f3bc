// Fits what sums of evidence are worth to what people found.

#ifndef SAAN_GATEWAY_MATCH_CALIBRATE_H_
#define SAAN_GATEWAY_MATCH_CALIBRATE_H_

#include <vector>

#include "gateway/match/model.h"

namespace saan::match {

// A pair that people decided: its sum in bits, and what it was.
struct Label {
  double weight_bits = 0;
  bool is_same = false;
};

// Fewer labels leave a model as it is.
inline constexpr size_t kLeastLabels = 50;

// Sets calibration_slope and calibration_offset_bits of `model` by logistic
// regression (J. Platt, 1999) on the labels, drawn towards slope 1 and offset 0
// as strongly as by kTrustInSums labels. The slope stays above 0: more evidence
// never means less. The same labels give the same result.
void Calibrate(const std::vector<Label>& labels, Model* model);
inline constexpr double kTrustInSums = 10;

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_CALIBRATE_H_
