#include "gateway/names.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace saan {
namespace {

bool IsLowerOrDigit(char c) {
  return absl::ascii_islower(c) || absl::ascii_isdigit(c);
}

}  // namespace

bool IsName(absl::string_view text) {
  return !text.empty() && text.size() <= 32 && absl::ascii_islower(text[0]) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLowerOrDigit(c) || c == '-'; });
}

bool IsUuid(absl::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !absl::ascii_isxdigit(text[i])) return false;
  }
  return true;
}

bool IsHandle(absl::string_view text) {
  return text.size() == 26 &&
         std::all_of(text.begin(), text.end(), IsLowerOrDigit);
}

bool IsReasonCode(absl::string_view text) {
  return !text.empty() && text.size() <= 63 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

}  // namespace saan
