#include "adapters/mapping_native.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "adapters/json.h"
#include "adapters/thai/text.h"

namespace saan::adapters {
namespace {

bool SaysNothing(const simdjson::dom::element& element) {
  if (element.is_null()) return true;
  if (element.is_string())
    return element.get_string_length().value_unsafe() == 0;
  simdjson::dom::array list;
  if (!element.get_array().get(list)) return list.size() == 0;
  simdjson::dom::object object;
  return !element.get_object().get(object) && object.size() == 0;
}

class ObjectReader {
 public:
  ObjectReader(const Scope& scope, Cells* cells, Mapped* out)
      : scope_(scope), cells_(cells), out_(out), seen_(scope.nodes.size()) {}

  void Read(int node, simdjson::dom::object object, const std::string& prefix) {
    for (const simdjson::dom::key_value_pair member : object) {
      const absl::string_view name(member.key.data(), member.key.size());
      const auto found = scope_.nodes[node].members.find(name);
      if (found != scope_.nodes[node].members.end()) {
        ReadMember(found->second, member.value, prefix, name);
      } else if (!SaysNothing(member.value)) {
        NoteUnknown(prefix, name);
      }
    }
  }

 private:
  void ReadMember(int at, const simdjson::dom::element& value,
                  const std::string& prefix, absl::string_view name) {
    const Scope::Node& node = scope_.nodes[at];
    if (seen_[at]) {
      Add(Finding::kMemberTwice, absl::StrCat(prefix, name), "",
          &out_->violations);
      return;
    }
    seen_[at] = true;
    if (node.is_ignored) return;
    if (node.slot >= 0) (*cells_)[node.slot] = CellOf(value);
    if (node.members.empty()) {
      if (node.slot < 0 && !SaysNothing(value)) NoteUnknown(prefix, name);
      return;
    }
    simdjson::dom::object inner;
    if (!value.get_object().get(inner)) {
      Read(at, inner, absl::StrCat(prefix, name, "."));
    } else if (node.slot < 0 && !SaysNothing(value)) {
      Add(Finding::kType, absl::StrCat(prefix, name), "", &out_->violations);
    }
  }

  void NoteUnknown(const std::string& prefix, absl::string_view name) {
    Add(Finding::kNotMapped, absl::StrCat(prefix, ShowableName(name)), "",
        &out_->notices);
  }

  const Scope& scope_;
  Cells* cells_;
  Mapped* out_;
  std::vector<bool> seen_;
};

// The longest known name that `header` begins with and that no column equals.
const Scope::Node* FindByBeginning(
    const Scope& scope, absl::string_view header,
    const absl::flat_hash_map<std::string, int>& exact) {
  const Scope::Node* best = nullptr;
  size_t best_size = 0;
  for (const auto& [name, node] : scope.nodes[0].members) {
    if (name.size() > best_size && absl::StartsWith(header, name) &&
        !exact.contains(name)) {
      best = &scope.nodes[node];
      best_size = name.size();
    }
  }
  return best;
}

}  // namespace

void Add(Finding finding, absl::string_view field, absl::string_view detail,
         std::vector<v1::Violation>* to) {
  if (to->size() >= kMaxFindings) return;
  v1::Violation made = Say(finding, field, detail);
  for (const v1::Violation& known : *to) {
    if (known.field() == made.field() && known.reason() == made.reason()) {
      return;
    }
  }
  to->push_back(std::move(made));
}

bool SaysSomething(simdjson::dom::object object, absl::string_view path) {
  simdjson::dom::element element;
  bool is_first = true;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    if (!is_first && element.get_object().get(object)) return false;
    is_first = false;
    if (object.at_key({name.data(), name.size()}).get(element)) return false;
  }
  return !SaysNothing(element);
}

Cell CellOf(const simdjson::dom::element& element) {
  Cell cell;
  cell.element = element;
  if (element.is_null()) {
    cell.kind = Cell::Kind::kNull;
  } else if (element.is_array()) {
    cell.kind = Cell::Kind::kList;
  } else if (element.is_object()) {
    cell.kind = Cell::Kind::kObject;
  } else {
    cell.kind = Cell::Kind::kScalar;
    cell.text = ScalarText(element);
  }
  return cell;
}

Cells ReadObject(const Scope& scope, simdjson::dom::object object,
                 absl::string_view prefix, Mapped* out) {
  Cells cells(scope.slots.size());
  ObjectReader(scope, &cells, out).Read(0, object, std::string(prefix));
  return cells;
}

Columns ResolveHeader(const FormPlan& form,
                      const std::vector<std::string>& header) {
  const Scope& scope = form.block.scope;
  Columns columns;
  columns.count = header.size();
  columns.by_slot.resize(scope.slots.size());
  absl::flat_hash_map<std::string, int> exact;
  std::vector<std::string> names;
  for (const std::string& cell : header) {
    exact.emplace(names.emplace_back(thai::Fold(cell)), 0);
  }
  absl::flat_hash_map<const Scope::Node*, int> present;
  for (size_t i = 0; i < names.size(); ++i) {
    const auto found = scope.nodes[0].members.find(names[i]);
    const Scope::Node* node = found != scope.nodes[0].members.end()
                                  ? &scope.nodes[found->second]
                                  : FindByBeginning(scope, names[i], exact);
    const int column = static_cast<int>(i);
    if (node != nullptr) ++present[node];
    if (node != nullptr && node->slot >= 0) {
      columns.by_slot[node->slot].push_back(column);
    } else if (node == nullptr || !node->is_ignored) {
      columns.unknown.emplace_back(
          column, names[i].empty() ? absl::StrCat("(column ", i + 1, ")")
                                   : ShowableName(names[i]));
    }
  }
  columns.is_recognised = true;
  for (const std::string& path : form.recognised_by) {
    const auto found = scope.nodes[0].members.find(thai::Fold(path));
    if (found == scope.nodes[0].members.end() ||
        !present.contains(&scope.nodes[found->second])) {
      columns.is_recognised = false;
    }
  }
  return columns;
}

Cells ReadRow(const FormPlan& form, const Columns& columns,
              std::vector<std::string> row, Mapped* out) {
  Cells cells(columns.by_slot.size());
  for (size_t slot = 0; slot < cells.size(); ++slot) {
    Cell& cell = cells[slot];
    for (const int column : columns.by_slot[slot]) {
      const absl::string_view text =
          absl::StripAsciiWhitespace(WithoutGuard(row[column]));
      cell.kind = Cell::Kind::kScalar;
      if (cell.text.empty()) {
        cell.text = std::string(WithoutGuard(row[column]));
      } else if (!text.empty() &&
                 text != absl::StripAsciiWhitespace(cell.text)) {
        Add(Finding::kColumnRepeated, form.block.scope.slots[slot], "",
            &out->notices);
      }
    }
  }
  for (const auto& [column, name] : columns.unknown) {
    if (!absl::StripAsciiWhitespace(row[column]).empty()) {
      Add(Finding::kNotMapped, name, "", &out->notices);
    }
  }
  return cells;
}

}  // namespace saan::adapters
