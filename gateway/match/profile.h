// A record as it is compared: its values by number, sorted by field.

#ifndef SAAN_GATEWAY_MATCH_PROFILE_H_
#define SAAN_GATEWAY_MATCH_PROFILE_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "gateway/match/glance.h"
#include "gateway/match/lexicon.h"
#include "gateway/match/memory.h"

namespace saan::match {

// One value of one field, and what can be told of it at a glance.
class Trait {
 public:
  Trait(int field, ValueId value, Glance glance)
      : packed_(static_cast<uint32_t>(field) << 26 | value), glance_(glance) {}
  int field() const { return static_cast<int>(packed_ >> 26); }
  ValueId value() const { return packed_ & (kMaxValues - 1); }
  Glance glance() const { return glance_; }
  friend bool operator<(Trait a, Trait b) { return a.packed_ < b.packed_; }
  friend bool operator==(Trait a, Trait b) { return a.packed_ == b.packed_; }

 private:
  uint32_t packed_;
  Glance glance_;
};

// Sorted; a field without values does not stand in it.
using ProfileView = absl::Span<const Trait>;

// Values from number `begin` on that are of one field.
inline ProfileView ValuesAt(ProfileView profile, size_t begin) {
  size_t end = begin + 1;
  while (end < profile.size() &&
         profile[end].field() == profile[begin].field()) {
    ++end;
  }
  return profile.subspan(begin, end - begin);
}

// Values of one field of a profile.
inline ProfileView ValuesOf(ProfileView profile, int field) {
  size_t begin = 0;
  while (begin < profile.size() && profile[begin].field() < field) ++begin;
  return begin == profile.size() || profile[begin].field() != field
             ? ProfileView()
             : ValuesAt(profile, begin);
}

// Profiles by record number, one after another in memory.
class Profiles {
 public:
  // Sorts and keeps `traits`; gives the number of the record.
  uint32_t Add(std::vector<Trait> traits) {
    std::sort(traits.begin(), traits.end());
    traits_.insert(traits_.end(), traits.begin(), traits.end());
    ends_.push_back(static_cast<uint32_t>(traits_.size()));
    return static_cast<uint32_t>(ends_.size() - 1);
  }
  ProfileView operator[](uint32_t record) const {
    const uint32_t begin = record == 0 ? 0 : ends_[record - 1];
    return ProfileView(traits_.data() + begin, ends_[record] - begin);
  }
  // For a loop over `records`: has the processor fetch what will be read of the
  // records behind number `at`, a few at a time, for it fetches no more at
  // once.
  void ReadAhead(absl::Span<const uint32_t> records, size_t at) const {
    if (at + 2 * kAhead < records.size()) {
      FetchSoon(&ends_[records[at + 2 * kAhead]]);
    }
    if (at + kAhead < records.size()) PrefetchValues(records[at + kAhead]);
  }
  // The same for the first of them, before the loop.
  void ReadAhead(absl::Span<const uint32_t> records) const {
    for (const uint32_t record : records.subspan(0, 2 * kAhead)) {
      FetchSoon(&ends_[record]);
    }
    for (const uint32_t record : records.subspan(0, kAhead)) {
      PrefetchValues(record);
    }
  }
  uint32_t size() const { return static_cast<uint32_t>(ends_.size()); }
  size_t MemoryBytes() const {
    return traits_.capacity() * sizeof(Trait) +
           ends_.capacity() * sizeof(uint32_t);
  }

 private:
  static constexpr size_t kAhead = 8;

  void PrefetchValues(uint32_t record) const {
    constexpr size_t kTraitsOfLine = 64 / sizeof(Trait);
    const ProfileView profile = (*this)[record];
    for (size_t at = 0; at < profile.size(); at += kTraitsOfLine) {
      FetchSoon(profile.data() + at);
    }
  }

  LargeVector<Trait> traits_;
  LargeVector<uint32_t> ends_;
};

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_PROFILE_H_
