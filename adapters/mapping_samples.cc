#include "adapters/mapping_samples.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "adapters/first_error.h"
#include "adapters/mapping.pb.h"
#include "adapters/split.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"

namespace saan::adapters {
namespace {

using google::protobuf::TextFormat;
using google::protobuf::util::MessageDifferencer;

struct Sample {
  std::string path;
  std::string expected_path;
  bool is_json = false;
};

// All samples of the folder, sorted by name.
std::vector<Sample> FindSamples(const std::string& folder) {
  std::vector<Sample> samples;
  std::error_code error;
  std::filesystem::directory_iterator at(absl::StrCat(folder, "/samples"),
                                         error);
  for (; !error && at != std::filesystem::directory_iterator();
       at.increment(error)) {
    Sample sample;
    sample.path = at->path().string();
    absl::string_view stem = sample.path;
    sample.is_json = absl::ConsumeSuffix(&stem, ".json");
    if (!sample.is_json && !absl::ConsumeSuffix(&stem, ".csv")) continue;
    sample.expected_path = absl::StrCat(stem, ".expected.textproto");
    samples.push_back(std::move(sample));
  }
  std::sort(samples.begin(), samples.end(),
            [](const Sample& a, const Sample& b) { return a.path < b.path; });
  return samples;
}

ExpectedRow RowOf(Mapped mapped) {
  ExpectedRow row;
  mapped.record.clear_mapping_version();
  *row.mutable_record() = std::move(mapped.record);
  const auto say = [](const v1::Violation& violation) {
    absl::string_view reason = v1::ErrorReason_Name(violation.reason());
    absl::ConsumePrefix(&reason, "ERROR_REASON_");
    return absl::StrCat(violation.field(), ": ", reason);
  };
  for (const v1::Violation& violation : mapped.violations) {
    row.add_violation(say(violation));
  }
  for (const v1::Violation& notice : mapped.notices) {
    row.add_notice(say(notice));
  }
  return row;
}

absl::StatusOr<Expected> MapPieces(const Mapping& mapping, const Sample& sample,
                                   const std::string& text,
                                   const std::string& records_member) {
  Expected rows;
  const auto map = [&](Piece piece) {
    *rows.add_row() = RowOf(mapping.ToShared({piece.native, piece.header, ""}));
    return absl::OkStatus();
  };
  std::istringstream in(text);
  const absl::Status cut =
      sample.is_json ? SplitJson(in, records_member, map) : SplitCsv(in, map);
  if (!cut.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(sample.path, ": ", cut.message()));
  }
  return rows;
}

// A JSON sample may be a list, one record, or an export with its wrapper: the
// member that gives a form's records is the right one.
absl::StatusOr<Expected> MapSample(const Mapping& mapping,
                                   const Sample& sample) {
  const absl::StatusOr<std::string> text = ReadTextFile(sample.path);
  if (!text.ok()) return text.status();
  std::set<std::string> members = {""};
  for (const v1::FormInfo& form : mapping.forms()) {
    members.insert(form.records_member());
  }
  absl::StatusOr<Expected> rows = Expected();
  for (const std::string& member : members) {
    rows = MapPieces(mapping, sample, *text, member);
    if (!rows.ok() || !sample.is_json) return rows;
    if (rows->row_size() > 0 && !rows->row(0).record().form().empty()) break;
  }
  return rows;
}

absl::Status Compare(const Sample& sample, const Expected& expected,
                     const Expected& actual) {
  std::string difference;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  if (differencer.Compare(expected, actual)) return absl::OkStatus();
  // Only where, not what: the line names fields and values.
  absl::string_view where = difference;
  where = where.substr(0, where.find('\n'));
  const size_t values = where.find(": ", where.find(": ") + 1);
  if (values != absl::string_view::npos) where = where.substr(0, values);
  return absl::InvalidArgumentError(absl::StrCat(
      sample.path, ": differs from ", sample.expected_path, ": ", where));
}

absl::Status CheckSample(const Sample& sample, const Expected& actual) {
  const absl::StatusOr<std::string> text = ReadTextFile(sample.expected_path);
  if (!text.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(sample.path, ": ", sample.expected_path, " is missing"));
  }
  Expected expected;
  FirstError error;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(*text, &expected)) {
    return absl::InvalidArgumentError(
        absl::StrCat(sample.expected_path, ":", error.text()));
  }
  return Compare(sample, expected, actual);
}

}  // namespace

absl::Status CheckSamples(const Mapping& mapping, const std::string& folder) {
  std::set<std::string> shown;
  for (const Sample& sample : FindSamples(folder)) {
    const absl::StatusOr<Expected> actual = MapSample(mapping, sample);
    if (!actual.ok()) return actual.status();
    absl::Status checked = CheckSample(sample, *actual);
    if (!checked.ok()) return checked;
    for (const ExpectedRow& row : actual->row()) {
      if (row.violation().empty()) shown.insert(row.record().form());
    }
  }
  for (const v1::FormInfo& form : mapping.forms()) {
    if (shown.count(form.form()) == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat(folder, "/samples: no sample of form \"", form.form(),
                       "\" is mapped without violation"));
    }
  }
  return absl::OkStatus();
}

absl::Status WriteExpected(const Mapping& mapping, const std::string& folder) {
  TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  for (const Sample& sample : FindSamples(folder)) {
    const absl::StatusOr<Expected> actual = MapSample(mapping, sample);
    if (!actual.ok()) return actual.status();
    std::string text;
    printer.PrintToString(*actual, &text);
    std::ofstream file(sample.expected_path, std::ios::binary);
    file << text;
    if (!file.flush()) {
      return absl::PermissionDeniedError(
          absl::StrCat(sample.expected_path, ": cannot be written"));
    }
  }
  return absl::OkStatus();
}

}  // namespace saan::adapters
