// The words for what is wrong with a native record, or deserves a look: one
// table of reasons and remedies, in Thai and English. Never a value.

#ifndef SAAN_ADAPTERS_MAPPING_FINDING_H_
#define SAAN_ADAPTERS_MAPPING_FINDING_H_

#include <string>

#include "absl/strings/string_view.h"
#include "saan/v1/errors.pb.h"

namespace saan::adapters {

enum class Finding {
  kTooLarge,
  kEncoding,
  kJsonMalformed,
  kMemberTwice,
  kNesting,
  kCsvMalformed,
  kOneRow,
  kColumnCount,
  kFormUnknown,
  kMissing,
  kIdTooLong,
  kType,
  kCode,
  kForbiddenCharacter,
  kListTooLong,
  kDateImpossible,
  kDateAmbiguous,
  kAgeWithoutDay,
  kNumberInvalid,
  kNumberDamaged,
  kPersonNumberInvalid,
  kPhoneInvalid,
  kPersonNumberMisplaced,
  kColumnRepeated,
  kNotMapped,
};

// `field` is a native path. `detail` names a code list (and a code that cannot
// be personal data) for kCode, and is left out otherwise.
v1::Violation Say(Finding finding, absl::string_view field,
                  absl::string_view detail = "");

// The code when it is so formed that it cannot be a person's name or number: at
// most 9 capitals, digits, dots, dashes and underscores, with a letter and a
// digit, and no more than 5 digits. Empty otherwise.
std::string ShowableCode(absl::string_view code);

// A native field's name as it may be shown: cut at 60 code points, and masked
// when it holds more than 5 digits or control characters.
std::string ShowableName(absl::string_view name);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_FINDING_H_
