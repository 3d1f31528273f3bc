// The model as it is used: fields, comparisons and keys by number, and the
// weight of every level in bits.
//
// A pair of records is of one person, of two people of one household (kin), or
// of strangers. Each comparison's level speaks for these by
//   log2(share among same / share among strangers)   and
//   log2(share among kin  / share among strangers);
// a household's address or family name speaks for "same" and for "kin" alike,
// so that it alone links nobody. I. P. Fellegi, A. B. Sunter, "A Theory for
// Record Linkage", JASA 64, 1969, with a third class for what H. B. Newcombe
// saw of families (Methods Inf Med 32:358, 1993).

#ifndef SAAN_GATEWAY_MATCH_MODEL_H_
#define SAAN_GATEWAY_MATCH_MODEL_H_

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/match/levels.h"

namespace saan::match {

class ModelFile;

inline constexpr int kMaxFields = 48;
inline constexpr int kMaxComparisons = 32;
inline constexpr int kNoField = -1;

struct Field {
  std::string name;
  Kind kind = Kind::kWord;
  std::vector<std::string> columns;  // Never empty.
  // The field of the names that were borne before these; or of those that came
  // after them.
  int former = kNoField;
  int former_of = kNoField;
};

// Shares of one level, each in (0, 1].
struct Shares {
  double same = 1;
  double kin = 1;
  double stranger = 1;
};

struct Level {
  bool is_listed = false;
  bool needs_person = false;
  Shares shares;
  // log2 of same / stranger and of kin / stranger.
  double same_bits = 0;
  double kin_bits = 0;
};

struct Comparison {
  int field = 0;
  Kind kind = Kind::kWord;
  int swaps_with = kNoField;
  int nickname = kNoField;
  int former = kNoField;
  bool by_value = false;
  bool is_household = false;
  bool is_weak = false;
  std::array<Level, kMaxLevels> levels;
  // A level reached -> the level that counts: itself, or the next listed one.
  std::array<int8_t, kMaxLevels> counts_as = {};
  // log2 of the shares at the strongest level, for agreement by value.
  double exact_same_log2 = 0;
  double exact_kin_log2 = 0;

  // True when `level` is reached by a name that was borne before.
  bool IsFormer(int level) const {
    return kind == Kind::kName && level == static_cast<int>(NameLevel::kFormer);
  }
  // Sets shares, and all that follows from them.
  void SetShares(int level, const Shares& shares);
};

// What of a value is part of a key.
enum class KeyForm { kWhole, kSound, kFirst, kLast, kSorted, kYear, kMonthDay };

struct KeyPart {
  int field = 0;
  KeyForm form = KeyForm::kWhole;
  int length = 0;  // Letters, for kFirst and kLast.
};
using Key = std::vector<KeyPart>;

// How far the numbers of a system can be trusted.
struct SystemTrust {
  std::string system;
  double right_numbers = 1;  // Above 0 and below 1.
};
// Of a system that the model does not name.
inline constexpr double kFullTrust = 1;

// All numbers of a model. Set once; then any thread may read it.
struct Model {
  std::string version;
  std::string record_id_column;
  std::string source_column;  // Empty for none.
  std::vector<Field> fields;
  std::vector<Comparison> comparisons;
  std::vector<Key> keys;
  std::vector<std::string> key_texts;  // As written, in step.
  std::vector<SystemTrust> systems;
  double same_per_record = 0;
  double kin_per_record = 0;
  double link_probability = 1;
  double review_probability = 1;
  double calibration_slope = 1;  // Above 0.
  double calibration_offset_bits = 0;
  bool is_one_to_one = false;
  bool has_families = false;

  // The log odds that a sum of evidence is worth, in bits, and back.
  double StatedBits(double sum_bits) const {
    return calibration_slope * sum_bits + calibration_offset_bits;
  }
  double SumBits(double stated_bits) const {
    return (stated_bits - calibration_offset_bits) / calibration_slope;
  }
  // The same for probabilities: of the sum alone, and as stated.
  double StatedProbability(double of_sum) const;
  double SumProbability(double stated) const;

  // kNoField when there is none.
  int FieldOf(absl::string_view name) const;
  // Share of the numbers of `system` that are right; kFullTrust when it is not
  // named.
  double TrustIn(absl::string_view system) const;
  const std::string& NameOf(const Comparison& comparison) const {
    return fields[comparison.field].name;
  }
};

// Reads the text of a model file (gateway/match/model.proto); `file` only names
// it in errors, which are INVALID_ARGUMENT "file:line: reason".
absl::StatusOr<Model> ParseModel(absl::string_view text,
                                 const std::string& file);
absl::StatusOr<Model> LoadModel(const std::string& file);

// The text of a model, shares to four digits; ParseModel reads it back.
std::string WriteModel(const Model& model);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_MODEL_H_
