// Thai personal names: titles, fused and split names, nicknames, fillers.

#ifndef SAAN_ADAPTERS_THAI_NAME_H_
#define SAAN_ADAPTERS_THAI_NAME_H_

#include <string>

#include "absl/strings/string_view.h"
#include "saan/v1/child.pb.h"

namespace saan::thai {

// The usual abbreviation of a title in any of its spellings ("เด็กชาย", "ดช."
// -> "ด.ช."); an unknown title as it is; empty for a filler.
std::string CanonicalTitle(absl::string_view folded);

// The sex that a title tells; SEX_UNSPECIFIED when it tells none.
v1::Sex SexOfTitle(absl::string_view canonical_title);

struct TitledName {
  std::string title;  // Canonical; empty when there is none.
  std::string name;   // Empty for a filler.
};
// Splits a title that is glued to a name or stands before it. The longest title
// first, and only where what is left can begin a name: "นายิกา" stays whole.
TitledName SplitTitle(absl::string_view folded);

struct WholeName {
  std::string title;
  std::string given_name;
  std::string middle_name;
  std::string family_name;  // Keeps "ณ อยุธยา" and the like together.
};
// Title, given and family name from one text.
WholeName SplitFullName(absl::string_view folded);

// The nickname without a leading "น้อง"; empty for a filler.
std::string CleanNickname(absl::string_view folded);

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_NAME_H_
