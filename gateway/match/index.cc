#include "gateway/match/index.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace saan::match {
namespace {

uint32_t RoomFor(uint32_t count) {
  uint32_t room = 1;
  while (room < count) room *= 2;
  return room;
}

int Log2(uint32_t room) {
  int log = 0;
  while (room > 1) room /= 2, ++log;
  return log;
}

constexpr uint32_t kNoRecord = 0xffffffff;

float Log2OfCount(size_t count) {
  static const auto& logs = *[] {
    auto* table = new std::array<float, kMaxPostings + 1>;
    for (size_t i = 0; i <= kMaxPostings; ++i) {
      (*table)[i] = std::log2(static_cast<float>(i));
    }
    return table;
  }();
  return logs[count];
}

}  // namespace

Index::Slot* Index::SlotOf(uint64_t key) {
  size_t slot = HomeOf(key);
  while (slots_[slot].count() != 0 && slots_[slot].key() != key) {
    if (++slot == slots_.size()) slot = 0;
  }
  return &slots_[slot];
}

void Index::Grow() {
  // By half only: what stands empty is paid for by every person.
  LargeVector<Slot> old(slots_.size() + slots_.size() / 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.count() != 0) *SlotOf(slot.key()) = slot;
  }
}

uint32_t Index::TakeBlock(uint32_t room) {
  std::vector<uint32_t>& free = free_[Log2(room)];
  if (!free.empty()) {
    const uint32_t at = free.back();
    free.pop_back();
    return at;
  }
  const uint32_t at = static_cast<uint32_t>(blocks_.size());
  blocks_.resize(blocks_.size() + room);
  return at;
}

void Index::FreeBlock(uint32_t at, uint32_t room) {
  free_[Log2(room)].push_back(at);
}

void Index::Add(uint64_t key, uint32_t record) {
  if ((used_ + 1) * 4 > slots_.size() * 3) Grow();
  Slot* slot = SlotOf(key >> kCountBits);
  const uint32_t count = slot->count();
  if (count == kCommon) return;
  if (count == 0) {
    ++used_;
    slot->Set(key >> kCountBits, 1);
    slot->at = record;
    return;
  }
  if (count == 1 && slot->at == kNoRecord) {
    slot->at = record;
    return;
  }
  if (count == kMaxPostings) {
    FreeBlock(slot->at, RoomFor(count));
    slot->SetCount(kCommon);
    return;
  }
  if (count == 1) {
    const uint32_t block = TakeBlock(2);
    blocks_[block] = slot->at;
    slot->at = block;
  } else if (RoomFor(count) == count) {
    const uint32_t block = TakeBlock(count * 2);
    std::copy_n(blocks_.begin() + slot->at, count, blocks_.begin() + block);
    FreeBlock(slot->at, count);
    slot->at = block;
  }
  blocks_[slot->at + count] = record;
  slot->SetCount(count + 1);
}

void Index::Remove(uint64_t key, uint32_t record) {
  Slot* slot = SlotOf(key >> kCountBits);
  uint32_t count = slot->count();
  if (count == 0 || count == kCommon) return;
  if (count == 1) {
    // The slot stays, for others may have been put behind it.
    if (slot->at == record) slot->at = kNoRecord;
    return;
  }
  uint32_t* const begin = &blocks_[slot->at];
  uint32_t* const end = begin + count;
  uint32_t* const found = std::find(begin, end, record);
  if (found == end) return;
  const uint32_t room = RoomFor(count);
  std::copy(found + 1, end, found);
  slot->SetCount(--count);
  if (RoomFor(count) == room) return;
  const uint32_t old = slot->at;
  if (count == 1) {
    slot->at = blocks_[old];
  } else {
    const uint32_t block = TakeBlock(count);
    std::copy_n(blocks_.begin() + old, count, blocks_.begin() + block);
    slot->at = block;
  }
  FreeBlock(old, room);
}

absl::Span<const uint32_t> Index::Find(uint64_t key) const {
  const Slot* slot = const_cast<Index*>(this)->SlotOf(key >> kCountBits);
  const uint32_t count = slot->count();
  if (count == 0 || count == kCommon) return {};
  if (count > 1) return absl::MakeConstSpan(&blocks_[slot->at], count);
  if (slot->at == kNoRecord) return {};
  return absl::MakeConstSpan(&slot->at, 1);
}

size_t Index::MemoryBytes() const {
  static_assert(sizeof(Slot) == 12);
  return slots_.capacity() * sizeof(Slot) +
         blocks_.capacity() * sizeof(uint32_t);
}

size_t Vote::SlotOf(uint32_t record, size_t mask) const {
  size_t slot = (record * 0x9e3779b1u) & mask;
  while (table_[slot].bits != 0 && table_[slot].record != record) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

absl::Span<const uint32_t> Vote::Count(const Index& index,
                                       absl::Span<const uint64_t> keys,
                                       uint64_t records, uint32_t below,
                                       size_t most) {
  for (const uint64_t key : keys) index.Prefetch(key);
  found_.clear();
  size_t total = 0;
  for (const uint64_t key : keys) {
    const absl::Span<const uint32_t> found = index.Find(key);
    if (found.empty()) continue;
    total += found.size();
    FetchSoon(found.data());
    found_.push_back(found);
  }
  size_t room = 64;
  while (room < total * 2) room *= 2;
  if (table_.size() < room) table_.resize(room);
  taken_.clear();
  const float all = std::log2(static_cast<float>(records) + 2);
  for (const absl::Span<const uint32_t> found : found_) {
    // Never nothing, so that each record found is counted.
    const float bits = std::max(0.1f, all - Log2OfCount(found.size()));
    for (const uint32_t record : found) {
      if (record >= below) continue;
      const size_t slot = SlotOf(record, room - 1);
      if (table_[slot].bits == 0) {
        table_[slot].record = record;
        taken_.push_back(static_cast<uint32_t>(slot));
      }
      table_[slot].bits += bits;
    }
  }
  ranked_.clear();
  for (const uint32_t slot : taken_) {
    ranked_.push_back(table_[slot]);
    table_[slot] = Votes();
  }
  const auto is_better = [](const Votes& a, const Votes& b) {
    return a.bits != b.bits ? a.bits > b.bits : a.record < b.record;
  };
  if (ranked_.size() > most) {
    std::nth_element(ranked_.begin(), ranked_.begin() + most, ranked_.end(),
                     is_better);
    ranked_.resize(most);
  }
  std::sort(ranked_.begin(), ranked_.end(), is_better);
  best_.clear();
  for (const Votes& votes : ranked_) best_.push_back(votes.record);
  return best_;
}

}  // namespace saan::match
