#include "gateway/titles.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/titles_tsv.h"

namespace saan {
namespace {

using Table = absl::flat_hash_map<std::string, TitlePair>;

absl::StatusOr<Table> Parse(absl::string_view name, absl::string_view tsv) {
  Table table;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(tsv, '\n')) {
    if (++number == 1 || line.empty()) continue;  // Header row.
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (cells.size() != 3 || cells[1].empty() || cells[2].empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          name, ":", number, ": needs a key, a Thai and an English title"));
    }
    if (!table.try_emplace(cells[0], TitlePair{cells[1], cells[2]}).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ":", number, ": stands twice"));
    }
  }
  return table;
}

TitlePair Find(const Table& table, absl::string_view key) {
  const auto found = table.find(key);
  if (found != table.end()) return found->second;
  return {std::string(key), std::string(key)};
}

}  // namespace

absl::StatusOr<std::unique_ptr<Titles>> Titles::Load() {
  absl::StatusOr<Table> fields = Parse("gateway/titles.tsv", FieldTitlesTsv());
  if (!fields.ok()) return fields.status();
  absl::StatusOr<Table> values =
      Parse("gateway/enum_titles.tsv", EnumTitlesTsv());
  if (!values.ok()) return values.status();
  auto titles = std::make_unique<Titles>();
  titles->fields_ = *std::move(fields);
  titles->values_ = *std::move(values);
  titles->values_["true"] = {"ใช่", "yes"};
  titles->values_["false"] = {"ไม่ใช่", "no"};
  return titles;
}

TitlePair Titles::Field(absl::string_view pathless) const {
  return Find(fields_, pathless);
}

TitlePair Titles::Value(absl::string_view text) const {
  return Find(values_, text);
}

}  // namespace saan
