#include "gateway/ctl/output.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/thai/text.h"
#include "google/protobuf/util/json_util.h"

namespace saan::ctl {
namespace {

std::vector<std::string> Titles(const std::vector<Column>& columns, Lang lang) {
  std::vector<std::string> titles;
  for (const Column& column : columns) titles.push_back(column.title.In(lang));
  return titles;
}

std::string ToJson(const google::protobuf::Message& message, bool is_pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.add_whitespace = is_pretty;
  std::string json;
  // Fails only for messages that hold an Any; the doors' answers hold none.
  (void)google::protobuf::util::MessageToJsonString(message, &json, options);
  return json;
}

}  // namespace

absl::StatusOr<Format> ParseFormat(absl::string_view text) {
  if (text == "table") return Format::kTable;
  if (text == "json") return Format::kJson;
  if (text == "jsonl") return Format::kJsonLines;
  if (text == "csv") return Format::kCsv;
  return absl::InvalidArgumentError("not one of: table, json, jsonl, csv");
}

bool IsJson(Format format) {
  return format == Format::kJson || format == Format::kJsonLines;
}

std::string MessageJson(const google::protobuf::Message& message) {
  return ToJson(message, /*is_pretty=*/false);
}

std::string JsonQuote(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        quoted += "\\\"";
        break;
      case '\\':
        quoted += "\\\\";
        break;
      case '\n':
        quoted += "\\n";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          absl::StrAppend(
              &quoted, "\\u00",
              absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
        } else {
          quoted.push_back(c);
        }
    }
  }
  quoted.push_back('"');
  return ReplaceBadUtf8(quoted);
}

std::string CsvCell(absl::string_view text) {
  std::string cell;
  if (!text.empty() &&
      absl::string_view("=+-@\t\r").find(text[0]) != absl::string_view::npos) {
    cell.push_back('\'');
  }
  absl::StrAppend(&cell, text);
  const bool must_quote =
      cell.find_first_of("\",\r\n") != std::string::npos ||
      (!cell.empty() && (cell.front() == ' ' || cell.back() == ' '));
  if (!must_quote) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

void PrintMessage(std::ostream& out, Format format,
                  const google::protobuf::Message& message) {
  const bool is_pretty = format == Format::kJson;
  out << ToJson(message, is_pretty) << (is_pretty ? "" : "\n");
}

Listing::Listing(std::ostream* out, Format format, Lang lang,
                 std::vector<Column> columns)
    : out_(out),
      format_(format),
      columns_(std::move(columns)),
      titles_(Titles(columns_, lang)),
      table_(titles_) {}

// Only once there is something to say: a failed call leaves stdout empty.
void Listing::Begin() {
  if (is_begun_) return;
  is_begun_ = true;
  if (format_ == Format::kCsv) {
    *out_ << thai::kByteOrderMark;
    PrintCsv(titles_);
  }
}

void Listing::Add(std::vector<std::string> cells, absl::string_view json) {
  Begin();
  ++rows_;
  switch (format_) {
    case Format::kTable:
      table_.Add(std::move(cells));
      if (table_.pending() >= kRowsPerDrawing) *out_ << table_.Draw();
      break;
    case Format::kJson:
      *out_ << (rows_ == 1 ? "[\n" : ",\n")
            << (json.empty() ? RowJson(cells) : std::string(json));
      break;
    case Format::kJsonLines:
      *out_ << (json.empty() ? RowJson(cells) : std::string(json)) << "\n";
      break;
    case Format::kCsv:
      PrintCsv(cells);
      break;
  }
}

void Listing::Finish() {
  Begin();
  if (format_ == Format::kTable && rows_ > 0) *out_ << table_.Draw();
  if (format_ == Format::kJson) *out_ << (rows_ == 0 ? "[]\n" : "\n]\n");
  out_->flush();
}

std::string Listing::RowJson(const std::vector<std::string>& cells) const {
  std::vector<std::string> members;
  for (size_t i = 0; i < columns_.size(); ++i) {
    members.push_back(
        absl::StrCat(JsonQuote(columns_[i].key), ":", JsonQuote(cells[i])));
  }
  return absl::StrCat("{", absl::StrJoin(members, ","), "}");
}

void Listing::PrintCsv(const std::vector<std::string>& cells) {
  *out_ << absl::StrJoin(cells, ",",
                         [](std::string* text, const std::string& cell) {
                           absl::StrAppend(text, CsvCell(cell));
                         })
        << "\r\n";
}

}  // namespace saan::ctl
