#include "adapters/csv.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace saan::adapters {
namespace {

// Reads a quoted cell whose opening quote stands before `at`; gives the index
// behind the closing quote, or nothing when it is never closed.
std::optional<size_t> ReadQuoted(absl::string_view bytes, size_t at,
                                 std::string* cell) {
  while (at < bytes.size()) {
    const size_t quote = bytes.find('"', at);
    if (quote == absl::string_view::npos) return std::nullopt;
    absl::StrAppend(cell, bytes.substr(at, quote - at));
    at = quote + 1;
    if (at >= bytes.size() || bytes[at] != '"') return at;
    cell->push_back('"');
    ++at;
  }
  return std::nullopt;
}

// Length of the line end at `at`; 0 when there is none.
size_t LineEndAt(absl::string_view bytes, size_t at) {
  if (absl::StartsWith(bytes.substr(at), "\r\n")) return 2;
  return bytes[at] == '\n' ? 1 : 0;
}

bool IsPlainNumber(absl::string_view cell) {
  const size_t sign = cell[0] == '-' || cell[0] == '+' ? 1 : 0;
  bool has_digit = false;
  bool has_point = false;
  for (const char c : cell.substr(sign)) {
    if (c >= '0' && c <= '9') {
      has_digit = true;
    } else if (c == '.' && !has_point) {
      has_point = true;
    } else {
      return false;
    }
  }
  return has_digit;
}

bool BeginsLikeFormula(absl::string_view cell) {
  return !cell.empty() &&
         absl::string_view("=+-@\t\r").find(cell[0]) != absl::string_view::npos;
}

}  // namespace

std::optional<CsvRow> ReadCsvRow(absl::string_view bytes, char delimiter) {
  CsvRow row;
  size_t at = 0;
  while (row.cells.size() < kMaxColumns) {
    std::string& cell = row.cells.emplace_back();
    if (at < bytes.size() && bytes[at] == '"') {
      const std::optional<size_t> end = ReadQuoted(bytes, at + 1, &cell);
      if (!end) return std::nullopt;
      at = *end;
    } else {
      const char stops[] = {delimiter, '"', '\r', '\n'};
      const size_t end = std::min(
          bytes.find_first_of(absl::string_view(stops, sizeof stops), at),
          bytes.size());
      cell = std::string(bytes.substr(at, end - at));
      at = end;
    }
    if (at == bytes.size()) {
      row.size = at;
      return row;
    }
    if (bytes[at] == delimiter) {
      ++at;
      continue;
    }
    const size_t line_end = LineEndAt(bytes, at);
    if (line_end == 0) return std::nullopt;
    row.size = at + line_end;
    return row;
  }
  return std::nullopt;
}

std::string WriteCsvRow(const std::vector<std::string>& cells, char delimiter) {
  std::string row;
  const std::string special = absl::StrCat("\"\r\n", std::string(1, delimiter));
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row.push_back(delimiter);
    const bool guarded =
        BeginsLikeFormula(cells[i]) && !IsPlainNumber(cells[i]);
    const std::string cell = absl::StrCat(guarded ? "'" : "", cells[i]);
    if (cell.find_first_of(special) == std::string::npos) {
      absl::StrAppend(&row, cell);
    } else {
      absl::StrAppend(&row, "\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}),
                      "\"");
    }
  }
  return absl::StrCat(row, "\r\n");
}

absl::string_view WithoutGuard(absl::string_view cell) {
  if (cell.size() > 1 && cell[0] == '\'' && BeginsLikeFormula(cell.substr(1))) {
    return cell.substr(1);
  }
  return cell;
}

}  // namespace saan::adapters
