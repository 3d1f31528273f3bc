#include "gateway/match/memory.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace saan::match {
namespace {

constexpr size_t kLargePage = size_t{2} << 20;

TEST(LargeVector, KeepsWhatItHoldsAsItGrowsIntoLargePagesAndBack) {
  LargeVector<uint32_t> numbers;
  const size_t many = 3 * kLargePage / sizeof(uint32_t) + 5;
  for (size_t i = 0; i < many; ++i) numbers.push_back(static_cast<uint32_t>(i));
  EXPECT_EQ(reinterpret_cast<uintptr_t>(numbers.data()) % kLargePage, 0u);
  numbers.resize(10);
  numbers.shrink_to_fit();
  for (size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], i);
}

TEST(LargeVector, IsWholeWhenCopiedAndMoved) {
  const LargeVector<uint64_t> first(kLargePage, 7);
  LargeVector<uint64_t> second = first;
  const LargeVector<uint64_t> third = std::move(second);
  EXPECT_EQ(third, first);
}

TEST(LargeString, GrowsLikeAnyOther) {
  LargeString text;
  const std::string word = "ทองสุข";
  while (text.size() < 3 * kLargePage) text.append(word);
  EXPECT_EQ(text.substr(text.size() - word.size()), word.c_str());
}

}  // namespace
}  // namespace saan::match
