#include "gateway/match/model.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/match/model.pb.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace saan::match {
namespace {

// A share below this would decide alone; it is taken for this.
constexpr double kLeastShare = 1e-7;
// How far the shares of all levels may be from 1.
constexpr double kShareTolerance = 0.02;
constexpr size_t kMaxKeys = 48;
constexpr int kMaxKeyParts = 4;
constexpr int kMaxKeyLetters = 12;
constexpr int kDateColumns = 3;

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

// Turns the parsed file into a model, knowing the line of each part.
class ModelReader {
 public:
  explicit ModelReader(const std::string& file) : file_(file) {}

  absl::StatusOr<Model> Read(absl::string_view text);

 private:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;

  absl::Status ErrorAt(int line, absl::string_view reason) const;
  int LineOf(const Tree* tree, const google::protobuf::Message& message,
             const char* field, int index) const;
  const Tree* Nested(const char* field, int index) const;

  absl::Status ReadScalars();
  absl::Status ReadField(int index);
  absl::Status ReadSystem(int index);
  absl::Status ReadComparison(int index);
  absl::Status ReadOtherName(const ComparisonModel& comparison, int index,
                             const char* what, const std::string& name,
                             int* field) const;
  absl::Status SetFormer(int index, const Comparison& comparison);
  absl::Status ReadLevels(const ComparisonModel& parsed, int index,
                          Comparison* comparison);
  absl::Status CheckSums(const ComparisonModel& parsed, int line) const;
  absl::Status ReadKey(int index);
  absl::StatusOr<KeyPart> ReadKeyPart(absl::string_view text, int line) const;

  std::string file_;
  ModelFile parsed_;
  Tree tree_;
  Model model_;
};

absl::StatusOr<Model> ModelReader::Read(absl::string_view text) {
  google::protobuf::TextFormat::Parser parser;
  FirstError error;
  parser.RecordErrorsTo(&error);
  parser.WriteLocationsTo(&tree_);
  if (!parser.ParseFromString(std::string(text), &parsed_)) {
    return ErrorAt(error.line(), error.reason());
  }
  absl::Status status = ReadScalars();
  for (int i = 0; status.ok() && i < parsed_.fields_size(); ++i) {
    status = ReadField(i);
  }
  for (int i = 0; status.ok() && i < parsed_.systems_size(); ++i) {
    status = ReadSystem(i);
  }
  for (int i = 0; status.ok() && i < parsed_.comparisons_size(); ++i) {
    status = ReadComparison(i);
  }
  for (int i = 0; status.ok() && i < parsed_.keys_size(); ++i) {
    status = ReadKey(i);
  }
  if (!status.ok()) return status;
  if (model_.comparisons.empty()) return ErrorAt(1, "nothing is compared");
  if (model_.keys.empty()) {
    return ErrorAt(1, "there is no key: no two records would ever meet");
  }
  return std::move(model_);
}

absl::Status ModelReader::ErrorAt(int line, absl::string_view reason) const {
  return absl::InvalidArgumentError(
      absl::StrCat(file_, ":", line, ": ", reason));
}

int ModelReader::LineOf(const Tree* tree,
                        const google::protobuf::Message& message,
                        const char* field, int index) const {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  return std::max(1, tree->GetLocation(descriptor, index).line + 1);
}

const ModelReader::Tree* ModelReader::Nested(const char* field,
                                             int index) const {
  return tree_.GetTreeForNested(parsed_.GetDescriptor()->FindFieldByName(field),
                                index);
}

absl::Status ModelReader::ReadScalars() {
  model_.version = parsed_.version();
  if (parsed_.version().empty()) return ErrorAt(1, "version is missing");
  model_.record_id_column =
      parsed_.record_id().empty() ? "record_id" : parsed_.record_id();
  model_.source_column = parsed_.source();
  model_.same_per_record = parsed_.same_per_record();
  model_.kin_per_record = parsed_.kin_per_record();
  model_.link_probability = parsed_.link_probability();
  model_.review_probability = parsed_.review_probability();
  model_.calibration_slope =
      parsed_.has_calibration_slope() ? parsed_.calibration_slope() : 1;
  model_.calibration_offset_bits = parsed_.calibration_offset_bits();
  if (!(model_.calibration_slope > 0 && model_.calibration_slope <= 100)) {
    return ErrorAt(LineOf(&tree_, parsed_, "calibration_slope", -1),
                   "calibration_slope is not above 0 and at most 100");
  }
  if (!(std::fabs(model_.calibration_offset_bits) <= 100)) {
    return ErrorAt(LineOf(&tree_, parsed_, "calibration_offset_bits", -1),
                   "calibration_offset_bits is not between -100 and 100");
  }
  model_.is_one_to_one = parsed_.one_to_one();
  model_.has_families = parsed_.has_families();
  for (const char* field : {"same_per_record", "link_probability",
                            "review_probability", "kin_per_record"}) {
    const double value = parsed_.GetReflection()->GetDouble(
        parsed_, parsed_.GetDescriptor()->FindFieldByName(field));
    const bool is_rate = absl::EndsWith(field, "record");
    const bool is_absent_kin = field[0] == 'k' && value == 0;
    if (!is_absent_kin &&
        !(value > 0 && (is_rate ? value < 1000 : value < 1))) {
      return ErrorAt(
          LineOf(&tree_, parsed_, field, -1),
          absl::StrCat(field, is_rate ? " is not above 0 and below 1000"
                                      : " is not between 0 and 1"));
    }
  }
  if (parsed_.review_probability() > parsed_.link_probability()) {
    return ErrorAt(LineOf(&tree_, parsed_, "review_probability", -1),
                   "review_probability is above link_probability");
  }
  return absl::OkStatus();
}

absl::Status ModelReader::ReadField(int index) {
  const FieldModel& parsed = parsed_.fields(index);
  const int line = LineOf(&tree_, parsed_, "fields", index);
  if (parsed.name().empty()) return ErrorAt(line, "the field has no name");
  if (model_.FieldOf(parsed.name()) != kNoField) {
    return ErrorAt(
        line, absl::StrCat("the field ", parsed.name(), " is there twice"));
  }
  if (index >= kMaxFields) return ErrorAt(line, "too many fields");
  Field field;
  field.name = parsed.name();
  size_t kind = 0;
  while (kind < kKindCount && parsed.kind() != kKindWords[kind].kind) ++kind;
  if (kind == kKindCount) {
    std::string words;
    for (const KindWords& known : kKindWords) {
      absl::StrAppend(&words, words.empty() ? "" : ", ", known.kind);
    }
    return ErrorAt(
        line, absl::StrCat("the kind of ", field.name, " is none of ", words));
  }
  field.kind = static_cast<Kind>(kind);
  field.columns.assign(parsed.columns().begin(), parsed.columns().end());
  if (field.columns.empty()) field.columns.push_back(field.name);
  if (field.kind == Kind::kDate && field.columns.size() != 1 &&
      field.columns.size() != kDateColumns) {
    return ErrorAt(line, absl::StrCat(field.name,
                                      " is read from one column, or from "
                                      "three: year, month, day"));
  }
  model_.fields.push_back(std::move(field));
  return absl::OkStatus();
}

absl::Status ModelReader::ReadSystem(int index) {
  const SystemModel& parsed = parsed_.systems(index);
  const int line = LineOf(&tree_, parsed_, "systems", index);
  if (parsed.name().empty()) return ErrorAt(line, "the system has no name");
  if (model_.TrustIn(parsed.name()) != kFullTrust) {
    return ErrorAt(
        line, absl::StrCat("the system ", parsed.name(), " is there twice"));
  }
  if (!(parsed.right_numbers() > 0 && parsed.right_numbers() < 1)) {
    return ErrorAt(line, absl::StrCat("right_numbers of ", parsed.name(),
                                      " is not between 0 and 1"));
  }
  model_.systems.push_back({parsed.name(), parsed.right_numbers()});
  return absl::OkStatus();
}

absl::Status ModelReader::ReadOtherName(const ComparisonModel& comparison,
                                        int index, const char* what,
                                        const std::string& name,
                                        int* field) const {
  if (name.empty()) return absl::OkStatus();
  *field = model_.FieldOf(name);
  const int line = LineOf(Nested("comparisons", index), comparison, what, -1);
  if (*field == kNoField) {
    return ErrorAt(line, absl::StrCat(what, " is no field of this model"));
  }
  const int own = model_.FieldOf(comparison.field());
  if (model_.fields[*field].kind != Kind::kName ||
      model_.fields[own].kind != Kind::kName || *field == own) {
    return ErrorAt(line, absl::StrCat(what, " needs two fields of kind name"));
  }
  return absl::OkStatus();
}

absl::Status ModelReader::ReadComparison(int index) {
  const ComparisonModel& parsed = parsed_.comparisons(index);
  const int line = LineOf(&tree_, parsed_, "comparisons", index);
  Comparison comparison;
  comparison.field = model_.FieldOf(parsed.field());
  if (comparison.field == kNoField) {
    return ErrorAt(line, "the comparison is of no field of this model");
  }
  if (index >= kMaxComparisons) return ErrorAt(line, "too many comparisons");
  for (const Comparison& other : model_.comparisons) {
    if (other.field == comparison.field) {
      return ErrorAt(line, absl::StrCat(parsed.field(), " is compared twice"));
    }
  }
  comparison.kind = model_.fields[comparison.field].kind;
  comparison.by_value = parsed.by_value();
  comparison.is_household = parsed.is_household();
  comparison.is_weak = parsed.is_weak();
  absl::Status status = ReadOtherName(
      parsed, index, "swaps_with", parsed.swaps_with(), &comparison.swaps_with);
  if (status.ok()) {
    status = ReadOtherName(parsed, index, "nickname", parsed.nickname(),
                           &comparison.nickname);
  }
  if (status.ok()) {
    status = ReadOtherName(parsed, index, "former", parsed.former(),
                           &comparison.former);
  }
  if (status.ok() && comparison.former != kNoField) {
    status = SetFormer(index, comparison);
  }
  if (status.ok()) status = ReadLevels(parsed, index, &comparison);
  if (status.ok()) model_.comparisons.push_back(comparison);
  return status;
}

absl::Status ModelReader::SetFormer(int index, const Comparison& comparison) {
  Field& former = model_.fields[comparison.former];
  if (former.former_of != kNoField) {
    return ErrorAt(LineOf(&tree_, parsed_, "comparisons", index),
                   absl::StrCat(former.name,
                                " holds the former names of two "
                                "fields"));
  }
  former.former_of = comparison.field;
  model_.fields[comparison.field].former = comparison.former;
  return absl::OkStatus();
}

absl::Status ModelReader::ReadLevels(const ComparisonModel& parsed, int index,
                                     Comparison* comparison) {
  const KindWords& words = WordsOf(comparison->kind);
  const int count = words.LevelCount();
  int next = 0;
  for (int i = 0; i < parsed.levels_size(); ++i) {
    const LevelModel& level = parsed.levels(i);
    const int line = LineOf(Nested("comparisons", index), parsed, "levels", i);
    while (next < count && level.level() != words.levels[next]) ++next;
    if (next == count) {
      std::string known;
      for (int j = 0; j < count; ++j) {
        absl::StrAppend(&known, j ? ", " : "", words.levels[j]);
      }
      return ErrorAt(line, absl::StrCat("levels of a ", words.kind,
                                        " are, in this order: ", known));
    }
    for (const double share : {level.same(), level.kin(), level.stranger()}) {
      if (!(share >= 0 && share <= 1)) {
        return ErrorAt(line, "a share is not from 0 to 1");
      }
    }
    comparison->levels[next].is_listed = true;
    comparison->levels[next].needs_person = level.needs_person();
    comparison->SetShares(next, {level.same(), level.kin(), level.stranger()});
    ++next;
  }
  const int line = LineOf(&tree_, parsed_, "comparisons", index);
  if (!comparison->levels[count - 1].is_listed) {
    return ErrorAt(line, absl::StrCat(parsed.field(), " lacks the level ",
                                      words.levels[count - 1]));
  }
  for (int i = count - 1; i >= 0; --i) {
    comparison->counts_as[i] = static_cast<int8_t>(
        comparison->levels[i].is_listed ? i : comparison->counts_as[i + 1]);
  }
  return CheckSums(parsed, line);
}

absl::Status ModelReader::CheckSums(const ComparisonModel& parsed,
                                    int line) const {
  double same = 0, kin = 0, stranger = 0;
  for (const LevelModel& level : parsed.levels()) {
    same += level.same();
    kin += level.kin();
    stranger += level.stranger();
  }
  for (const auto& [sum, what] : {std::pair<double, const char*>{same, "same"},
                                  {kin, "kin"},
                                  {stranger, "stranger"}}) {
    if (std::fabs(sum - 1) > kShareTolerance) {
      return ErrorAt(
          line, absl::StrCat("the shares \"", what, "\" of ", parsed.field(),
                             " come to ", sum, ", not to 1"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<KeyPart> ModelReader::ReadKeyPart(absl::string_view text,
                                                 int line) const {
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits(':', 1));
  KeyPart part;
  part.field = model_.FieldOf(halves.first);
  if (part.field == kNoField) {
    return ErrorAt(line, absl::StrCat("the key names \"", halves.first,
                                      "\", no field of this model"));
  }
  const Kind kind = model_.fields[part.field].kind;
  absl::string_view form = halves.second;
  const auto has_length = [&](absl::string_view word) {
    return absl::ConsumePrefix(&form, word) &&
           absl::SimpleAtoi(form, &part.length) && part.length > 0 &&
           part.length <= kMaxKeyLetters;
  };
  if (form.empty()) return part;
  if (form == "sound" && kind == Kind::kName) {
    part.form = KeyForm::kSound;
  } else if (form == "year" && kind == Kind::kDate) {
    part.form = KeyForm::kYear;
  } else if (form == "monthday" && kind == Kind::kDate) {
    part.form = KeyForm::kMonthDay;
  } else if (form == "sorted" && kind != Kind::kDate) {
    part.form = KeyForm::kSorted;
  } else if (kind != Kind::kDate && has_length("first")) {
    part.form = KeyForm::kFirst;
  } else if (kind != Kind::kDate && has_length("last")) {
    part.form = KeyForm::kLast;
  } else {
    return ErrorAt(
        line, absl::StrCat("a key of \"", halves.first,
                           "\" cannot be formed as \"", halves.second, "\""));
  }
  return part;
}

absl::Status ModelReader::ReadKey(int index) {
  const int line = LineOf(&tree_, parsed_, "keys", index);
  if (model_.keys.size() >= kMaxKeys) return ErrorAt(line, "too many keys");
  Key key;
  for (absl::string_view text :
       absl::StrSplit(parsed_.keys(index), ' ', absl::SkipEmpty())) {
    absl::StatusOr<KeyPart> part = ReadKeyPart(text, line);
    if (!part.ok()) return part.status();
    key.push_back(*part);
  }
  if (key.empty() || key.size() > kMaxKeyParts) {
    return ErrorAt(line,
                   absl::StrCat("a key has 1 to ", kMaxKeyParts, " parts"));
  }
  model_.keys.push_back(std::move(key));
  model_.key_texts.push_back(parsed_.keys(index));
  return absl::OkStatus();
}

}  // namespace

void Comparison::SetShares(int level, const Shares& shares) {
  Level& l = levels[level];
  l.shares = {std::max(shares.same, kLeastShare),
              std::max(shares.kin, kLeastShare),
              std::max(shares.stranger, kLeastShare)};
  l.same_bits = std::log2(l.shares.same / l.shares.stranger);
  l.kin_bits = std::log2(l.shares.kin / l.shares.stranger);
  if (level == 0) {
    exact_same_log2 = std::log2(l.shares.same);
    exact_kin_log2 = std::log2(l.shares.kin);
  }
}

int Model::FieldOf(absl::string_view name) const {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == name) return static_cast<int>(i);
  }
  return kNoField;
}

double Model::TrustIn(absl::string_view system) const {
  for (const SystemTrust& trust : systems) {
    if (trust.system == system) return trust.right_numbers;
  }
  return kFullTrust;
}

namespace {

double BitsOfProbability(double p) { return std::log2(p / (1 - p)); }
double ProbabilityOf(double bits) { return 1 / (1 + std::exp2(-bits)); }

}  // namespace

double Model::StatedProbability(double of_sum) const {
  return ProbabilityOf(StatedBits(BitsOfProbability(of_sum)));
}

double Model::SumProbability(double stated) const {
  return ProbabilityOf(SumBits(BitsOfProbability(stated)));
}

absl::StatusOr<Model> ParseModel(absl::string_view text,
                                 const std::string& file) {
  return ModelReader(file).Read(text);
}

absl::StatusOr<Model> LoadModel(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf())) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ":1: cannot be read, or is empty"));
  }
  return ParseModel(text.str(), file);
}

}  // namespace saan::match
