// Numbers that name people and houses, and telephone numbers.

#ifndef SAAN_ADAPTERS_THAI_NUMBER_H_
#define SAAN_ADAPTERS_THAI_NUMBER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "saan/v1/child.pb.h"

namespace saan::thai {

enum class NumberClass {
  kValid,         // 13 digits, check digit fits.
  kBadCheck,      // 13 digits, check digit does not fit.
  kBadLength,     // Digits, but not 13 of them.
  kDamagedExcel,  // "1.99E+12": the value is lost.
  kPlaceholder,   // A dummy, whatever its check digit; or first digit 9.
  kAbsent,        // Says "none": "?", "-", "ไม่มี", empty.
  kGCode,         // G and 12 digits.
  kUnreadable,    // Anything else.
};

struct PersonNumber {
  NumberClass number_class = NumberClass::kUnreadable;
  std::string value;         // Digits, or 'G' and digits; empty when absent.
  bool is_repaired = false;  // Dashes, spaces, Thai digits, lower case.
};

// Reads a 13-digit person number or a G-code. First digits 0-8 are accepted: a
// child without nationality has a number too.
PersonNumber ParsePersonNumber(absl::string_view text);

// The check digit over the first 12 digits: (11 - sum(d_i * (14-i)) mod 11)
// mod 10.
bool CheckDigitFits(absl::string_view thirteen_digits);

// Kind, value, status and, for non-Thai numbers, the kind by first digit.
v1::Identifier IdentifierOf(const PersonNumber& number);

// "d-dddd-ddddd-dd-d".
std::string WithDashes(absl::string_view thirteen_digits);

struct ParsedPhone {
  v1::Phone phone;  // Empty number when it cannot be read.
  enum class Fault { kNone, kAbsent, kPlaceholder, kInvalid } fault;
  bool is_repaired = false;
};
// All numbers in one text, 16 at most; of a range of lines the first. Never
// empty: an empty or absent text gives one kAbsent.
std::vector<ParsedPhone> ParsePhones(absl::string_view text);

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_NUMBER_H_
