// Which records have a key: contiguous postings behind an open hash table, and
// the vote that picks candidates from them, rare keys counting most.

#ifndef SAAN_GATEWAY_MATCH_INDEX_H_
#define SAAN_GATEWAY_MATCH_INDEX_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "gateway/match/memory.h"

namespace saan::match {

// A key that more records have finds nothing any more: what many share tells
// nobody apart, and its pairs would cost more than all others. A power of two.
inline constexpr uint32_t kMaxPostings = 256;

// Not for two threads at once while one of them changes it.
class Index {
 public:
  void Add(uint64_t key, uint32_t record);
  // Nothing when the record does not stand there, or the key is too common.
  void Remove(uint64_t key, uint32_t record);
  // Records that have the key; empty when more than kMaxPostings have it.
  // Valid until the next change.
  absl::Span<const uint32_t> Find(uint64_t key) const;
  // Has the processor fetch where a key stands, for it will be asked soon.
  void Prefetch(uint64_t key) const {
    FetchSoon(&slots_[HomeOf(key >> kCountBits)]);
  }
  size_t MemoryBytes() const;

 private:
  // One posting stands in the slot itself; more stand in a block whose room is
  // the next power of two. Twelve bytes, for there are more slots than all
  // else: the upper 55 bits of a key stand for it, which makes two keys one
  // among a billion keys in less than one of a hundred runs.
  static constexpr int kCountBits = 9;
  struct Slot {
    uint32_t key_high = 0;
    uint32_t key_low_count = 0;
    uint32_t at = 0;  // The record, or where the block begins.

    uint64_t key() const {
      return (uint64_t{key_high} << 32 | key_low_count) >> kCountBits;
    }
    uint32_t count() const { return key_low_count & ((1u << kCountBits) - 1); }
    void Set(uint64_t key, uint32_t count) {
      const uint64_t packed = key << kCountBits | count;
      key_high = static_cast<uint32_t>(packed >> 32);
      key_low_count = static_cast<uint32_t>(packed);
    }
    void SetCount(uint32_t count) { Set(key(), count); }
  };
  static constexpr uint32_t kCommon = kMaxPostings + 1;

  // Slots stand in the order of their keys, so that growing walks through
  // memory once. `key` here and below: without the lowest bits.
  size_t HomeOf(uint64_t key) const {
    return static_cast<size_t>(
        static_cast<unsigned __int128>(key << kCountBits) * slots_.size() >>
        64);
  }
  Slot* SlotOf(uint64_t key);
  void Grow();
  uint32_t TakeBlock(uint32_t room);
  void FreeBlock(uint32_t at, uint32_t room);

  LargeVector<Slot> slots_ = LargeVector<Slot>(1024);
  size_t used_ = 0;
  LargeVector<uint32_t> blocks_;
  std::vector<uint32_t> free_[9];  // By log2 of the room.
};

// Counts votes for records. Holds its memory between uses; one thread.
class Vote {
 public:
  // The records that share keys with a profile, the best first, at most `most`:
  // each key gives log2(records / those that have it) to all that have it.
  // Ties go to the lower number. Records from `below` on are not counted.
  absl::Span<const uint32_t> Count(const Index& index,
                                   absl::Span<const uint64_t> keys,
                                   uint64_t records, uint32_t below,
                                   size_t most);

 private:
  struct Votes {
    uint32_t record = 0;
    float bits = 0;
  };
  size_t SlotOf(uint32_t record, size_t mask) const;

  std::vector<absl::Span<const uint32_t>> found_;  // By key.
  std::vector<Votes> table_;
  std::vector<uint32_t> taken_;  // Slots in use.
  std::vector<Votes> ranked_;
  std::vector<uint32_t> best_;
};

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_INDEX_H_
