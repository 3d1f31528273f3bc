#include "storage/recent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

// An engine that counts its reads and can be met in the middle of one.
class WatchedKv : public Kv {
 public:
  absl::StatusOr<std::string> Get(absl::string_view key) const override {
    ++reads;
    absl::StatusOr<std::string> value = rows_->Get(key);
    if (while_reading) while_reading();
    return value;
  }
  absl::Status Scan(absl::string_view from, absl::string_view until,
                    Visit visit) const override {
    return rows_->Scan(from, until, visit);
  }
  absl::Status Commit(const std::vector<Put>& puts) override {
    if (fails) return absl::UnavailableError("the disk failed");
    return rows_->Commit(puts);
  }

  mutable int reads = 0;
  std::function<void()> while_reading;
  bool fails = false;

 private:
  std::unique_ptr<Kv> rows_ = NewMemoryKv();
};

class RecentTest : public testing::Test {
 protected:
  void Set(const std::string& key, std::optional<std::string> value) {
    ASSERT_TRUE(recent_->Commit({{key, std::move(value)}}).ok());
  }

  WatchedKv engine_;
  std::unique_ptr<Kv> recent_ = NewRecentKv(&engine_, 1 << 20);
};

TEST_F(RecentTest, ReadsARowOnceUntilItChanges) {
  Set("Cchild", "before");
  EXPECT_EQ(*recent_->Get("Cchild"), "before");
  EXPECT_EQ(*recent_->Get("Cchild"), "before");
  EXPECT_EQ(engine_.reads, 1);
  Set("Cchild", "after");
  EXPECT_EQ(*recent_->Get("Cchild"), "after");
  EXPECT_EQ(engine_.reads, 2);
}

TEST_F(RecentTest, ForgetsARowThatIsDeleted) {
  Set("Cchild", "before");
  EXPECT_EQ(*recent_->Get("Cchild"), "before");
  Set("Cchild", std::nullopt);
  EXPECT_TRUE(absl::IsNotFound(recent_->Get("Cchild").status()));
}

TEST_F(RecentTest, DoesNotKeepWhatChangedWhileItWasRead) {
  Set("Cchild", "before");
  engine_.while_reading = [&] {
    engine_.while_reading = nullptr;
    Set("Cchild", "after");
  };
  EXPECT_EQ(*recent_->Get("Cchild"), "before");
  EXPECT_EQ(*recent_->Get("Cchild"), "after");
}

TEST_F(RecentTest, ForgetsWhatAFailedCommitWouldHaveChanged) {
  Set("Cchild", "before");
  EXPECT_EQ(*recent_->Get("Cchild"), "before");
  engine_.fails = true;
  EXPECT_FALSE(recent_->Commit({{"Cchild", "after"}}).ok());
  EXPECT_EQ(*recent_->Get("Cchild"), "before");
  EXPECT_EQ(engine_.reads, 2);
}

TEST_F(RecentTest, AsksAgainForWhatWasNotThere) {
  EXPECT_TRUE(absl::IsNotFound(recent_->Get("Cchild").status()));
  Set("Cchild", "new");
  EXPECT_EQ(*recent_->Get("Cchild"), "new");
}

TEST_F(RecentTest, LeavesTheLogToTheEngine) {
  const std::string leaf = Key(kLeaves, BigEndian64(0));
  Set(leaf, "entry");
  EXPECT_EQ(*recent_->Get(leaf), "entry");
  EXPECT_EQ(*recent_->Get(leaf), "entry");
  EXPECT_EQ(engine_.reads, 2);
}

TEST_F(RecentTest, KeepsNoMoreThanItMay) {
  constexpr int kRows = 200;
  const std::unique_ptr<Kv> small = NewRecentKv(&engine_, 16 << 10);
  const std::string value(1000, 'v');
  for (int i = 0; i < kRows; ++i) Set(absl::StrCat("R", i), value);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < kRows; ++i) {
      EXPECT_EQ(*small->Get(absl::StrCat("R", i)), value);
    }
  }
  // At most 16 of them could be at hand in the second round.
  EXPECT_GE(engine_.reads, 2 * kRows - 16);
}

}  // namespace
}  // namespace saan::storage
