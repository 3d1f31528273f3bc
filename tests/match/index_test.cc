#include "gateway/match/index.h"

#include <map>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace saan::match {
namespace {

std::vector<uint32_t> Found(const Index& index, uint64_t key) {
  const auto found = index.Find(key);
  return std::vector<uint32_t>(found.begin(), found.end());
}

TEST(Index, FindsWhatWasAddedAndNotRemoved) {
  Index index;
  std::map<uint64_t, std::vector<uint32_t>> expected;
  std::mt19937_64 random(1);
  std::vector<uint64_t> keys(3000);
  for (uint64_t& key : keys) key = random();
  for (uint32_t record = 0; record < 20000; ++record) {
    const uint64_t key = keys[random() % keys.size()];
    index.Add(key, record);
    expected[key].push_back(record);
    if (record % 3 != 0) continue;
    const uint64_t other = keys[random() % keys.size()];
    auto& records = expected[other];
    if (records.empty()) continue;
    index.Remove(other, records.front());
    records.erase(records.begin());
  }
  for (const auto& [key, records] : expected) {
    EXPECT_EQ(Found(index, key), records);
  }
}

TEST(Index, FindsNothingUnderACommonKey) {
  Index index;
  const uint64_t key = 0x123456789abcdef0;
  for (uint32_t record = 0; record < kMaxPostings; ++record) {
    index.Add(key, record);
  }
  EXPECT_EQ(index.Find(key).size(), kMaxPostings);
  index.Add(key, kMaxPostings);
  EXPECT_TRUE(index.Find(key).empty());
}

TEST(Vote, PutsThoseWithRareKeysFirst) {
  Index index;
  for (uint32_t record = 0; record < 100; ++record)
    index.Add(uint64_t{1} << 40, record);
  index.Add(uint64_t{2} << 40, 42);
  const std::vector<uint64_t> keys = {uint64_t{1} << 40, uint64_t{2} << 40};
  Vote vote;
  const auto best = vote.Count(index, keys, 100, 100, 8);
  ASSERT_EQ(best.size(), 8u);
  EXPECT_EQ(best[0], 42u);
  EXPECT_EQ(best[1], 0u);
}

TEST(Vote, LeavesOutRecordsThatCameLater) {
  Index index;
  for (uint32_t record = 0; record < 10; ++record) index.Add(7, record);
  const std::vector<uint64_t> keys = {7};
  Vote vote;
  EXPECT_EQ(vote.Count(index, keys, 10, 4, 64).size(), 4u);
}

}  // namespace
}  // namespace saan::match
