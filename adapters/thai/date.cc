#include "adapters/thai/date.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "adapters/thai/calendar.h"
#include "adapters/thai/date_words.h"
#include "adapters/thai/text.h"
#include "adapters/thai/utf8.h"

namespace saan::thai {
namespace {

constexpr int kOldestChildYears = 25;
constexpr int kOldestPersonYears = 130;
// A date with weekday, era and time of day is well under this.
constexpr size_t kMostDateBytes = 400;
// Spreadsheet day 0 of the 1900 system, for days after February 1900.
constexpr absl::CivilDay kSerialZero(1899, 12, 30);

// A date in parts, before its year is understood. 0 is an unknown part.
struct Parts {
  int day = 0;
  int month = 0;
  DateToken year{DateWord::kNumber};
  StatedEra stated = StatedEra::kNone;
  bool may_swap = false;  // Day and month stand in no sure order.
};

ParsedDate Only(DateKind kind) {
  ParsedDate parsed;
  parsed.kind = kind;
  return parsed;
}

std::string Iso(absl::CivilDay day) {
  return absl::StrCat(absl::Dec(day.year(), absl::kZeroPad4), "-",
                      absl::Dec(day.month(), absl::kZeroPad2), "-",
                      absl::Dec(day.day(), absl::kZeroPad2));
}

ParsedDate Spanning(std::string date, v1::DatePrecision precision,
                    v1::CalendarEra era, absl::CivilDay first,
                    absl::CivilDay last) {
  ParsedDate parsed;
  parsed.kind = DateKind::kDate;
  parsed.date.set_date(std::move(date));
  parsed.date.set_precision(precision);
  parsed.date.set_era(era);
  parsed.date.set_earliest(Iso(first));
  parsed.date.set_latest(first == last ? parsed.date.earliest() : Iso(last));
  return parsed;
}

// Days that systems write where they have none. 1 January 1970 in the Buddhist
// era is a birthday that someone wrote, not a zero.
bool IsSystemDefault(absl::CivilDay day, v1::CalendarEra era) {
  return day == absl::CivilDay(1900, 1, 1) ||
         day == absl::CivilDay(1899, 12, 30) ||
         day == absl::CivilDay(1899, 12, 31) ||
         (day == absl::CivilDay(1970, 1, 1) &&
          era != v1::CALENDAR_ERA_BUDDHIST);
}

ParsedDate OnDay(absl::CivilDay day, v1::CalendarEra era) {
  if (IsSystemDefault(day, era)) return Only(DateKind::kEmpty);
  if (day.month() == 1 && day.day() == 1) {
    return Spanning(Iso(day), v1::DATE_PRECISION_DAY_OR_YEAR, era, day,
                    absl::CivilDay(day.year(), 12, 31));
  }
  return Spanning(Iso(day), v1::DATE_PRECISION_DAY, era, day, day);
}

ParsedDate InMonth(int year, int month, v1::CalendarEra era) {
  return Spanning(absl::StrFormat("%04d-%02d", year, month),
                  v1::DATE_PRECISION_MONTH, era, absl::CivilDay(year, month, 1),
                  absl::CivilDay(year, month, DaysIn(year, month)));
}

ParsedDate InYear(Year year) {
  return Spanning(absl::StrFormat("%04d", year.common), v1::DATE_PRECISION_YEAR,
                  year.era, absl::CivilDay(year.common, 1, 1),
                  absl::CivilDay(year.common, 12, 31));
}

bool IsChildsBirth(int year, const Parts& parts, absl::CivilDay latest) {
  const absl::CivilDay first(year, parts.month > 0 ? parts.month : 1,
                             parts.day > 0 ? parts.day : 1);
  return first <= latest && first.year() + kOldestChildYears >= latest.year();
}

// A year of two digits; nothing when it stays open which century, or which
// era, it belongs to.
std::optional<Year> ShortYear(const Parts& parts, absl::CivilDay latest) {
  const int value = parts.year.value;
  const Year buddhist{2500 - kBuddhistOffset + value,
                      v1::CALENDAR_ERA_BUDDHIST_SHORT};
  const Year common{2000 + value, v1::CALENDAR_ERA_COMMON_SHORT};
  const bool fits_buddhist = IsChildsBirth(buddhist.common, parts, latest);
  const bool fits_common = IsChildsBirth(common.common, parts, latest);
  if (parts.stated != StatedEra::kCommon && fits_buddhist) return buddhist;
  if (parts.stated == StatedEra::kCommon && fits_common) return common;
  return std::nullopt;
}

// What stands for a null date: zero, year one, and these plus 543.
bool IsNullDate(const Parts& parts) {
  const int year = parts.year.value;
  if (parts.day == 0 && parts.month == 0) {
    return year == 0 || year == kBuddhistOffset;
  }
  return parts.day == 1 && parts.month == 1 && parts.year.digits >= 3 &&
         (year == 1 || year == 1 + kBuddhistOffset);
}

ParsedDate Compose(Parts parts, absl::CivilDay latest) {
  if (IsNullDate(parts)) return Only(DateKind::kEmpty);
  const bool is_swapped =
      parts.may_swap && parts.month > 12 && parts.day >= 1 && parts.day <= 12;
  if (is_swapped) std::swap(parts.day, parts.month);
  if (parts.month > 12 || parts.day > 31) return Only(DateKind::kError);

  std::optional<Year> year;
  if (parts.year.digits == 2) {
    year = ShortYear(parts, latest);
    if (!year) return Only(DateKind::kAmbiguous);
  } else if (parts.year.digits == 4) {
    year = FullYear(parts.year.value, parts.stated);
  }
  if (!year) return Only(DateKind::kError);

  if (parts.month == 0) return InYear(*year);
  if (parts.day == 0) return InMonth(year->common, parts.month, year->era);
  if (parts.day > DaysIn(year->common, parts.month)) {
    return Only(DateKind::kError);
  }
  ParsedDate parsed =
      OnDay(absl::CivilDay(year->common, parts.month, parts.day), year->era);
  parsed.is_repaired = is_swapped;
  return parsed;
}

// YYYYMMDD or DDMMYYYY. No text is both: the years of one would be months
// beyond 12 of the other.
ParsedDate Compact(const DateToken& number, StatedEra stated,
                   absl::CivilDay latest) {
  Parts parts;
  parts.stated = stated;
  parts.year = {DateWord::kNumber, number.value / 10000, 4};
  parts.month = number.value / 100 % 100;
  parts.day = number.value % 100;
  if (FullYear(parts.year.value, stated) && parts.month <= 12) {
    return Compose(parts, latest);
  }
  parts.year.value = number.value % 10000;
  parts.month = number.value / 10000 % 100;
  parts.day = number.value / 1000000;
  return Compose(parts, latest);
}

ParsedDate Serial(int days) {
  const absl::CivilDay day = kSerialZero + days;
  if (day.year() < 1901 || day.year() > 2100) return Only(DateKind::kError);
  return OnDay(day, v1::CALENDAR_ERA_SERIAL);
}

absl::CivilDay BangkokDay(absl::Time time) {
  return absl::ToCivilDay(time, absl::FixedTimeZone(7 * 60 * 60));
}

struct Reading {
  std::vector<DateToken> numbers;  // kNumber or kUnknownPart.
  int month = 0;                   // 0 when no month is named.
  bool is_number_before_month = false;
  StatedEra stated = StatedEra::kNone;
  int weekday = 0;
  bool has_year_word = false;
};

// Sorts tokens by what they are; nothing when they make no date.
std::optional<Reading> ReadTokens(const std::vector<DateToken>& tokens) {
  Reading reading;
  for (const DateToken& token : tokens) {
    switch (token.word) {
      case DateWord::kNumber:
      case DateWord::kUnknownPart:
        reading.numbers.push_back(token);
        break;
      case DateWord::kEnglishMonth:
      case DateWord::kMonth:
        if (reading.month != 0) return std::nullopt;
        reading.month = token.value;
        reading.is_number_before_month = !reading.numbers.empty();
        if (token.word == DateWord::kEnglishMonth &&
            reading.stated == StatedEra::kNone) {
          reading.stated = StatedEra::kCommon;
        }
        break;
      case DateWord::kBuddhist:
        reading.stated = StatedEra::kBuddhist;
        break;
      case DateWord::kCommon:
        reading.stated = StatedEra::kCommon;
        break;
      case DateWord::kWeekday:
        reading.weekday = token.value;
        break;
      case DateWord::kYearWord:
        reading.has_year_word = true;
        break;
      case DateWord::kFiller:
      case DateWord::kMonthWord:
        break;
      default:
        return std::nullopt;
    }
  }
  return reading;
}

ParsedDate FromOneNumber(const Reading& reading, absl::CivilDay latest) {
  const DateToken& number = reading.numbers[0];
  if (number.value == 0) return Only(DateKind::kEmpty);
  Parts parts;
  parts.stated = reading.stated;
  parts.year = number;
  switch (number.digits) {
    case 1:
      return Only(DateKind::kAmbiguous);
    case 2:
      // Alone it may be an age, or a day.
      if (reading.stated == StatedEra::kNone && !reading.has_year_word) {
        return Only(DateKind::kAmbiguous);
      }
      return Compose(parts, latest);
    case 4:
      return Compose(parts, latest);
    case 5:
      return Serial(number.value);
    case 8:
      return Compact(number, reading.stated, latest);
    case 9:
    case 10:
      return OnDay(BangkokDay(absl::FromUnixSeconds(number.value)),
                   v1::CALENDAR_ERA_SERIAL);
    default:
      return Only(DateKind::kError);
  }
}

ParsedDate FromNumbers(const Reading& reading, absl::CivilDay latest) {
  const std::vector<DateToken>& numbers = reading.numbers;
  Parts parts;
  parts.stated = reading.stated;
  if (numbers.size() == 1) return FromOneNumber(reading, latest);
  if (numbers.size() == 2) {
    const bool is_year_first = numbers[0].digits == 4;
    // A spreadsheet's day with a fraction of a day.
    if (numbers[0].digits == 5) return Serial(numbers[0].value);
    if (!is_year_first && numbers[1].digits != 4) {
      return Only(DateKind::kAmbiguous);
    }
    parts.year = numbers[is_year_first ? 0 : 1];
    parts.month = numbers[is_year_first ? 1 : 0].value;
    return Compose(parts, latest);
  }
  if (numbers.size() != 3) return Only(DateKind::kError);
  parts.month = numbers[1].value;
  if (numbers[0].digits >= 3) {
    parts.year = numbers[0];
    parts.day = numbers[2].value;
    return Compose(parts, latest);
  }
  // "58-03-14" may begin with the year.
  if (numbers[0].value > 31 && numbers[2].digits <= 2) {
    return Only(DateKind::kAmbiguous);
  }
  parts.day = numbers[0].value;
  parts.year = numbers[2];
  parts.may_swap = true;
  return Compose(parts, latest);
}

ParsedDate FromNamedMonth(const Reading& reading, absl::CivilDay latest) {
  const std::vector<DateToken>& numbers = reading.numbers;
  Parts parts;
  parts.stated = reading.stated;
  parts.month = reading.month;
  if (numbers.size() == 1) {
    // "14 มีนาคม" has no year.
    if (reading.is_number_before_month && numbers[0].digits < 4) {
      return Only(DateKind::kError);
    }
    parts.year = numbers[0];
    return Compose(parts, latest);
  }
  if (numbers.size() != 2) return Only(DateKind::kError);
  const bool is_year_first = numbers[0].digits >= 3;
  parts.year = numbers[is_year_first ? 0 : 1];
  parts.day = numbers[is_year_first ? 1 : 0].value;
  return Compose(parts, latest);
}

bool Has(const std::vector<DateToken>& tokens, DateWord word) {
  for (const DateToken& token : tokens) {
    if (token.word == word) return true;
  }
  return false;
}

// [อายุ] [ประมาณ] 8 (ปี|ขวบ) [3 เดือน], [อายุ] 3 เดือน, or อายุ 8.
std::optional<ParsedDate> ReadAge(const std::vector<DateToken>& tokens) {
  size_t at = 0;
  const auto next_is = [&tokens, &at](DateWord word) {
    return at < tokens.size() && tokens[at].word == word;
  };
  bool is_age = false;
  while (next_is(DateWord::kAgeWord) || next_is(DateWord::kAbout)) {
    is_age |= tokens[at++].word == DateWord::kAgeWord;
  }
  ParsedDate parsed = Only(DateKind::kAge);
  int months = 0;
  bool has_years = false;
  while (next_is(DateWord::kNumber) && tokens[at].digits <= 3) {
    const int value = tokens[at++].value;
    if (next_is(DateWord::kMonthWord)) {
      months = value;
      is_age = true;
      ++at;
      break;
    }
    if (has_years) return std::nullopt;
    has_years = true;
    parsed.age_years = value;
    if (next_is(DateWord::kYearWord) || next_is(DateWord::kYearsOld)) {
      is_age = true;
      ++at;
    }
  }
  while (next_is(DateWord::kAbout)) ++at;
  if (!is_age || at != tokens.size() || (!has_years && months == 0)) {
    return std::nullopt;
  }
  parsed.age_years += months / 12;
  parsed.age_months = months % 12;
  if (parsed.age_years > kOldestPersonYears) return Only(DateKind::kError);
  return parsed;
}

ParsedDate FromTokens(const std::vector<DateToken>& tokens,
                      absl::CivilDay latest) {
  if (Has(tokens, DateWord::kLunar)) return Only(DateKind::kLunar);
  if (const std::optional<ParsedDate> age = ReadAge(tokens)) return *age;
  const std::optional<Reading> reading = ReadTokens(tokens);
  if (!reading || reading->numbers.empty()) return Only(DateKind::kError);
  ParsedDate parsed = reading->month != 0 ? FromNamedMonth(*reading, latest)
                                          : FromNumbers(*reading, latest);
  if (parsed.kind == DateKind::kDate && reading->weekday != 0) {
    const std::optional<absl::CivilDay> day = DayOf(parsed.date.date());
    const int weekday =
        day ? static_cast<int>(absl::GetWeekday(*day)) + 1 : reading->weekday;
    if (weekday != reading->weekday) return Only(DateKind::kAmbiguous);
  }
  return parsed;
}

// Where the time of day begins: at the "t" of "2015-03-14t17:00", the space
// of "14/03/2558 17:00", or "เวลา"; text.size() when there is none.
size_t TimeOfDayAt(absl::string_view text) {
  const size_t word = text.find("เวลา");
  if (word != absl::string_view::npos) return word;
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos) return text.size();
  const size_t begin = text.find_last_of(" t", colon);
  return begin == absl::string_view::npos ? text.size() : begin;
}

bool HasZone(absl::string_view time_of_day) {
  return absl::StrContains(time_of_day, 'z') ||
         absl::StrContains(time_of_day, '+') ||
         absl::StrContains(time_of_day, '-');
}

}  // namespace

ParsedDate ParseDate(absl::string_view text, absl::CivilDay latest_possible) {
  if (text.size() > kMostDateBytes) return Only(DateKind::kError);
  std::string folded = Fold(text);
  bool has_thai_digits = false;
  if (!IsAscii(folded)) {
    std::string arabic = ArabicDigits(folded);
    has_thai_digits = arabic != folded;
    folded = std::move(arabic);
  }
  absl::AsciiStrToLower(&folded);
  if (IsFiller(folded)) return Only(DateKind::kEmpty);
  if (absl::StrContains(folded, "ค่ำ")) return Only(DateKind::kLunar);

  const absl::string_view all = folded;
  const size_t time_at = TimeOfDayAt(all);
  const std::optional<std::vector<DateToken>> tokens =
      DateTokens(all.substr(0, time_at));
  if (!tokens) return Only(DateKind::kError);
  ParsedDate parsed = FromTokens(*tokens, latest_possible);
  if (parsed.kind == DateKind::kDate && HasZone(all.substr(time_at))) {
    const std::optional<absl::Time> time = ParseTimestamp(all);
    if (!time) return Only(DateKind::kError);
    parsed = OnDay(BangkokDay(*time), parsed.date.era());
  }
  parsed.is_repaired |= has_thai_digits && parsed.kind == DateKind::kDate;
  return parsed;
}

v1::BirthDate BornForAge(int years, int months, absl::CivilDay on) {
  v1::BirthDate birth;
  if (years < 0 || years > kOldestPersonYears || months < 0 || months > 11) {
    return birth;
  }
  // An age in whole years holds for a year, one with months for a month.
  const int youngest = years * 12 + months;
  const int oldest = youngest + (months == 0 ? 12 : 1);
  const auto day_before = [on](int months_ago) {
    const absl::CivilMonth month = absl::CivilMonth(on) - months_ago;
    const int last = DaysIn(static_cast<int>(month.year()), month.month());
    return absl::CivilDay(month.year(), month.month(),
                          on.day() < last ? on.day() : last);
  };
  birth.set_precision(v1::DATE_PRECISION_INTERVAL);
  birth.set_era(v1::CALENDAR_ERA_AGE);
  birth.set_earliest(Iso(day_before(oldest) + 1));
  birth.set_latest(Iso(day_before(youngest)));
  return birth;
}

}  // namespace saan::thai
