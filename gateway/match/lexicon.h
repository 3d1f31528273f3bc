// Every distinct value of every field, once: its text, how many records have
// it, and what comparing and keys need of it, made ready when it is first seen.
// Records then hold numbers, and equal values are equal numbers.

#ifndef SAAN_GATEWAY_MATCH_LEXICON_H_
#define SAAN_GATEWAY_MATCH_LEXICON_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "gateway/match/glance.h"
#include "gateway/match/levels.h"
#include "gateway/match/memory.h"

namespace saan::match {

// A value by number; 0 is no value.
using ValueId = uint32_t;
inline constexpr ValueId kNoValue = 0;
// A profile packs a value and its field into 32 bits.
inline constexpr uint32_t kMaxValues = 1u << 26;

// What is known of a date: it lies from `earliest` to `latest`, in days since
// 1970-01-01. `is_doubtful`: the day and month may stand for "unknown", as
// 1 January does.
struct DateSpan {
  int32_t earliest = 0;
  int32_t latest = 0;
  bool is_doubtful = false;
  bool IsDay() const { return earliest == latest && !is_doubtful; }
};

// Not for two threads at once while one of them interns.
class Lexicon {
 public:
  // The number of `text` in `field`; it is copied when new. Texts of dates are
  // "YYYY-MM-DD", or "YYYY-MM-DD/YYYY-MM-DD" for a span, with "?" behind what
  // is doubtful; a text that is none gives kNoValue, as an empty or too long
  // one does. National ids whose check digit does not fit begin with "?".
  ValueId Intern(int field, Kind kind, absl::string_view text);

  absl::string_view text(ValueId id) const {
    return absl::string_view(texts_.data() + values_[id].offset,
                             values_[id].size);
  }
  // Dates only.
  DateSpan date(ValueId id) const;
  // Names only: a digest of how it sounds; 0 for a name without sound.
  uint64_t sound(ValueId id) const { return values_[id].ready; }
  // Numbers and national ids of at most 15 digits only: four bits a digit, the
  // last digit lowest, and their count highest, so that equal lengths are seen
  // at once; 0 for others. A leading "?" is left out.
  uint64_t digits(ValueId id) const { return values_[id].ready; }

  Glance glance(ValueId id) const { return values_[id].glance; }
  // Has the processor fetch what is known of a value, for it will be asked
  // soon; then its text.
  void Prefetch(ValueId id) const { FetchSoon(&values_[id]); }
  void PrefetchText(ValueId id) const { FetchSoon(text(id).data()); }

  // How many records have the value.
  uint32_t count(ValueId id) const { return values_[id].count; }
  void AddCount(ValueId id, int by) { values_[id].count += by; }

  size_t size() const { return values_.size(); }
  // Forgets all values from number `size` on: the last ones that were interned.
  void Rewind(size_t size);
  size_t MemoryBytes() const;

 private:
  struct Value {
    // Dates: earliest and latest. Names: their sound. Numbers: their digits.
    uint64_t ready = 0;
    uint64_t offset : 40;
    uint64_t size : 16;
    uint64_t field : 7;
    uint64_t is_doubtful : 1;
    uint32_t count = 0;
    Glance glance = kNoGlance;
  };
  static_assert(sizeof(Value) == 24);
  // A value's number, and above it the highest bits of its hash, by which
  // most others are passed over unseen. 0: empty.
  using Slot = uint32_t;
  static constexpr int kIdBits = 26;
  static_assert(kMaxValues == 1u << kIdBits);
  static ValueId IdIn(Slot slot) { return slot & (kMaxValues - 1); }
  static Slot SlotFor(ValueId id, uint32_t hash) {
    return (hash & ~(kMaxValues - 1)) | id;
  }

  // Sets what is known of a new value; false when `text` is none.
  static bool MakeReady(Kind kind, absl::string_view text, Value* value);
  void Grow();
  static uint32_t HashOf(int field, absl::string_view text);
  // The slot of a value, or where it would stand.
  size_t SlotOf(int field, absl::string_view text, uint32_t hash) const;

  LargeVector<Value> values_ = LargeVector<Value>(1);
  LargeString texts_;
  LargeVector<Slot> slots_ = LargeVector<Slot>(1024);  // By hash.
};

// A date's text; nothing when it is none.
bool ParseDateSpan(absl::string_view text, DateSpan* span);
std::string WriteDateSpan(const DateSpan& span);

// 64 bits of `text`, the same on every machine and every run.
uint64_t Digest64(absl::string_view text, uint64_t seed);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_LEXICON_H_
