// A model as a file that people read: one level a line.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/match/model.h"

namespace saan::match {
namespace {

std::string FieldText(const Field& field) {
  std::string text = absl::StrFormat("fields { name: \"%s\" kind: \"%s\"",
                                     field.name, WordsOf(field.kind).kind);
  if (field.columns.size() > 1 || field.columns[0] != field.name) {
    for (const std::string& column : field.columns) {
      absl::StrAppend(&text, " columns: \"", column, "\"");
    }
  }
  return text + " }\n";
}

// Four digits are more than any estimate is worth.
std::string LevelText(const char* word, const Level& level) {
  return absl::StrFormat(
      "  levels { level: \"%s\" same: %.4g kin: %.4g stranger: %.4g%s }\n",
      word, level.shares.same, level.shares.kin, level.shares.stranger,
      level.needs_person ? " needs_person: true" : "");
}

std::string ComparisonText(const Model& model, const Comparison& comparison) {
  std::string text = absl::StrCat("comparisons {\n  field: \"",
                                  model.NameOf(comparison), "\"\n");
  if (comparison.swaps_with != kNoField) {
    absl::StrAppend(&text, "  swaps_with: \"",
                    model.fields[comparison.swaps_with].name, "\"\n");
  }
  if (comparison.nickname != kNoField) {
    absl::StrAppend(&text, "  nickname: \"",
                    model.fields[comparison.nickname].name, "\"\n");
  }
  if (comparison.former != kNoField) {
    absl::StrAppend(&text, "  former: \"", model.fields[comparison.former].name,
                    "\"\n");
  }
  if (comparison.by_value) absl::StrAppend(&text, "  by_value: true\n");
  if (comparison.is_household) {
    absl::StrAppend(&text, "  is_household: true\n");
  }
  if (comparison.is_weak) absl::StrAppend(&text, "  is_weak: true\n");
  for (size_t i = 0; i < kMaxLevels; ++i) {
    if (!comparison.levels[i].is_listed) continue;
    text += LevelText(WordsOf(comparison.kind).levels[i], comparison.levels[i]);
  }
  return text + "}\n";
}

}  // namespace

std::string WriteModel(const Model& model) {
  std::string text = absl::StrCat("version: \"", model.version, "\"\n");
  if (model.record_id_column != "record_id") {
    absl::StrAppend(&text, "record_id: \"", model.record_id_column, "\"\n");
  }
  if (!model.source_column.empty()) {
    absl::StrAppend(&text, "source: \"", model.source_column, "\"\n");
  }
  if (model.is_one_to_one) text += "one_to_one: true\n";
  if (model.has_families) text += "has_families: true\n";
  absl::StrAppendFormat(
      &text,
      "same_per_record: %.4g\nkin_per_record: %.4g\nlink_probability: %g\n"
      "review_probability: %g\n",
      model.same_per_record, model.kin_per_record, model.link_probability,
      model.review_probability);
  if (model.calibration_slope != 1 || model.calibration_offset_bits != 0) {
    absl::StrAppendFormat(
        &text, "calibration_slope: %.4g\ncalibration_offset_bits: %.4g\n",
        model.calibration_slope, model.calibration_offset_bits);
  }
  for (const SystemTrust& trust : model.systems) {
    absl::StrAppendFormat(&text, "systems { name: \"%s\" right_numbers: %g }\n",
                          trust.system, trust.right_numbers);
  }
  for (const Field& field : model.fields) text += FieldText(field);
  for (const Comparison& comparison : model.comparisons) {
    text += ComparisonText(model, comparison);
  }
  for (const std::string& key : model.key_texts) {
    absl::StrAppend(&text, "keys: \"", key, "\"\n");
  }
  return text;
}

}  // namespace saan::match
