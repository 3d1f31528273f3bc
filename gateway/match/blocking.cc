// Keys come in the order in which they are worth most: what names the child
// itself, then name with birth, then the household, then place.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gateway/match/identifier.h"
#include "gateway/match/match.h"
#include "gateway/match/thai_sound.h"

namespace saan::match {
namespace {

// A birth known no better than this many years gives keys without a year.
constexpr int kMaxBirthYears = 3;
// First digits of a national ID that are its office and part of its book, and
// the digits after them: a slip in one leaves the other whole.
constexpr size_t kHeadDigits = 7;
constexpr size_t kDistrictDigits = 4;
constexpr size_t kSubdistrictDigits = 6;
// Names and household items that give keys; the rest are only compared.
constexpr int kKeyedNames = 2;
constexpr int kKeyedHouseholdItems = 2;

absl::CivilDay DayOf(int days) { return absl::CivilDay(1970, 1, 1) + days; }

// Collects keys, each once, up to the limit.
class Keys {
 public:
  void Add(absl::string_view domain, std::string text, bool is_strong = false) {
    if (text.empty() || keys_.size() >= kMaxBlockingKeys) return;
    for (const BlockingKey& key : keys_) {
      if (key.domain == domain && key.text == text) return;
    }
    keys_.push_back({std::string(domain), std::move(text), is_strong});
  }
  std::vector<BlockingKey> Take() { return std::move(keys_); }

 private:
  std::vector<BlockingKey> keys_;
};

// What of a child the keys are made of.
struct Parts {
  std::vector<std::string> lk82;    // Of given names.
  std::vector<std::string> udom83;  // Of the same.
  std::vector<std::string> family;  // LK82, in step; may be empty.
  std::vector<int> years;           // Possible years of birth.
  std::string birth_day;            // When the day is known.
  std::string district;
  std::string subdistrict;
};

Parts PartsOf(const v1::Traits& traits) {
  Parts parts;
  for (int i = 0; i < std::min(traits.given_names_size(), kKeyedNames); ++i) {
    const std::string& given = traits.given_names(i);
    parts.lk82.push_back(IsLatin(given) ? LatinKey(given) : Lk82(given));
    parts.udom83.push_back(IsLatin(given) ? LatinKey(given) : Udom83(given));
    parts.family.push_back(Lk82(traits.family_names(i)));
  }
  if (traits.has_birth()) {
    const auto first = DayOf(traits.birth_earliest_days()).year();
    const auto last = DayOf(traits.birth_latest_days()).year();
    if (last - first < kMaxBirthYears) {
      for (auto year = first; year <= last; ++year) {
        parts.years.push_back(static_cast<int>(year));
      }
    }
    if (traits.birth_earliest_days() == traits.birth_latest_days() &&
        !traits.is_birth_day_doubtful()) {
      parts.birth_day = absl::StrCat(traits.birth_earliest_days());
    }
  }
  if (traits.area_code().size() >= kDistrictDigits) {
    parts.district = traits.area_code().substr(0, kDistrictDigits);
  }
  if (traits.area_code().size() >= kSubdistrictDigits) {
    parts.subdistrict = traits.area_code().substr(0, kSubdistrictDigits);
  }
  return parts;
}

void AddIdentifiers(const v1::Traits& traits, Keys* keys) {
  for (const std::string& id : traits.identifiers()) {
    keys->Add("identifier", id, true);
  }
  for (const std::string& id : traits.weak_identifiers()) {
    keys->Add("weak_identifier", id);
  }
  // One digit mistyped, or two swapped, must still meet.
  for (const auto* ids : {&traits.identifiers(), &traits.weak_identifiers()}) {
    for (const std::string& id : *ids) {
      const absl::string_view value = ValueOf(id);
      if (!IsOfKind(id, "national_id") || value.size() != kNationalIdDigits) {
        continue;
      }
      std::string sorted(value);
      std::sort(sorted.begin(), sorted.end());
      keys->Add("digits", std::move(sorted));
      keys->Add("id_head", std::string(value.substr(0, kHeadDigits)));
      keys->Add("id_tail", std::string(value.substr(kHeadDigits)));
    }
  }
}

void AddNameKeys(const v1::Traits& traits, const Parts& parts, Keys* keys) {
  for (size_t i = 0; i < parts.lk82.size(); ++i) {
    if (parts.lk82[i].empty()) continue;
    for (const int year : parts.years) {
      keys->Add("lk82+birth", absl::StrCat(parts.lk82[i], "|", year));
    }
    if (!parts.family[i].empty()) {
      keys->Add("udom83+family",
                absl::StrCat(parts.udom83[i], "|", parts.family[i]));
    }
  }
  for (size_t i = 0; i < parts.family.size(); ++i) {
    if (parts.family[i].empty() || parts.birth_day.empty()) continue;
    keys->Add("family+birth",
              absl::StrCat(parts.family[i], "|", parts.birth_day));
  }
}

void AddHouseholdKeys(const v1::Traits& traits, const Parts& parts,
                      Keys* keys) {
  auto first_of = [](const auto& values) {
    return std::min(values.size(), kKeyedHouseholdItems);
  };
  for (int i = 0; i < first_of(traits.guardian_identifiers()); ++i) {
    keys->Add("guardian", traits.guardian_identifiers(i));
  }
  for (const int year : parts.years) {
    if (!traits.house_code().empty()) {
      keys->Add("house+birth", absl::StrCat(traits.house_code(), "|", year));
    }
    for (int i = 0; i < first_of(traits.phones()); ++i) {
      keys->Add("phone+birth", absl::StrCat(traits.phones(i), "|", year));
    }
  }
  for (int i = 0; i < first_of(traits.phones()); ++i) {
    for (const std::string& given : parts.lk82) {
      if (given.empty()) continue;
      keys->Add("phone+lk82", absl::StrCat(traits.phones(i), "|", given));
    }
  }
}

// A name without a family name is short, and often foreign and written by ear:
// its consonants, with birth and place.
void AddOneNameKeys(const v1::Traits& traits, const Parts& parts, Keys* keys) {
  for (size_t i = 0; i < parts.lk82.size(); ++i) {
    if (!parts.family[i].empty() || parts.lk82[i].empty()) continue;
    for (const int year : parts.years) {
      keys->Add("one_name+birth",
                absl::StrCat(LatinKey(traits.given_names(i)), "|", year, "|",
                             parts.subdistrict.empty() ? parts.district
                                                       : parts.subdistrict));
    }
  }
}

// Nicknames meet given names here: each is often written in the other's place.
void AddPlaceKeys(const v1::Traits& traits, const Parts& parts, Keys* keys) {
  if (parts.district.empty()) return;
  for (const std::string& given : parts.lk82) {
    if (given.empty()) continue;
    keys->Add("lk82+place", absl::StrCat(given, "|", parts.district));
  }
  if (!parts.birth_day.empty()) {
    keys->Add("birth+place",
              absl::StrCat(parts.birth_day, "|", parts.district));
  }
  for (const std::string& nickname : traits.nicknames()) {
    keys->Add("nickname+place",
              absl::StrCat(nickname, "|",
                           parts.subdistrict.empty() ? parts.district
                                                     : parts.subdistrict));
    keys->Add("lk82+place", absl::StrCat(Lk82(nickname), "|", parts.district));
  }
}

}  // namespace

std::vector<BlockingKey> BlockingKeys(const v1::Traits& traits) {
  const Parts parts = PartsOf(traits);
  Keys keys;
  AddIdentifiers(traits, &keys);
  AddNameKeys(traits, parts, &keys);
  AddHouseholdKeys(traits, parts, &keys);
  AddOneNameKeys(traits, parts, &keys);
  AddPlaceKeys(traits, parts, &keys);
  return keys.Take();
}

}  // namespace saan::match
