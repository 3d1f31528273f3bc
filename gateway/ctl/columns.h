// Reads the columns of a file into the fields of a model: one spelling for
// what is written in several ways, and no value for what says nothing. For
// models whose columns need no more than this; those of Thai children are read
// by gateway/ctl/thai_child.h.

#ifndef SAAN_GATEWAY_CTL_COLUMNS_H_
#define SAAN_GATEWAY_CTL_COLUMNS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "gateway/match/model.h"
#include "gateway/match/population.h"

namespace saan::ctl {

// A longer name names nobody. Bytes.
inline constexpr size_t kMaxNameBytes = 300;

// Knows where each field of a model stands in a file. Any thread may use it.
class ColumnReader {
 public:
  // `header` are the names of the file's columns. INVALID_ARGUMENT names a
  // column that the model needs and the file lacks. `model` must outlive this.
  static absl::StatusOr<ColumnReader> For(const match::Model& model,
                                          absl::Span<const std::string> header);

  // Values by field of the model. `cells` has a cell for each column.
  match::FieldValues Read(absl::Span<const std::string> cells) const;

 private:
  explicit ColumnReader(const match::Model& model) : model_(&model) {}

  const match::Model* model_;
  std::vector<std::vector<size_t>> columns_;  // By field.
};

// As thai::Fold folds (adapters/thai/text.h), and lower case (ASCII). Letters
// and their accents are one in whatever way they are written (NFC); control
// characters other than line ends and tabs stay.
std::string FoldCell(absl::string_view cell);

// True for what says nothing: empty, "-", "unknown", "n/a", "null" and the
// like, folded.
bool SaysNothing(absl::string_view folded);

// True when every word of a folded name only says that there is none yet, or
// who is meant: "baby boy", "infant", "girl", "friend", "respondent".
bool IsNoName(absl::string_view folded);

// The day of "YYYYMMDD", "YYYY-MM-DD" or "DD/MM/YYYY" (also with dashes, dots
// or slashes instead) as Lexicon::Intern takes it; "" when it is none.
std::string DateCell(absl::string_view folded);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_COLUMNS_H_
