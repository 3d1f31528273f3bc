#include "gateway/match/compare.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "gateway/match/distance.h"
#include "gateway/match/identifier.h"
#include "gateway/match/thai_sound.h"

namespace saan::match {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

constexpr int kDaysOfMonth = 31;
constexpr int kDaysOfYear = 366;
// A key shorter than this is shared by too many names.
constexpr size_t kMinLatinKeySigns = 2;

bool Contains(const Strings& values, absl::string_view value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& v) { return v == value; });
}

bool ShareAny(const Strings& a, const Strings& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& value) {
    return Contains(b, value);
  });
}

// The better of a level reached before (or none) and another.
template <typename Level>
void Improve(std::optional<Level>* best, Level level) {
  if (!*best || level < **best) *best = level;
}

// One digit off, or two neighbours swapped.
bool AreNear(absl::string_view a, absl::string_view b) {
  if (a.size() != b.size()) return false;
  size_t first = 0;
  while (first < a.size() && a[first] == b[first]) ++first;
  if (first == a.size()) return false;
  const absl::string_view rest_a = a.substr(first), rest_b = b.substr(first);
  if (rest_a.substr(1) == rest_b.substr(1)) return true;
  return rest_a.size() >= 2 && rest_a[0] == rest_b[1] &&
         rest_a[1] == rest_b[0] && rest_a.substr(2) == rest_b.substr(2);
}

// A number that stands as a guardian's on the other side names no child.
bool IsGuardians(const v1::Traits& other, const std::string& identifier) {
  return Contains(other.guardian_identifiers(), identifier);
}

template <typename Visit>
void ForNationalIds(const v1::Traits& traits, const v1::Traits& other,
                    Visit visit) {
  for (const std::string& id : traits.identifiers()) {
    if (IsOfKind(id, "national_id") && !IsGuardians(other, id)) visit(id, true);
  }
  for (const std::string& id : traits.weak_identifiers()) {
    if (IsOfKind(id, "national_id")) visit(id, false);
  }
}

std::optional<NationalIdLevel> CompareNationalIds(const v1::Traits& a,
                                                  const v1::Traits& b) {
  std::optional<NationalIdLevel> best;
  ForNationalIds(a, b, [&](const std::string& x, bool is_x_valid) {
    ForNationalIds(b, a, [&](const std::string& y, bool is_y_valid) {
      const bool are_valid = is_x_valid && is_y_valid;
      if (x == y) {
        Improve(&best, are_valid ? NationalIdLevel::kEqual
                                 : NationalIdLevel::kUncheckedEqual);
      } else if (AreNear(ValueOf(x), ValueOf(y))) {
        Improve(&best, are_valid ? NationalIdLevel::kNear
                                 : NationalIdLevel::kUncheckedNear);
      } else {
        Improve(&best, are_valid ? NationalIdLevel::kDiffers
                                 : NationalIdLevel::kUncheckedDiffers);
      }
    });
  });
  return best;
}

// Identifiers of these kinds, compared within their scopes.
template <typename Level>
std::optional<Level> CompareScoped(
    const Strings& a, const Strings& b,
    std::initializer_list<absl::string_view> kinds) {
  std::optional<Level> best;
  for (const std::string& x : a) {
    if (std::none_of(kinds.begin(), kinds.end(), [&](absl::string_view kind) {
          return IsOfKind(x, kind);
        })) {
      continue;
    }
    for (const std::string& y : b) {
      if (ScopeOf(x) != ScopeOf(y)) continue;
      Improve(&best, x == y ? Level::kEqual : Level::kDiffers);
    }
  }
  return best;
}

// How alike two names of one script are; nothing below "similar".
template <typename Level>
std::optional<Level> CompareSpelling(const std::string& a, const std::string& b,
                                     const NameThresholds& least) {
  if (a == b) return Level::kExact;
  const double similarity = Similarity(Spelling(a), Spelling(b),
                                       std::min(least.similar, least.alike));
  if (similarity >= least.alike) {
    const Letters x = Lk82Letters(Letters(a)), y = Lk82Letters(Letters(b));
    if (!x.empty() && x == y) return Level::kAlike;
  }
  if (similarity >= least.close) return Level::kClose;
  if (similarity >= least.similar) return Level::kSimilar;
  return std::nullopt;
}

// Nothing when the pair says nothing: a name in Latin letters that does not
// sound like a Thai one may be only another way to write it.
std::optional<GivenNameLevel> CompareGivenPair(const std::string& a,
                                               const std::string& b,
                                               const NameThresholds& least) {
  if (a.empty() || b.empty()) return std::nullopt;
  if (IsLatin(a) == IsLatin(b)) {
    return CompareSpelling<GivenNameLevel>(a, b, least)
        .value_or(GivenNameLevel::kDiffers);
  }
  const std::string key = LatinKey(a);
  if (key.size() < kMinLatinKeySigns || key != LatinKey(b)) return std::nullopt;
  return GivenNameLevel::kLatin;
}

bool HasNickname(const v1::Traits& named, const v1::Traits& nicknamed) {
  return std::any_of(named.given_names().begin(), named.given_names().end(),
                     [&](const std::string& given) {
                       return !given.empty() &&
                              Contains(nicknamed.nicknames(), given);
                     });
}

bool AreSwapped(const v1::Traits& a, const v1::Traits& b) {
  for (int i = 0; i < a.given_names_size(); ++i) {
    for (int j = 0; j < b.given_names_size(); ++j) {
      if (!a.given_names(i).empty() && !a.family_names(i).empty() &&
          a.given_names(i) != a.family_names(i) &&
          a.given_names(i) == b.family_names(j) &&
          a.family_names(i) == b.given_names(j)) {
        return true;
      }
    }
  }
  return false;
}

std::optional<GivenNameLevel> CompareGivenNames(const v1::Traits& a,
                                                const v1::Traits& b,
                                                const NameThresholds& least) {
  for (const std::string& name : a.given_names()) {
    if (!name.empty() && Contains(b.given_names(), name)) {
      return GivenNameLevel::kExact;
    }
  }
  std::optional<GivenNameLevel> best;
  for (const std::string& x : a.given_names()) {
    for (const std::string& y : b.given_names()) {
      const auto level = CompareGivenPair(x, y, least);
      if (level) Improve(&best, *level);
    }
  }
  if (!best || *best > GivenNameLevel::kSwapped) {
    if (AreSwapped(a, b)) {
      Improve(&best, GivenNameLevel::kSwapped);
    } else if (HasNickname(a, b) || HasNickname(b, a)) {
      Improve(&best, GivenNameLevel::kNickname);
    }
  }
  return best;
}

std::optional<FamilyNameLevel> CompareFamilyNames(const v1::Traits& a,
                                                  const v1::Traits& b,
                                                  const NameThresholds& least) {
  std::optional<FamilyNameLevel> best;
  for (const std::string& x : a.family_names()) {
    for (const std::string& y : b.family_names()) {
      if (x.empty() || y.empty() || IsLatin(x) != IsLatin(y)) continue;
      Improve(&best, CompareSpelling<FamilyNameLevel>(x, y, least)
                         .value_or(FamilyNameLevel::kDiffers));
      if (*best == FamilyNameLevel::kExact) return best;
    }
  }
  return best;
}

std::optional<NicknameLevel> CompareNicknames(const v1::Traits& a,
                                              const v1::Traits& b,
                                              const NameThresholds& least) {
  std::optional<NicknameLevel> best;
  for (const std::string& x : a.nicknames()) {
    for (const std::string& y : b.nicknames()) {
      if (x == y) return NicknameLevel::kExact;
      const double similarity =
          Similarity(Spelling(x), Spelling(y), least.alike);
      Improve(&best,
              similarity > 0 ? NicknameLevel::kAlike : NicknameLevel::kDiffers);
    }
  }
  return best;
}

absl::CivilDay DayOf(int days) { return absl::CivilDay(1970, 1, 1) + days; }

// Two births that are both known to the day and unequal.
BirthLevel CompareDays(const v1::Traits& a, const v1::Traits& b) {
  const absl::CivilDay x = DayOf(a.birth_earliest_days());
  const absl::CivilDay y = DayOf(b.birth_earliest_days());
  if (a.is_birth_day_doubtful() || b.is_birth_day_doubtful()) {
    if (x.year() == y.year()) return BirthLevel::kYear;
    return std::abs(x - y) <= kDaysOfYear ? BirthLevel::kNear
                                          : BirthLevel::kDiffers;
  }
  if (x.year() == y.year() && x.month() == y.day() && x.day() == y.month()) {
    return BirthLevel::kSwapped;
  }
  const int unequal =
      (x.year() != y.year()) + (x.month() != y.month()) + (x.day() != y.day());
  return unequal == 1 ? BirthLevel::kTypo : BirthLevel::kDiffers;
}

std::optional<BirthLevel> CompareBirths(const v1::Traits& a,
                                        const v1::Traits& b) {
  if (!a.has_birth() || !b.has_birth()) return std::nullopt;
  const int width_a = a.birth_latest_days() - a.birth_earliest_days();
  const int width_b = b.birth_latest_days() - b.birth_earliest_days();
  if (width_a == 0 && width_b == 0) {
    if (a.birth_earliest_days() != b.birth_earliest_days()) {
      return CompareDays(a, b);
    }
    return a.is_birth_day_doubtful() || b.is_birth_day_doubtful()
               ? BirthLevel::kYear
               : BirthLevel::kDay;
  }
  const int gap = std::max(a.birth_earliest_days() - b.birth_latest_days(),
                           b.birth_earliest_days() - a.birth_latest_days());
  if (gap > 0) {
    return gap <= kDaysOfYear ? BirthLevel::kNear : BirthLevel::kDiffers;
  }
  const bool is_doubtful =
      a.is_birth_day_doubtful() || b.is_birth_day_doubtful();
  if (std::max(width_a, width_b) < kDaysOfMonth && !is_doubtful) {
    return BirthLevel::kMonth;
  }
  const bool is_year = DayOf(a.birth_earliest_days()).year() ==
                           DayOf(b.birth_latest_days()).year() &&
                       DayOf(b.birth_earliest_days()).year() ==
                           DayOf(a.birth_latest_days()).year();
  return is_year ? BirthLevel::kYear : BirthLevel::kInterval;
}

bool ShareGuardianName(const v1::Traits& a, const v1::Traits& b) {
  for (int i = 0; i < a.guardian_given_names_size(); ++i) {
    for (int j = 0; j < b.guardian_given_names_size(); ++j) {
      if (a.guardian_given_names(i) != b.guardian_given_names(j)) continue;
      const std::string& x = a.guardian_family_names(i);
      const std::string& y = b.guardian_family_names(j);
      if (x.empty() || y.empty() || x == y) return true;
    }
  }
  return false;
}

// A house number names a house only within its subdistrict.
constexpr size_t kSubdistrictDigits = 6;
bool AreInOneSubdistrict(const v1::Traits& a, const v1::Traits& b) {
  return a.area_code().size() >= kSubdistrictDigits &&
         absl::string_view(a.area_code()).substr(0, kSubdistrictDigits) ==
             absl::string_view(b.area_code()).substr(0, kSubdistrictDigits);
}

std::optional<HouseholdLevel> CompareHouseholds(const v1::Traits& a,
                                                const v1::Traits& b) {
  struct Item {
    bool is_known;
    bool is_shared;
    HouseholdLevel level;
  };
  const Item items[] = {
      {!a.guardian_identifiers().empty() && !b.guardian_identifiers().empty(),
       ShareAny(a.guardian_identifiers(), b.guardian_identifiers()),
       HouseholdLevel::kGuardianId},
      {!a.house_code().empty() && !b.house_code().empty(),
       a.house_code() == b.house_code(), HouseholdLevel::kHouseCode},
      {!a.phones().empty() && !b.phones().empty(),
       ShareAny(a.phones(), b.phones()), HouseholdLevel::kPhone},
      {!a.guardian_given_names().empty() && !b.guardian_given_names().empty(),
       ShareGuardianName(a, b), HouseholdLevel::kGuardianName},
      {!a.house().empty() && !b.house().empty(),
       a.house() == b.house() && AreInOneSubdistrict(a, b),
       HouseholdLevel::kHouse},
  };
  std::optional<HouseholdLevel> best;
  int shared = 0;
  for (const Item& item : items) {
    if (!item.is_known) continue;
    Improve(&best, item.is_shared ? item.level : HouseholdLevel::kDiffers);
    shared += item.is_shared;
  }
  return shared >= 2 ? HouseholdLevel::kSeveral : best;
}

std::optional<AreaLevel> CompareAreas(const v1::Traits& a,
                                      const v1::Traits& b) {
  constexpr struct {
    size_t digits;
    AreaLevel level;
  } kAreas[] = {{kSubdistrictDigits, AreaLevel::kSubdistrict},
                {4, AreaLevel::kDistrict},
                {2, AreaLevel::kProvince}};
  const absl::string_view x = a.area_code(), y = b.area_code();
  if (x.size() < 2 || y.size() < 2) return std::nullopt;
  for (const auto& area : kAreas) {
    if (x.size() >= area.digits && y.size() >= area.digits &&
        x.substr(0, area.digits) == y.substr(0, area.digits)) {
      return area.level;
    }
  }
  return AreaLevel::kDiffers;
}

std::optional<SchoolLevel> CompareSchools(const v1::Traits& a,
                                          const v1::Traits& b) {
  if (a.school_code().empty() || b.school_code().empty()) return std::nullopt;
  if (a.school_code() != b.school_code()) return SchoolLevel::kDiffers;
  return !a.level().empty() && a.level() == b.level() ? SchoolLevel::kClass
                                                      : SchoolLevel::kSchool;
}

std::optional<SexLevel> CompareSexes(const v1::Traits& a, const v1::Traits& b) {
  if (a.sex() == 0 || b.sex() == 0) return std::nullopt;
  return a.sex() == b.sex() ? SexLevel::kEqual : SexLevel::kDiffers;
}

}  // namespace

Weighed Weigh(const LoadedModel& model, const v1::Traits& a,
              const v1::Traits& b) {
  Weighed weighed;
  weighed.levels.fill(Weighed::kNotCompared);
  weighed.bits = model.prior_bits();
  auto add = [&](Field field, auto level) {
    if (!level) return;
    const int index = static_cast<int>(*level);
    weighed.levels[static_cast<size_t>(field)] = static_cast<int8_t>(index);
    weighed.bits += model.weight_bits(field, index);
  };
  add(Field::kNationalId, CompareNationalIds(a, b));
  add(Field::kGCode,
      CompareScoped<GCodeLevel>(a.identifiers(), b.identifiers(), {"g_code"}));
  add(Field::kWeakIdentifier, CompareScoped<WeakIdentifierLevel>(
                                  a.weak_identifiers(), b.weak_identifiers(),
                                  {"passport", "hospital_number"}));
  add(Field::kStudentNumber,
      CompareScoped<StudentNumberLevel>(a.identifiers(), b.identifiers(),
                                        {"student_number"}));
  add(Field::kSystemPerson,
      CompareScoped<SystemPersonLevel>(a.identifiers(), b.identifiers(),
                                       {"system_person"}));
  const auto given = CompareGivenNames(a, b, model.given());
  add(Field::kGivenName, given);
  if (given != GivenNameLevel::kSwapped) {
    add(Field::kFamilyName, CompareFamilyNames(a, b, model.family()));
  }
  add(Field::kNickname, CompareNicknames(a, b, model.nickname()));
  add(Field::kBirth, CompareBirths(a, b));
  add(Field::kSex, CompareSexes(a, b));
  add(Field::kHousehold, CompareHouseholds(a, b));
  add(Field::kArea, CompareAreas(a, b));
  add(Field::kSchool, CompareSchools(a, b));
  return weighed;
}

}  // namespace saan::match
