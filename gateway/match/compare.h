// Compares two profiles field by field: which level each comparison reaches.

#ifndef SAAN_GATEWAY_MATCH_COMPARE_H_
#define SAAN_GATEWAY_MATCH_COMPARE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "gateway/match/distance.h"
#include "gateway/match/letters.h"
#include "gateway/match/lexicon.h"
#include "gateway/match/model.h"
#include "gateway/match/profile.h"

namespace saan::match {

// A comparison that one side has no value for; it weighs nothing.
inline constexpr int8_t kNotCompared = -1;

// The levels reached, by comparison, and for agreement on one value, the value.
struct Levels {
  std::array<int8_t, kMaxComparisons> level;
  std::array<ValueId, kMaxComparisons> agreed;  // kNoValue otherwise.
};

// A name made ready for comparing, as far as it was asked for.
class SpelledName {
 public:
  SpelledName() = default;
  // The text must outlive this.
  explicit SpelledName(absl::string_view text);

  absl::string_view text() const { return text_; }
  bool is_latin() const { return is_latin_; }
  bool is_one_word() const { return is_one_word_; }
  const Letters& letters();
  const Spelling& spelling();

 private:
  absl::string_view text_;
  bool is_latin_ = false;
  bool is_one_word_ = true;
  bool has_letters_ = false;
  bool has_spelling_ = false;
  Letters letters_;
  Spelling spelling_;
};

// Remembers how alike two names are, for names come again and again. Not for
// two threads at once.
class Comparer {
 public:
  // Both must outlive this.
  Comparer(const Model& model, const Lexicon& lexicon);

  void Compare(ProfileView a, ProfileView b, Levels* levels);
  // One comparison alone, whose values are given: sets its level and what was
  // agreed, where there is something to compare.
  void CompareOne(size_t i, ProfileView of_a, ProfileView of_b, ProfileView a,
                  ProfileView b, Levels* levels);
  // True when all names of a profile are its nickname.
  bool IsOwnNickname(const Comparison& comparison, ProfileView whole);
  // Values from number `first` on may be forgotten, and nothing of them is
  // remembered.
  void SetPassing(ValueId first) {
    passing_ = first;
    spelled_first_.fill(Spelled());
    spelled_second_.fill(Spelled());
  }

 private:
  // Names that come in pair after pair, made ready.
  struct Spelled {
    ValueId name = kNoValue;
    SpelledName spelled;
  };
  using SpelledNames = std::array<Spelled, 8>;

  int CompareNames(const Comparison& comparison, ProfileView a, ProfileView b,
                   ProfileView whole_a, ProfileView whole_b, ValueId* agreed);
  int NameLevelOf(ValueId a, ValueId b);
  int CompareNameValues(ValueId a, ValueId b);
  SpelledName* SpelledOf(ValueId name, SpelledNames* among);
  bool IsKnown(ValueId name) const;
  bool Swapped(const Comparison& comparison, ProfileView whole_a,
               ProfileView whole_b);
  bool AnyAlike(ProfileView a, ProfileView b);
  // At least "close".
  bool AreAlike(Trait a, Trait b);
  // True when one side's name is one that the other bore before; `agreed`
  // receives it where it is the same.
  bool IsFormer(const Comparison& comparison, ProfileView whole_a,
                ProfileView whole_b, ValueId* agreed);
  int CompareOthers(Kind kind, ProfileView a, ProfileView b, ValueId* agreed);

  const Model& model_;
  const Lexicon& lexicon_;
  // Two names in 26 bits each, and above them their level.
  std::vector<uint64_t> remembered_;
  SpelledNames spelled_first_;  // Those of the lower number of a pair.
  SpelledNames spelled_second_;
  ValueId passing_ = kMaxValues;
};

// The level of two values of one kind.
NameLevel CompareNames(SpelledName* a, SpelledName* b, bool is_one_sound);
NameLevel CompareNameTexts(absl::string_view a, absl::string_view b,
                           bool is_one_sound);
DateLevel CompareDates(const DateSpan& a, const DateSpan& b);
NationalIdLevel CompareNationalIds(absl::string_view a, absl::string_view b);
NumberLevel CompareNumbers(absl::string_view a, absl::string_view b);
AreaLevel CompareAreas(absl::string_view a, absl::string_view b);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_COMPARE_H_
