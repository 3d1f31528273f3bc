#include "gateway/match/compare.h"

#include <algorithm>
#include <limits>

namespace saan::match {
namespace {

// Pairs of names remembered: a power of two, and little enough to stay near the
// processor.
constexpr int kRememberedPairsLog2 = 15;
constexpr uint64_t kPairBits = 52;

// So many records do not have one slip of the pen.
constexpr uint32_t kKnownCount = 8;

}  // namespace

Comparer::Comparer(const Model& model, const Lexicon& lexicon)
    : model_(model),
      lexicon_(lexicon),
      remembered_(size_t{1} << kRememberedPairsLog2) {}

void Comparer::Compare(ProfileView a, ProfileView b, Levels* levels) {
  for (size_t i = 0; i < model_.comparisons.size(); ++i) {
    const int field = model_.comparisons[i].field;
    levels->level[i] = kNotCompared;
    levels->agreed[i] = kNoValue;
    CompareOne(i, ValuesOf(a, field), ValuesOf(b, field), a, b, levels);
  }
}

void Comparer::CompareOne(size_t i, ProfileView of_a, ProfileView of_b,
                          ProfileView a, ProfileView b, Levels* levels) {
  const Comparison& comparison = model_.comparisons[i];
  const bool is_name = comparison.kind == Kind::kName;
  if ((of_a.empty() || of_b.empty()) && comparison.nickname == kNoField &&
      comparison.former == kNoField) {
    return;
  }
  const int level =
      is_name ? CompareNames(comparison, of_a, of_b, a, b, &levels->agreed[i])
              : CompareOthers(comparison.kind, of_a, of_b, &levels->agreed[i]);
  if (level != kNotCompared) levels->level[i] = comparison.counts_as[level];
}

int Comparer::CompareNames(const Comparison& comparison, ProfileView a,
                           ProfileView b, ProfileView whole_a,
                           ProfileView whole_b, ValueId* agreed) {
  int best = std::numeric_limits<int>::max();
  for (const Trait x : a) {
    for (const Trait y : b) {
      int level = NameLevelOf(x.value(), y.value());
      if ((level == static_cast<int>(NameLevel::kAlike) ||
           level == static_cast<int>(NameLevel::kClose)) &&
          IsKnown(x.value()) && IsKnown(y.value())) {
        level = static_cast<int>(NameLevel::kLookalike);
      }
      if (level >= best) continue;
      best = level;
      if (x.value() == y.value()) *agreed = x.value();
    }
  }
  if (best > static_cast<int>(NameLevel::kClose) &&
      comparison.swaps_with != kNoField &&
      Swapped(comparison, whole_a, whole_b)) {
    best = static_cast<int>(NameLevel::kSwapped);
  }
  if (best > static_cast<int>(NameLevel::kFormer) &&
      comparison.former != kNoField &&
      IsFormer(comparison, whole_a, whole_b, agreed)) {
    best = static_cast<int>(NameLevel::kFormer);
  }
  if (best > static_cast<int>(NameLevel::kNickname) &&
      comparison.nickname != kNoField &&
      (AnyAlike(a, ValuesOf(whole_b, comparison.nickname)) ||
       AnyAlike(ValuesOf(whole_a, comparison.nickname), b))) {
    best = static_cast<int>(NameLevel::kNickname);
  }
  // A nickname in the name's place is no other name.
  if (best >= static_cast<int>(NameLevel::kLookalike) &&
      comparison.nickname != kNoField &&
      (IsOwnNickname(comparison, whole_a) ||
       IsOwnNickname(comparison, whole_b))) {
    return kNotCompared;
  }
  return best == std::numeric_limits<int>::max() ? kNotCompared : best;
}

bool Comparer::IsKnown(ValueId name) const {
  return lexicon_.count(name) >= kKnownCount;
}

// One side's name is the other side's other name, and where both other names
// are known, the other way round too. Where each side has one name alone, in
// two fields, the field that stands first speaks for both.
bool Comparer::Swapped(const Comparison& comparison, ProfileView whole_a,
                       ProfileView whole_b) {
  const ProfileView own_a = ValuesOf(whole_a, comparison.field);
  const ProfileView own_b = ValuesOf(whole_b, comparison.field);
  const ProfileView other_a = ValuesOf(whole_a, comparison.swaps_with);
  const ProfileView other_b = ValuesOf(whole_b, comparison.swaps_with);
  if ((own_a.empty() || own_b.empty()) &&
      comparison.swaps_with < comparison.field) {
    return false;
  }
  if (other_a.empty()) return AnyAlike(own_a, other_b);
  if (other_b.empty()) return AnyAlike(other_a, own_b);
  // "Peter Peters": where the other names agree as they stand, none moved.
  return AnyAlike(own_a, other_b) && AnyAlike(other_a, own_b) &&
         !AnyAlike(other_a, other_b);
}

bool Comparer::AreAlike(Trait a, Trait b) {
  return MayBeClose(a.glance(), b.glance()) &&
         NameLevelOf(a.value(), b.value()) <=
             static_cast<int>(NameLevel::kClose);
}

bool Comparer::AnyAlike(ProfileView a, ProfileView b) {
  for (const Trait x : a) {
    for (const Trait y : b) {
      if (AreAlike(x, y)) return true;
    }
  }
  return false;
}

bool Comparer::IsFormer(const Comparison& comparison, ProfileView whole_a,
                        ProfileView whole_b, ValueId* agreed) {
  const ProfileView former_a = ValuesOf(whole_a, comparison.former);
  const ProfileView former_b = ValuesOf(whole_b, comparison.former);
  if (former_a.empty() && former_b.empty()) return false;
  const ProfileView own_a = ValuesOf(whole_a, comparison.field);
  const ProfileView own_b = ValuesOf(whole_b, comparison.field);
  bool is_found = false;
  for (const auto& [x, y] :
       {std::pair(former_a, own_b), {own_a, former_b}, {former_a, former_b}}) {
    for (const Trait p : x) {
      for (const Trait q : y) {
        if (p.value() == q.value()) {
          *agreed = p.value();
          return true;
        }
        is_found = is_found || AreAlike(p, q);
      }
    }
  }
  return is_found;
}

bool Comparer::IsOwnNickname(const Comparison& comparison, ProfileView whole) {
  const ProfileView nicknames = ValuesOf(whole, comparison.nickname);
  const ProfileView names = ValuesOf(whole, comparison.field);
  if (nicknames.empty() || names.empty()) return false;
  return std::all_of(names.begin(), names.end(), [&](const Trait& name) {
    return AnyAlike({&name, 1}, nicknames);
  });
}

int Comparer::NameLevelOf(ValueId a, ValueId b) {
  if (a == b) return static_cast<int>(NameLevel::kExact);
  if (a > b) std::swap(a, b);
  if (b >= passing_) return CompareNameValues(a, b);
  const uint64_t pair = uint64_t{a} << kPairBits / 2 | b;
  uint64_t& remembered = remembered_[(pair * 0x9e3779b97f4a7c15ULL) >>
                                     (64 - kRememberedPairsLog2)];
  if ((remembered & ((uint64_t{1} << kPairBits) - 1)) != pair) {
    remembered = pair | static_cast<uint64_t>(CompareNameValues(a, b))
                            << kPairBits;
  }
  return static_cast<int>(remembered >> kPairBits);
}

SpelledName* Comparer::SpelledOf(ValueId name, SpelledNames* among) {
  Spelled& spelled = (*among)[name % among->size()];
  const absl::string_view text = lexicon_.text(name);
  // The lexicon moves its texts as it grows.
  if (spelled.name != name || spelled.spelled.text().data() != text.data()) {
    spelled = {name, SpelledName(text)};
  }
  return &spelled.spelled;
}

int Comparer::CompareNameValues(ValueId a, ValueId b) {
  const bool is_one_sound =
      lexicon_.sound(a) != 0 && lexicon_.sound(a) == lexicon_.sound(b);
  return static_cast<int>(match::CompareNames(SpelledOf(a, &spelled_first_),
                                              SpelledOf(b, &spelled_second_),
                                              is_one_sound));
}

int Comparer::CompareOthers(Kind kind, ProfileView a, ProfileView b,
                            ValueId* agreed) {
  int best = std::numeric_limits<int>::max();
  for (const Trait x : a) {
    for (const Trait y : b) {
      int level = best;
      const auto texts = [&](auto compare) {
        return static_cast<int>(
            compare(lexicon_.text(x.value()), lexicon_.text(y.value())));
      };
      switch (kind) {
        case Kind::kDate:
          level = static_cast<int>(
              CompareDates(lexicon_.date(x.value()), lexicon_.date(y.value())));
          break;
        case Kind::kNationalId:
          level = texts(&CompareNationalIds);
          break;
        case Kind::kNumber:
          level = texts(&CompareNumbers);
          break;
        case Kind::kArea:
          level = texts(&CompareAreas);
          break;
        case Kind::kIssued: {
          const absl::string_view p = lexicon_.text(x.value());
          const absl::string_view q = lexicon_.text(y.value());
          if (p.substr(0, p.find(':')) != q.substr(0, q.find(':'))) continue;
          level = x.value() == y.value() ? 0 : 1;
          break;
        }
        case Kind::kWord:
        case Kind::kName:
          level = x.value() == y.value() ? 0 : 1;
          break;
      }
      if (level >= best) continue;
      best = level;
      if (x.value() == y.value()) *agreed = x.value();
    }
  }
  return best == std::numeric_limits<int>::max() ? kNotCompared : best;
}

}  // namespace saan::match
