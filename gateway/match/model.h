// The model as it is used: weights by field and level, checked once.

#ifndef SAAN_GATEWAY_MATCH_MODEL_H_
#define SAAN_GATEWAY_MATCH_MODEL_H_

#include <array>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/match/levels.h"
#include "gateway/match/match.h"

namespace saan::match {

// Least likeness of two names for each level; descending.
struct NameThresholds {
  double alike = 1;
  double close = 1;
  double similar = 1;
};

// All numbers of a model. Bits are log2.
class LoadedModel : public Model {
 public:
  // Reads the text of a model file; `file` only names it in errors, which are
  // INVALID_ARGUMENT "file:line: reason".
  static absl::StatusOr<std::unique_ptr<LoadedModel>> Parse(
      absl::string_view text, const std::string& file);

  const std::string& version() const override { return version_; }

  double weight_bits(Field field, int level) const {
    return weights_[static_cast<size_t>(field)][level];
  }
  const NameThresholds& given() const { return given_; }
  const NameThresholds& family() const { return family_; }
  const NameThresholds& nickname() const { return nickname_; }
  double prior_bits() const { return prior_bits_; }
  double link_bits() const { return link_bits_; }
  double review_bits() const { return review_bits_; }
  double conflict_bits() const { return conflict_bits_; }

 private:
  friend class ModelReader;

  std::string version_;
  double prior_bits_ = 0;
  double link_bits_ = 0;
  double review_bits_ = 0;
  double conflict_bits_ = 0;
  std::array<std::array<double, kMaxLevels>, kFieldCount> weights_ = {};
  NameThresholds given_;
  NameThresholds family_;
  NameThresholds nickname_;
};

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_MODEL_H_
