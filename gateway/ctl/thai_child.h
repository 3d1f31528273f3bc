// Reads a row of raw columns, as systems hold them, for the built-in model
// "thai-child": glued titles, names in one cell, numbers with dashes or damaged
// by spreadsheets, dates of either era.

#ifndef SAAN_GATEWAY_CTL_THAI_CHILD_H_
#define SAAN_GATEWAY_CTL_THAI_CHILD_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "gateway/match/model.h"
#include "gateway/match/population.h"

namespace saan::ctl {

// Gives the cell of a column by its name; empty when it says nothing, or when
// the file has no such column.
using CellOf = std::function<absl::string_view(absl::string_view column)>;

// The columns it reads; all must be in the file.
extern const char* const kThaiChildColumns[];
extern const size_t kThaiChildColumnCount;
// Those that it reads where they are there.
inline constexpr const char* kThaiChildOptionalColumns[] = {
    "former_given_name", "former_family_name"};

// Values of `cells` by field of `model`; a field that the model lacks is left
// out. Two-digit years are of a child of 0 to 25 years on `on`.
match::FieldValues ReadThaiChild(const match::Model& model, const CellOf& cell,
                                 absl::CivilDay on);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_THAI_CHILD_H_
