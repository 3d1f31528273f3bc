#include "gateway/match/columns.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gateway/match/identifier.h"

namespace saan::match {
namespace {

// Several values in one cell stand between these.
constexpr char kBetweenValues = '|';
constexpr size_t kDateDigits = 8;
constexpr size_t kYearDigits = 4;
constexpr uint32_t kReplacement = 0xfffd;

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

// Takes one code point off `text`; U+FFFD for a byte that begins none.
uint32_t TakeCodePoint(absl::string_view* text) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>((*text)[i]);
  };
  const unsigned char first = byte(0);
  const int length = first < 0x80           ? 1
                     : (first >> 5) == 0x06 ? 2
                     : (first >> 4) == 0x0e ? 3
                     : (first >> 3) == 0x1e ? 4
                                            : 0;
  uint32_t code = length == 1 ? first : first & (0x7f >> length);
  bool is_good = length > 0 && text->size() >= static_cast<size_t>(length);
  for (int i = 1; is_good && i < length; ++i) {
    is_good = (byte(i) >> 6) == 0x02;
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  is_good = is_good && code >= kLeast[length] && code <= 0x10ffff &&
            (code < 0xd800 || code > 0xdfff);
  text->remove_prefix(is_good ? length : 1);
  return is_good ? code : kReplacement;
}

// Marks that no reader sees: soft hyphen, zero-width and bidirectional ones.
bool IsUnseen(uint32_t code) {
  return code == 0xad || code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

bool IsSpace(uint32_t code) {
  return code <= 0x20 || code == 0x7f || code == 0xa0 ||
         (code >= 0x2000 && code <= 0x200a) || code == 0x202f || code == 0x3000;
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

// The last digit of a national ID: eleven less the weighted sum over eleven.
bool FitsCheckDigit(absl::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i + 1 < kNationalIdDigits; ++i) {
    sum += (digits[i] - '0') * static_cast<int>(kNationalIdDigits - i);
  }
  return (11 - sum % 11) % 10 == digits[kNationalIdDigits - 1] - '0';
}

std::string NationalIdCell(absl::string_view folded) {
  std::string number = Without(folded, " -.");
  if (number.empty()) return number;
  const bool is_good = number.size() == kNationalIdDigits && IsDigits(number) &&
                       FitsCheckDigit(number);
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
  DateSpan span;
  return ParseDateSpan(text, &span) ? text : "";
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
  for (const Field& field : model.fields) {
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
  std::string folded;
  while (!cell.empty()) {
    const absl::string_view before = cell;
    const uint32_t code = TakeCodePoint(&cell);
    if (IsSpace(code)) {
      if (!folded.empty() && folded.back() != ' ') folded.push_back(' ');
    } else if (code == kReplacement) {
      absl::StrAppend(&folded, "\xef\xbf\xbd");
    } else if (code < 0x80) {
      folded.push_back(absl::ascii_tolower(static_cast<unsigned char>(code)));
    } else if (!IsUnseen(code)) {
      absl::StrAppend(&folded, before.substr(0, before.size() - cell.size()));
    }
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
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

}  // namespace saan::match
