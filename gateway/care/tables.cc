#include "gateway/care/tables.h"

#include <utility>

#include "absl/strings/str_split.h"

namespace saan::care {

std::vector<std::vector<std::string>> RowsOf(absl::string_view tsv) {
  std::vector<std::vector<std::string>> rows;
  size_t columns = 0;
  for (const absl::string_view line : absl::StrSplit(tsv, '\n')) {
    std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (columns == 0) {
      columns = cells.size();
    } else if (cells.size() == columns) {
      rows.push_back(std::move(cells));
    }
  }
  return rows;
}

}  // namespace saan::care
