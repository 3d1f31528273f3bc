// Text for a terminal: columns that line up although Thai vowels and tone
// marks take no column of their own.

#ifndef SAAN_GATEWAY_CTL_TABLE_H_
#define SAAN_GATEWAY_CTL_TABLE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace saan::ctl {

// Columns that `text` (UTF-8) takes on a terminal, by wcwidth under C.UTF-8
// whatever the locale of the process. A byte that is not UTF-8 counts as one.
int DisplayWidth(absl::string_view text);

// `text` made safe for a terminal: controls, escape sequences, bidirectional
// controls and bytes that are not UTF-8 become U+FFFD; line ends and tabs
// become spaces. What another agency wrote must not steer a terminal.
std::string Visible(absl::string_view text);

// `text` with U+FFFD for each byte that is not UTF-8, and nothing else changed.
std::string ReplaceBadUtf8(absl::string_view text);

// Cuts `text` into lines of at most `width` columns, at spaces where there are
// any, never between a letter and its vowels and marks. At least one line.
std::vector<std::string> Wrap(absl::string_view text, int width);

// Rows of cells, laid out with two spaces between columns. The first rows fix
// the widths of the columns; later ones keep to them and may stick out.
class Table {
 public:
  // Widest a column is drawn; longer cells go on in the next line.
  static constexpr int kMaxColumnWidth = 44;

  explicit Table(std::vector<std::string> titles);

  // `cells` has as many cells as there are titles.
  void Add(std::vector<std::string> cells);

  // Rows that wait to be drawn.
  size_t pending() const { return rows_.size(); }

  // Draws what waits, with the titles before the first row ever drawn.
  std::string Draw();

 private:
  std::string DrawRow(const std::vector<std::string>& cells) const;

  std::vector<std::vector<std::string>> rows_;
  std::vector<int> widths_;
  bool is_fixed_ = false;
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_TABLE_H_
