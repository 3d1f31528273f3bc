// A native record laid into the slots of its plan: what JSON and CSV have in
// common once they are read.

#ifndef SAAN_ADAPTERS_MAPPING_NATIVE_H_
#define SAAN_ADAPTERS_MAPPING_NATIVE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "adapters/adapter.h"
#include "adapters/csv.h"
#include "adapters/mapping_finding.h"
#include "adapters/mapping_plan.h"
#include "simdjson.h"

namespace saan::adapters {

// More findings than this say no more.
inline constexpr int kMaxFindings = 100;

// Adds a finding, up to kMaxFindings and no field and reason twice.
void Add(Finding finding, absl::string_view field, absl::string_view detail,
         std::vector<v1::Violation>* to);

// What stands in one slot.
struct Cell {
  enum class Kind { kAbsent, kNull, kScalar, kList, kObject };

  Kind kind = Kind::kAbsent;
  std::string text;                // Scalars.
  simdjson::dom::element element;  // Lists and objects.
};
using Cells = std::vector<Cell>;  // By slot.

// Lays an object's members into slots. Members that nobody knows give notices;
// members that stand twice, or hold a value where an object is known,
// violations.
Cells ReadObject(const Scope& scope, simdjson::dom::object object,
                 absl::string_view prefix, Mapped* out);

// Whether the native path within `object` says something: it is there and is
// neither null nor empty.
bool SaysSomething(simdjson::dom::object object, absl::string_view path);

// One element of a list or a member, as a cell.
Cell CellOf(const simdjson::dom::element& element);

// A header row, resolved against a form.
struct Columns {
  size_t count = 0;
  bool is_recognised = false;             // All of recognised_by are there.
  std::vector<std::vector<int>> by_slot;  // Columns, the first first.
  std::vector<std::pair<int, std::string>> unknown;  // Column and its name.
};
Columns ResolveHeader(const FormPlan& form,
                      const std::vector<std::string>& header);

// Lays a row into slots; `row` has as many cells as the header.
Cells ReadRow(const FormPlan& form, const Columns& columns,
              std::vector<std::string> row, Mapped* out);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_NATIVE_H_
