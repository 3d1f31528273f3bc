// What goes to stdout: lists in four formats. Table is for people, CSV for
// spreadsheets, JSON and JSON lines for programs.

#ifndef SAAN_GATEWAY_CTL_OUTPUT_H_
#define SAAN_GATEWAY_CTL_OUTPUT_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/ctl/table.h"
#include "gateway/ctl/words.h"
#include "google/protobuf/message.h"

namespace saan::ctl {

enum class Format { kTable, kJson, kJsonLines, kCsv };

// "table", "json", "jsonl" or "csv". INVALID_ARGUMENT otherwise.
absl::StatusOr<Format> ParseFormat(absl::string_view text);

// True for the two formats that programs read.
bool IsJson(Format format);

// One line of JSON by the proto3 JSON mapping, with the field names of the
// .proto files.
std::string MessageJson(const google::protobuf::Message& message);

// `text` as a JSON string, with its quotes. Bytes that are not UTF-8 become
// U+FFFD.
std::string JsonQuote(absl::string_view text);

// One cell of CSV: quoted where RFC 4180 needs it; a cell that a spreadsheet
// would run as a formula gets a leading apostrophe.
std::string CsvCell(absl::string_view text);

// Prints one message alone: over several lines in kJson, one in kJsonLines.
void PrintMessage(std::ostream& out, Format format,
                  const google::protobuf::Message& message);

// A column: its key names it to programs, its title to people.
struct Column {
  std::string key;
  Words title;
};

// A list that is printed as it grows. An empty list prints [] in kJson, the
// titles in kCsv, and nothing in kTable and kJsonLines.
class Listing {
 public:
  // A table is drawn once so many rows wait; the widths then stay.
  static constexpr size_t kRowsPerDrawing = 1000;

  // `out` outlives the listing.
  Listing(std::ostream* out, Format format, Lang lang,
          std::vector<Column> columns);

  // Adds a row with a cell for each column. In the JSON formats the row is an
  // object of the columns' keys, or `json` (one line) where that is given.
  void Add(std::vector<std::string> cells, absl::string_view json = "");

  // Prints what is left. Call once, last.
  void Finish();

  size_t rows() const { return rows_; }

 private:
  std::string RowJson(const std::vector<std::string>& cells) const;
  void PrintCsv(const std::vector<std::string>& cells);
  void Begin();

  std::ostream* const out_;
  const Format format_;
  const std::vector<Column> columns_;
  const std::vector<std::string> titles_;
  Table table_;
  size_t rows_ = 0;
  bool is_begun_ = false;
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_OUTPUT_H_
