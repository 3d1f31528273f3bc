// The Thai and English words for the values of the doors' enums: purposes,
// roles, outcomes, reasons. One table; every value that can be shown has a row
// (a test holds that).

#ifndef SAAN_GATEWAY_CTL_WORDS_H_
#define SAAN_GATEWAY_CTL_WORDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "saan/v1/sharing.pb.h"

namespace saan::ctl {

// The language that the person reads.
enum class Lang { kThai, kEnglish };

// One thing said in both languages.
struct Words {
  std::string th;
  std::string en;

  const std::string& In(Lang lang) const {
    return lang == Lang::kThai ? th : en;
  }
};

// Words for the enum value named `value_name`, e.g. "ROLE_TEACHER". A name
// that the table does not hold, as of a newer gateway, stands for itself.
Words WordsFor(absl::string_view value_name);

// Words for a value of a generated enum, e.g. WordsFor(v1::ROLE_TEACHER).
template <typename Enum>
Words WordsForValue(Enum value) {
  const auto* found =
      google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(value);
  return WordsFor(found == nullptr ? std::to_string(value) : found->name());
}

// Words for a reason as the log and ErrorInfo write it, without the prefix
// "ERROR_REASON_", e.g. "NO_ACCESS".
Words WordsForReason(absl::string_view reason);

// The short words of an enum, lower case without prefix, as the flags take
// them: "case_care", ... The value 0 is left out.
std::vector<std::string> ShortWords(
    const google::protobuf::EnumDescriptor& descriptor);

// Reads a short word in any case, with dashes or underscores, with or without
// the prefix. INVALID_ARGUMENT lists the right words.
absl::StatusOr<int> ParseShortWord(
    const google::protobuf::EnumDescriptor& descriptor, absl::string_view text);

// ParseShortWord for the two enums of the flags. An empty text is UNSPECIFIED.
absl::StatusOr<v1::Purpose> ParsePurpose(absl::string_view text);
absl::StatusOr<v1::Role> ParseRole(absl::string_view text);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_WORDS_H_
