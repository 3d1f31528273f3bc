// A record as it is compared: its values by number, sorted by field.

#ifndef SAAN_GATEWAY_MATCH_PROFILE_H_
#define SAAN_GATEWAY_MATCH_PROFILE_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "gateway/match/lexicon.h"

namespace saan::match {

// One value of one field in 32 bits.
class Trait {
 public:
  Trait(int field, ValueId value)
      : packed_(static_cast<uint32_t>(field) << 26 | value) {}
  int field() const { return static_cast<int>(packed_ >> 26); }
  ValueId value() const { return packed_ & (kMaxValues - 1); }
  friend bool operator<(Trait a, Trait b) { return a.packed_ < b.packed_; }
  friend bool operator==(Trait a, Trait b) { return a.packed_ == b.packed_; }

 private:
  uint32_t packed_;
};

// Sorted; a field without values does not stand in it.
using ProfileView = absl::Span<const Trait>;

// Values of one field of a profile.
inline ProfileView ValuesOf(ProfileView profile, int field) {
  size_t begin = 0;
  while (begin < profile.size() && profile[begin].field() < field) ++begin;
  size_t end = begin;
  while (end < profile.size() && profile[end].field() == field) ++end;
  return profile.subspan(begin, end - begin);
}

// Profiles by record number, one after another in memory.
class Profiles {
 public:
  // Sorts and keeps `traits`; gives the number of the record.
  uint32_t Add(std::vector<Trait> traits) {
    std::sort(traits.begin(), traits.end());
    traits_.insert(traits_.end(), traits.begin(), traits.end());
    ends_.push_back(traits_.size());
    return static_cast<uint32_t>(ends_.size() - 1);
  }
  ProfileView operator[](uint32_t record) const {
    const uint64_t begin = record == 0 ? 0 : ends_[record - 1];
    return ProfileView(traits_.data() + begin, ends_[record] - begin);
  }
  // Has the processor fetch a record's values, for they will be read soon.
  void Prefetch(uint32_t record) const {
    __builtin_prefetch(traits_.data() + (record == 0 ? 0 : ends_[record - 1]));
  }
  uint32_t size() const { return static_cast<uint32_t>(ends_.size()); }
  size_t MemoryBytes() const {
    return traits_.capacity() * sizeof(Trait) +
           ends_.capacity() * sizeof(uint64_t);
  }

 private:
  std::vector<Trait> traits_;
  std::vector<uint64_t> ends_;
};

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_PROFILE_H_
