// Rows of CSV (RFC 4180, with a chosen delimiter): strict reading, safe
// writing.

#ifndef SAAN_ADAPTERS_CSV_H_
#define SAAN_ADAPTERS_CSV_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace saan::adapters {

// Reading stops at a row of more cells.
inline constexpr size_t kMaxColumns = 1000;

struct CsvRow {
  std::vector<std::string> cells;
  size_t size = 0;  // Bytes read, with the line end.
};

// Reads the row at the beginning of `bytes`, up to LF, CRLF or the end. Quoted
// cells may hold delimiters, line ends and doubled quotes. Nothing when a quote
// stands within a bare cell, is followed by more than a delimiter, is never
// closed, or when there are too many cells.
std::optional<CsvRow> ReadCsvRow(absl::string_view bytes, char delimiter);

// Writes `cells` and CRLF. A cell that a spreadsheet would run as a formula
// (it begins with = + - @ TAB or CR and is no plain number) gets a leading
// apostrophe; WithoutGuard takes it off again.
std::string WriteCsvRow(const std::vector<std::string>& cells, char delimiter);
absl::string_view WithoutGuard(absl::string_view cell);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_CSV_H_
