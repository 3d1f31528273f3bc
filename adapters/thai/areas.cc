#include "adapters/thai/areas.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace saan::thai {
namespace {

constexpr absl::string_view kCity = "เมือง";
constexpr size_t kColumns = 5;

// What people call provinces beside their names, without dots and "ฯ".
constexpr std::pair<absl::string_view, absl::string_view> kProvinceForms[] = {
    {"กทม", "กรุงเทพมหานคร"},     {"กรุงเทพ", "กรุงเทพมหานคร"},
    {"bangkok", "กรุงเทพมหานคร"}, {"bkk", "กรุงเทพมหานคร"},
    {"อยุธยา", "พระนครศรีอยุธยา"},  {"โคราช", "นครราชสีมา"},
    {"สุราษฎร์", "สุราษฎร์ธานี"},     {"ประจวบ", "ประจวบคีรีขันธ์"},
    {"อุบล", "อุบลราชธานี"},        {"กาญจน์", "กาญจนบุรี"},
    {"นครศรี", "นครศรีธรรมราช"},
};

// A name without spaces and hyphens.
std::string KeyOf(absl::string_view name) {
  std::string key;
  key.reserve(name.size());
  for (const char c : name) {
    if (c != ' ' && c != '-') key.push_back(c);
  }
  return key;
}

using Named = absl::flat_hash_map<std::string, std::vector<const Area*>>;

class AreaIndex {
 public:
  AreaIndex() {
    std::vector<absl::string_view> lines =
        absl::StrSplit(AreasTsv(), '\n', absl::SkipEmpty());
    areas_.reserve(lines.size());
    for (size_t i = 1; i < lines.size(); ++i) {  // The first is a header.
      const std::vector<absl::string_view> cells =
          absl::StrSplit(lines[i], '\t');
      if (cells.size() != kColumns) continue;
      areas_.push_back({cells[0], cells[1], cells[2], cells[3], cells[4]});
    }
    for (const Area& area : areas_) Add(area);
    for (const auto& [form, name] : kProvinceForms) {
      std::vector<const Area*> areas = provinces_[KeyOf(name)];
      provinces_[form] = std::move(areas);
    }
  }

  const Area* ByCode(absl::string_view code) const {
    const auto found = by_code_.find(code);
    return found == by_code_.end() ? nullptr : found->second;
  }

  static absl::Span<const Area* const> Find(const Named& named,
                                            absl::string_view name) {
    const auto found = named.find(KeyOf(name));
    if (found == named.end()) return {};
    return found->second;
  }

  const Named& provinces() const { return provinces_; }
  const Named& districts() const { return districts_; }
  const Named& subdistricts() const { return subdistricts_; }

 private:
  void Add(const Area& area) {
    by_code_[area.code] = &area;
    if (!area.subdistrict.empty()) {
      subdistricts_[KeyOf(area.subdistrict)].push_back(&area);
    } else if (!area.district.empty()) {
      districts_[KeyOf(area.district)].push_back(&area);
    } else {
      provinces_[KeyOf(area.province)].push_back(&area);
    }
  }

  std::vector<Area> areas_;  // Never grows once the pointers are taken.
  absl::flat_hash_map<absl::string_view, const Area*> by_code_;
  Named provinces_;
  Named districts_;
  Named subdistricts_;
};

const AreaIndex& Index() {
  static const auto* const kIndex = new AreaIndex();
  return *kIndex;
}

}  // namespace

const Area* FindArea(absl::string_view code) { return Index().ByCode(code); }

const Area* FindProvince(absl::string_view name) {
  std::string form = absl::AsciiStrToLower(absl::StripAsciiWhitespace(name));
  absl::string_view bare = form;
  absl::ConsumeSuffix(&bare, ".");
  absl::ConsumeSuffix(&bare, "ฯ");
  const absl::Span<const Area* const> found =
      AreaIndex::Find(Index().provinces(), bare);
  return found.empty() ? nullptr : found[0];
}

absl::Span<const Area* const> DistrictsNamed(absl::string_view name) {
  return AreaIndex::Find(Index().districts(), name);
}

absl::Span<const Area* const> SubdistrictsNamed(absl::string_view name) {
  return AreaIndex::Find(Index().subdistricts(), name);
}

bool IsSameAreaName(absl::string_view a, absl::string_view b) {
  return a == b || KeyOf(a) == KeyOf(b);
}

bool IsInCityDistrict(const Area& area) {
  absl::string_view name = area.district;
  if (name == area.province) return true;
  return absl::ConsumePrefix(&name, kCity) && name == area.province;
}

bool IsDistrictOf(const Area& area, absl::string_view name) {
  return IsSameAreaName(area.district, name) ||
         (name == kCity && IsInCityDistrict(area));
}

}  // namespace saan::thai
