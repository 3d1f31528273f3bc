#include "gateway/match/model.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gateway/match/model.pb.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace saan::match {
namespace {

// A weight beyond this decides alone and is surely a slip of the pen.
constexpr double kMaxWeightBits = 64;

// Keeps the first error that the text format reports.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!reason_.empty()) return;
    line_ = line + 1;
    reason_ = message;
  }
  int line() const { return line_; }
  const std::string& reason() const { return reason_; }

 private:
  int line_ = 0;
  std::string reason_;
};

int LevelCount(const FieldWords& words) {
  int count = 0;
  while (count < static_cast<int>(kMaxLevels) && words.levels[count]) ++count;
  return count;
}

bool HasThreshold(absl::string_view field, absl::string_view level) {
  if (level == "alike") return true;
  return (field == "given_name" || field == "family_name") &&
         (level == "close" || level == "similar");
}

}  // namespace

// Turns the parsed file into a model, knowing the line of each part.
class ModelReader {
 public:
  explicit ModelReader(const std::string& file)
      : file_(file), model_(std::make_unique<LoadedModel>()) {}

  absl::StatusOr<std::unique_ptr<LoadedModel>> Read(absl::string_view text);

 private:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;

  absl::Status ErrorAt(int line, absl::string_view reason) const;
  static int LineOf(const Tree& tree, const google::protobuf::Message& message,
                    const char* field, int index);
  absl::Status ReadScalars();
  absl::Status ReadComparison(int index);
  absl::Status ReadLevel(size_t field, const ComparisonModel& comparison,
                         int index, int line);
  void SetThreshold(Field field, const LevelModel& level);
  absl::Status CheckAllPresent() const;
  static std::string JoinedLevels(const FieldWords& words);

  std::string file_;
  ModelFile parsed_;
  Tree tree_;
  std::array<bool, kFieldCount> seen_ = {};
  std::unique_ptr<LoadedModel> model_;
};

absl::StatusOr<std::unique_ptr<LoadedModel>> ModelReader::Read(
    absl::string_view text) {
  google::protobuf::TextFormat::Parser parser;
  FirstError error;
  parser.RecordErrorsTo(&error);
  parser.WriteLocationsTo(&tree_);
  if (!parser.ParseFromString(std::string(text), &parsed_)) {
    return ErrorAt(error.line(), error.reason());
  }
  absl::Status status = ReadScalars();
  for (int i = 0; status.ok() && i < parsed_.comparisons_size(); ++i) {
    status = ReadComparison(i);
  }
  if (status.ok()) status = CheckAllPresent();
  if (!status.ok()) return status;
  return std::move(model_);
}

absl::Status ModelReader::ErrorAt(int line, absl::string_view reason) const {
  return absl::InvalidArgumentError(
      absl::StrCat(file_, ":", line, ": ", reason));
}

int ModelReader::LineOf(const Tree& tree,
                        const google::protobuf::Message& message,
                        const char* field, int index) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  return std::max(1, tree.GetLocation(descriptor, index).line + 1);
}

absl::Status ModelReader::ReadScalars() {
  model_->version_ = parsed_.version();
  model_->prior_bits_ = parsed_.prior_bits();
  model_->link_bits_ = parsed_.link_bits();
  model_->review_bits_ = parsed_.review_bits();
  model_->conflict_bits_ = parsed_.conflict_bits();
  if (parsed_.version().empty()) return ErrorAt(1, "version is missing");
  for (const char* field :
       {"prior_bits", "link_bits", "review_bits", "conflict_bits"}) {
    const double value = parsed_.GetReflection()->GetDouble(
        parsed_, parsed_.GetDescriptor()->FindFieldByName(field));
    if (!std::isfinite(value)) {
      return ErrorAt(LineOf(tree_, parsed_, field, -1),
                     absl::StrCat(field, " is not a number"));
    }
  }
  if (parsed_.review_bits() > parsed_.link_bits()) {
    return ErrorAt(LineOf(tree_, parsed_, "review_bits", -1),
                   "review_bits is above link_bits");
  }
  if (parsed_.conflict_bits() >= parsed_.review_bits()) {
    return ErrorAt(LineOf(tree_, parsed_, "conflict_bits", -1),
                   "conflict_bits is not below review_bits");
  }
  return absl::OkStatus();
}

absl::Status ModelReader::ReadComparison(int index) {
  const ComparisonModel& comparison = parsed_.comparisons(index);
  const int line = LineOf(tree_, parsed_, "comparisons", index);
  size_t field = 0;
  while (field < kFieldCount &&
         comparison.field() != kFieldWords[field].field) {
    ++field;
  }
  if (field == kFieldCount) return ErrorAt(line, "unknown field");
  if (seen_[field]) return ErrorAt(line, "the field is there twice");
  seen_[field] = true;
  const FieldWords& words = kFieldWords[field];
  const Tree* tree = tree_.GetTreeForNested(
      parsed_.GetDescriptor()->FindFieldByName("comparisons"), index);
  for (int i = 0; i < comparison.levels_size(); ++i) {
    const int level_line = LineOf(*tree, comparison, "levels", i);
    if (i >= LevelCount(words) ||
        comparison.levels(i).level() != words.levels[i]) {
      return ErrorAt(level_line, absl::StrCat("levels of ", words.field,
                                              " are, in this order: ",
                                              JoinedLevels(words)));
    }
    absl::Status status = ReadLevel(field, comparison, i, level_line);
    if (!status.ok()) return status;
  }
  if (comparison.levels_size() < LevelCount(words)) {
    return ErrorAt(line, absl::StrCat(words.field, " lacks the level ",
                                      words.levels[comparison.levels_size()]));
  }
  return absl::OkStatus();
}

absl::Status ModelReader::ReadLevel(size_t field,
                                    const ComparisonModel& comparison,
                                    int index, int line) {
  const LevelModel& level = comparison.levels(index);
  auto& weights = model_->weights_[field];
  if (!(std::fabs(level.weight_bits()) <= kMaxWeightBits)) {
    return ErrorAt(line, absl::StrCat("weight_bits is not within ",
                                      kMaxWeightBits, " of 0"));
  }
  if (index > 0 && level.weight_bits() > weights[index - 1]) {
    return ErrorAt(line, "weight_bits rises above the level before");
  }
  weights[index] = level.weight_bits();
  if (!HasThreshold(comparison.field(), level.level())) {
    if (level.min_similarity() == 0) return absl::OkStatus();
    return ErrorAt(line, "min_similarity does not belong to this level");
  }
  if (!(level.min_similarity() > 0 && level.min_similarity() <= 1)) {
    return ErrorAt(line, "min_similarity is not above 0 and at most 1");
  }
  SetThreshold(static_cast<Field>(field), level);
  return absl::OkStatus();
}

void ModelReader::SetThreshold(Field field, const LevelModel& level) {
  NameThresholds* names = field == Field::kGivenName    ? &model_->given_
                          : field == Field::kFamilyName ? &model_->family_
                                                        : &model_->nickname_;
  if (level.level() == "alike") names->alike = level.min_similarity();
  if (level.level() == "close") names->close = level.min_similarity();
  if (level.level() == "similar") names->similar = level.min_similarity();
}

absl::Status ModelReader::CheckAllPresent() const {
  for (size_t field = 0; field < kFieldCount; ++field) {
    if (seen_[field]) continue;
    return ErrorAt(1, absl::StrCat("the comparison ", kFieldWords[field].field,
                                   " is missing"));
  }
  return absl::OkStatus();
}

std::string ModelReader::JoinedLevels(const FieldWords& words) {
  std::string joined = words.levels[0];
  for (int i = 1; i < LevelCount(words); ++i) {
    absl::StrAppend(&joined, ", ", words.levels[i]);
  }
  return joined;
}

absl::StatusOr<std::unique_ptr<LoadedModel>> LoadedModel::Parse(
    absl::string_view text, const std::string& file) {
  return ModelReader(file).Read(text);
}

absl::StatusOr<std::unique_ptr<Model>> Model::Load(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf())) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ":1: cannot be read, or is empty"));
  }
  return LoadedModel::Parse(text.str(), file);
}

}  // namespace saan::match
