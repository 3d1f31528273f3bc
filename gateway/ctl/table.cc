#include "gateway/ctl/table.h"

#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

namespace saan::ctl {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD.

// A code point and its bytes; nothing for a byte that is not UTF-8.
struct Letter {
  absl::string_view bytes;
  std::optional<char32_t> code;
};

Letter FirstLetter(absl::string_view text) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {text.substr(0, 1), lead};
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
    return {text.substr(0, 1), std::nullopt};
  }
  char32_t code = lead & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {text.substr(0, 1), std::nullopt};
    code = code << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[length] || (code >= 0xD800 && code < 0xE000)) {
    return {text.substr(0, 1), std::nullopt};
  }
  return {text.substr(0, length), code};
}

// wcwidth answers by the locale of the thread; C.UTF-8 comes with glibc.
class Utf8Locale {
 public:
  Utf8Locale() {
    static const locale_t utf8 =
        newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(0));
    before_ = uselocale(utf8);
  }
  ~Utf8Locale() { uselocale(before_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t before_;
};

int LetterWidth(const Letter& letter) {
  if (!letter.code.has_value()) return 1;
  return std::max(0, wcwidth(static_cast<wchar_t>(*letter.code)));
}

bool IsControl(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C ||
         code == 0x200E || code == 0x200F ||
         (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

// A letter with the marks that sit on it.
struct Cluster {
  std::string bytes;
  int width = 0;
};

std::vector<Cluster> Clusters(absl::string_view text) {
  Utf8Locale locale;
  std::vector<Cluster> clusters;
  while (!text.empty()) {
    const Letter letter = FirstLetter(text);
    const int width = LetterWidth(letter);
    if (width > 0 || clusters.empty()) clusters.emplace_back();
    absl::StrAppend(&clusters.back().bytes, letter.bytes);
    clusters.back().width += width;
    text.remove_prefix(letter.bytes.size());
  }
  return clusters;
}

}  // namespace

int DisplayWidth(absl::string_view text) {
  Utf8Locale locale;
  int width = 0;
  while (!text.empty()) {
    const Letter letter = FirstLetter(text);
    width += LetterWidth(letter);
    text.remove_prefix(letter.bytes.size());
  }
  return width;
}

std::string Visible(absl::string_view text) {
  std::string visible;
  while (!text.empty()) {
    const Letter letter = FirstLetter(text);
    text.remove_prefix(letter.bytes.size());
    if (!letter.code.has_value()) {
      absl::StrAppend(&visible, kReplacement);
    } else if (*letter.code == '\n' || *letter.code == '\t') {
      visible.push_back(' ');
    } else if (*letter.code == '\r' && text.substr(0, 1) == "\n") {
      continue;
    } else {
      absl::StrAppend(&visible,
                      IsControl(*letter.code) ? kReplacement : letter.bytes);
    }
  }
  return visible;
}

std::string ReplaceBadUtf8(absl::string_view text) {
  std::string replaced;
  while (!text.empty()) {
    const Letter letter = FirstLetter(text);
    absl::StrAppend(&replaced,
                    letter.code.has_value() ? letter.bytes : kReplacement);
    text.remove_prefix(letter.bytes.size());
  }
  return replaced;
}

std::vector<std::string> Wrap(absl::string_view text, int width) {
  std::vector<std::string> lines(1);
  int used = 0;
  size_t last_space = std::string::npos;  // In the current line.
  for (const Cluster& cluster : Clusters(text)) {
    if (used + cluster.width > width && used > 0) {
      std::string rest;
      if (cluster.bytes != " " && last_space != std::string::npos) {
        rest = lines.back().substr(last_space + 1);
        lines.back().resize(last_space);
      }
      used = DisplayWidth(rest);
      last_space = std::string::npos;
      lines.push_back(std::move(rest));
      if (cluster.bytes == " ") continue;
    }
    if (cluster.bytes == " ") last_space = lines.back().size();
    absl::StrAppend(&lines.back(), cluster.bytes);
    used += cluster.width;
  }
  return lines;
}

Table::Table(std::vector<std::string> titles) {
  widths_.resize(titles.size(), 0);
  rows_.push_back(std::move(titles));
}

void Table::Add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = Visible(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::Draw() {
  if (!is_fixed_) {
    is_fixed_ = true;
    for (const auto& row : rows_) {
      for (size_t i = 0; i < widths_.size(); ++i) {
        widths_[i] = std::min(kMaxColumnWidth,
                              std::max(widths_[i], DisplayWidth(row[i])));
      }
    }
  }
  std::string text;
  for (const auto& row : rows_) absl::StrAppend(&text, DrawRow(row));
  rows_.clear();
  return text;
}

std::string Table::DrawRow(const std::vector<std::string>& cells) const {
  std::vector<std::vector<std::string>> wrapped;
  size_t height = 1;
  for (const std::string& cell : cells) {
    wrapped.push_back(Wrap(cell, kMaxColumnWidth));
    height = std::max(height, wrapped.back().size());
  }
  std::string text;
  for (size_t line = 0; line < height; ++line) {
    std::string drawn;
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string part = line < wrapped[i].size() ? wrapped[i][line] : "";
      const int gap = widths_[i] - DisplayWidth(part);
      absl::StrAppend(&drawn, part, std::string(std::max(0, gap) + 2, ' '));
    }
    drawn.erase(drawn.find_last_not_of(' ') + 1);
    absl::StrAppend(&text, drawn, "\n");
  }
  return text;
}

}  // namespace saan::ctl
