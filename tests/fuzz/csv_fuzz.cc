// Foreign bytes for a file of rows: each row that is read can be written and
// read back, and none takes more than is there.

#include <cstdint>
#include <cstdlib>

#include "adapters/csv.h"

namespace {

using saan::adapters::CsvRow;
using saan::adapters::ReadCsvRow;

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  while (!bytes.empty()) {
    const std::optional<CsvRow> row = ReadCsvRow(bytes, ',');
    if (!row.has_value()) break;
    Require(row->size > 0 && row->size <= bytes.size());
    bytes.remove_prefix(row->size);
    const std::string written = saan::adapters::WriteCsvRow(row->cells, ',');
    const std::optional<CsvRow> again = ReadCsvRow(written, ',');
    Require(again.has_value() && again->cells.size() == row->cells.size());
    for (size_t i = 0; i < row->cells.size(); ++i) {
      // What a spreadsheet would run is written with a guard.
      Require(again->cells[i] == row->cells[i] ||
              saan::adapters::WithoutGuard(again->cells[i]) == row->cells[i]);
    }
  }
  return 0;
}
