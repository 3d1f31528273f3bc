// The titles that stand before Thai names.

#ifndef SAAN_ADAPTERS_THAI_TITLES_H_
#define SAAN_ADAPTERS_THAI_TITLES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "saan/v1/child.pb.h"

namespace saan::thai {

// How a title may be told from the name behind it.
enum class TitleUse {
  kLegal,  // Also glued to the name: "ด.ช.ณัฐวุฒิ".
  kKin,  // Only before a space: "ตา" begins "ตาล", "ครู" begins a nickname.
};

struct Title {
  absl::string_view form;  // Without spaces.
  absl::string_view canonical;
  v1::Sex sex;  // What the title tells of the sex, if anything.
  TitleUse use;
};

// Every form, the longest first.
absl::Span<const Title> Titles();

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_TITLES_H_
