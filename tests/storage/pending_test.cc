#include "storage/pending.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/storage/kv_suite.h"

namespace saan::storage {
namespace {

std::vector<Row> Merged(const Reader& base, const Pending& pending,
                        absl::string_view from, absl::string_view until,
                        size_t at_most = 100) {
  std::vector<Row> rows;
  const absl::Status status =
      ScanMerged(base, from, until, pending.Copy(from, until),
                 [&](absl::string_view key, absl::string_view value) {
                   rows.emplace_back(std::string(key), std::string(value));
                   return rows.size() < at_most;
                 });
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

TEST(Pending, FindsTheLatestOfEachKey) {
  const std::vector<Put> first = {{"a", "1"}, {"a", "2"}, {"b", "3"}};
  const std::vector<Put> second = {{"b", std::nullopt}};
  Pending pending;
  pending.Add(first, 0);
  pending.Add(second, 0);
  EXPECT_EQ(*pending.Find("a"), "2");
  EXPECT_EQ(*pending.Find("b"), std::nullopt);
  EXPECT_EQ(pending.Find("c"), nullptr);
}

TEST(Pending, KeepsWhatALaterListReplaced) {
  const std::vector<Put> first = {{"a", "1"}, {"b", "1"}};
  const std::vector<Put> second = {{"b", "2"}};
  Pending pending;
  pending.Add(first, 0);
  pending.Add(second, 0);
  pending.Remove(first);
  EXPECT_EQ(pending.Find("a"), nullptr);
  EXPECT_EQ(*pending.Find("b"), "2");
  pending.Remove(second);
  EXPECT_EQ(pending.Find("b"), nullptr);
}

TEST(Pending, FollowsAListThatGrows) {
  std::vector<Put> puts = {{"a", "1"}};
  Pending pending;
  pending.Add(puts, 0);
  for (int i = 0; i < 100; ++i) {
    puts.push_back({absl::StrCat("key ", i), "x"});
    pending.Add(puts, puts.size() - 1);
  }
  EXPECT_EQ(*pending.Find("a"), "1");
  EXPECT_EQ(*pending.Find("key 99"), "x");
}

class ScanMergedTest : public testing::Test {
 protected:
  ScanMergedTest() {
    EXPECT_TRUE(
        base_->Commit({{"b", "base"}, {"d", "base"}, {"f", "base"}}).ok());
  }

  std::unique_ptr<Kv> base_ = NewMemoryKv();
  Pending pending_;
};

TEST_F(ScanMergedTest, IsTheBaseWhenNothingIsPending) {
  EXPECT_EQ(Merged(*base_, pending_, "", ""), RowsOf(*base_, "", ""));
}

TEST_F(ScanMergedTest, PutsPendingRowsBeforeBetweenAndAfter) {
  const std::vector<Put> puts = {{"g", "new"}, {"a", "new"}, {"c", "new"}};
  pending_.Add(puts, 0);
  EXPECT_THAT(Merged(*base_, pending_, "", ""),
              testing::ElementsAre(Row("a", "new"), Row("b", "base"),
                                   Row("c", "new"), Row("d", "base"),
                                   Row("f", "base"), Row("g", "new")));
}

TEST_F(ScanMergedTest, ReplacesAndDeletes) {
  const std::vector<Put> puts = {
      {"b", "new"}, {"d", std::nullopt}, {"e", std::nullopt}};
  pending_.Add(puts, 0);
  EXPECT_THAT(Merged(*base_, pending_, "", ""),
              testing::ElementsAre(Row("b", "new"), Row("f", "base")));
}

TEST_F(ScanMergedTest, StaysInItsRange) {
  const std::vector<Put> puts = {{"a", "new"}, {"c", "new"}, {"d", "new"}};
  pending_.Add(puts, 0);
  EXPECT_THAT(Merged(*base_, pending_, "b", "d"),
              testing::ElementsAre(Row("b", "base"), Row("c", "new")));
}

TEST_F(ScanMergedTest, StopsWhereverVisitSaysSo) {
  const std::vector<Put> puts = {
      {"a", "new"}, {"d", "new"}, {"g", "new"}, {"h", "new"}};
  pending_.Add(puts, 0);
  const std::vector<Row> all = Merged(*base_, pending_, "", "");
  for (size_t at_most = 1; at_most <= all.size(); ++at_most) {
    EXPECT_EQ(Merged(*base_, pending_, "", "", at_most),
              std::vector<Row>(all.begin(), all.begin() + at_most));
  }
}

}  // namespace
}  // namespace saan::storage
