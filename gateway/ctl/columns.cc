#include "gateway/ctl/columns.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "adapters/thai/number.h"
#include "adapters/thai/text.h"
#include "gateway/match/identifier.h"
#include "gateway/match/lexicon.h"

namespace saan::ctl {
namespace {

using match::FieldValues;
using match::Kind;
using match::Model;

// Several values in one cell stand between these.
constexpr char kBetweenValues = '|';
constexpr size_t kDateDigits = 8;
constexpr size_t kYearDigits = 4;

constexpr absl::string_view kNothing[] = {"-",
                                          "--",
                                          "---",
                                          ".",
                                          "?",
                                          "n/a",
                                          "n.a.",
                                          "null",
                                          "nil",
                                          "none",
                                          "unknown",
                                          "unk",
                                          "nan",
                                          "#n/a",
                                          "not known",
                                          "not given",
                                          "not available",
                                          "refused",
                                          "ไม่มี",
                                          "ไม่ทราบ",
                                          "ไม่ระบุ"};

constexpr absl::string_view kNoNameWords[] = {
    "a",          "adult",   "an",      "anonymous", "b",       "baby",
    "boy",        "brother", "child",   "daughter",  "f",       "father",
    "female",     "friend",  "g",       "gentelman", "gentle",  "gentleman",
    "girl",       "given",   "home",    "house",     "husband", "infant",
    "kid",        "lady",    "m",       "male",      "man",     "minor",
    "miss",       "mister",  "mother",  "mr",        "mrs",     "ms",
    "na",         "name",    "newborn", "no",        "none",    "not",
    "of",         "old",     "one",     "person",    "refused", "resident",
    "respondent", "senor",   "senora",  "sister",    "son",     "the",
    "toddler",    "twin",    "two",     "unknown",   "wife",    "woman",
    "x",          "young"};

template <size_t N>
bool IsAmongWords(absl::string_view word, const absl::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::string Without(absl::string_view text, absl::string_view signs) {
  std::string kept;
  for (const char c : text) {
    if (signs.find(c) == absl::string_view::npos) kept.push_back(c);
  }
  return kept;
}

bool IsDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

std::string NationalIdCell(absl::string_view folded) {
  std::string number = Without(folded, " -.");
  if (number.empty()) return number;
  const bool is_good = number.size() == match::kNationalIdDigits &&
                       IsDigits(number) && thai::CheckDigitFits(number);
  return is_good ? number : absl::StrCat("?", number);
}

std::string DayText(absl::string_view year, absl::string_view month,
                    absl::string_view day) {
  int y = 0, m = 0, d = 0;
  if (!absl::SimpleAtoi(year, &y) || !absl::SimpleAtoi(month, &m) ||
      !absl::SimpleAtoi(day, &d)) {
    return "";
  }
  std::string text = absl::StrFormat("%04d-%02d-%02d", y, m, d);
  match::DateSpan span;
  return match::ParseDateSpan(text, &span) ? text : "";
}

// One value of a kind other than a date; "" for none.
std::string ValueOf(Kind kind, absl::string_view folded) {
  if (SaysNothing(folded)) return "";
  switch (kind) {
    case Kind::kName:
      return folded.size() > kMaxNameBytes || IsNoName(folded)
                 ? ""
                 : std::string(folded);
    case Kind::kNumber:
    case Kind::kArea:
      return Without(folded, " -");
    case Kind::kNationalId:
      return NationalIdCell(folded);
    default:
      return std::string(folded);
  }
}

}  // namespace

absl::StatusOr<ColumnReader> ColumnReader::For(
    const Model& model, absl::Span<const std::string> header) {
  ColumnReader reader(model);
  for (const match::Field& field : model.fields) {
    std::vector<size_t>& columns = reader.columns_.emplace_back();
    for (const std::string& column : field.columns) {
      const auto found = std::find(header.begin(), header.end(), column);
      if (found == header.end()) {
        return absl::InvalidArgumentError(
            absl::StrCat("the column \"", column, "\" of the field \"",
                         field.name, "\" is missing"));
      }
      columns.push_back(found - header.begin());
    }
  }
  return reader;
}

FieldValues ColumnReader::Read(absl::Span<const std::string> cells) const {
  FieldValues values(model_->fields.size());
  for (size_t field = 0; field < values.size(); ++field) {
    const Kind kind = model_->fields[field].kind;
    const std::vector<size_t>& columns = columns_[field];
    if (kind == Kind::kDate) {
      std::string date = columns.size() == 3
                             ? DayText(FoldCell(cells[columns[0]]),
                                       FoldCell(cells[columns[1]]),
                                       FoldCell(cells[columns[2]]))
                             : DateCell(FoldCell(cells[columns[0]]));
      if (!date.empty()) values[field].push_back(std::move(date));
      continue;
    }
    for (const size_t column : columns) {
      const std::string folded = FoldCell(cells[column]);
      for (absl::string_view part : absl::StrSplit(folded, kBetweenValues)) {
        std::string value = ValueOf(kind, absl::StripAsciiWhitespace(part));
        if (!value.empty()) values[field].push_back(std::move(value));
      }
    }
  }
  return values;
}

std::string FoldCell(absl::string_view cell) {
  return absl::AsciiStrToLower(thai::Fold(cell));
}

bool SaysNothing(absl::string_view folded) {
  return folded.empty() || IsAmongWords(folded, kNothing);
}

bool IsNoName(absl::string_view folded) {
  for (absl::string_view word :
       absl::StrSplit(folded, ' ', absl::SkipEmpty())) {
    if (!IsAmongWords(word, kNoNameWords)) return false;
  }
  return true;
}

std::string DateCell(absl::string_view folded) {
  // A time of day may follow.
  folded = folded.substr(0, folded.find_first_of(" t"));
  if (folded.size() == kDateDigits && IsDigits(folded)) {
    return DayText(folded.substr(0, 4), folded.substr(4, 2), folded.substr(6));
  }
  const std::vector<absl::string_view> parts =
      absl::StrSplit(folded, absl::ByAnyChar("-/."));
  if (parts.size() != 3 ||
      !std::all_of(parts.begin(), parts.end(), [](absl::string_view part) {
        return !part.empty() && IsDigits(part);
      })) {
    return "";
  }
  if (parts[0].size() == kYearDigits) {
    return DayText(parts[0], parts[1], parts[2]);
  }
  return parts[2].size() == kYearDigits ? DayText(parts[2], parts[1], parts[0])
                                        : "";
}

}  // namespace saan::ctl
