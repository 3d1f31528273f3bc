// The provinces, districts and subdistricts of Thailand by code and by name.

#ifndef SAAN_ADAPTERS_THAI_AREAS_H_
#define SAAN_ADAPTERS_THAI_AREAS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace saan::thai {

// The text of areas.tsv, which README.md describes.
absl::string_view AreasTsv();

// One area. Names of levels below it are empty.
struct Area {
  absl::string_view code;  // 2, 4 or 6 digits.
  absl::string_view subdistrict;
  absl::string_view district;
  absl::string_view province;
  absl::string_view postcodes;  // Joined by ",".
};

// All look-ups are safe from any thread; areas live as long as the program.

// The area of a code of 2, 4 or 6 digits; null when there is none.
const Area* FindArea(absl::string_view code);

// The province of a name in any usual form ("กทม."); null when there is none.
const Area* FindProvince(absl::string_view name);

// All areas of one level that bear a name, in order of their codes.
absl::Span<const Area* const> DistrictsNamed(absl::string_view name);
absl::Span<const Area* const> SubdistrictsNamed(absl::string_view name);

// True for names that differ in spaces and hyphens only.
bool IsSameAreaName(absl::string_view a, absl::string_view b);

// True when `area` lies in the city district of its province, whatever that is
// named: "อ.เมือง".
bool IsInCityDistrict(const Area& area);

// True when "เมือง" alone, or the district's own name, is `name`.
bool IsDistrictOf(const Area& area, absl::string_view name);

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_AREAS_H_
