#include "storage/recent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

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
    ++scans;
    const absl::Status status = rows_->Scan(from, until, visit);
    if (while_reading) while_reading();
    return status;
  }
  absl::Status Commit(const std::vector<Put>& puts) override {
    if (fails) return absl::UnavailableError("the disk failed");
    return rows_->Commit(puts);
  }

  mutable int reads = 0;
  mutable int scans = 0;
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

TEST_F(RecentTest, RemembersThatNothingWasSaidOfAChild) {
  EXPECT_TRUE(absl::IsNotFound(recent_->Get("kchild").status()));
  EXPECT_TRUE(absl::IsNotFound(recent_->Get("kchild").status()));
  EXPECT_EQ(engine_.reads, 1);
  Set("kchild", "a hold");
  EXPECT_EQ(*recent_->Get("kchild"), "a hold");
  Set("kchild", std::nullopt);
  EXPECT_TRUE(absl::IsNotFound(recent_->Get("kchild").status()));
}

// Handles of 26 letters that differ in the last one.
constexpr char kAnna[] = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
constexpr char kBo[] = "aaaaaaaaaaaaaaaaaaaaaaaaab";

std::vector<std::string> KeysIn(const Reader& reader, const std::string& from,
                                const std::string& until) {
  std::vector<std::string> keys;
  EXPECT_TRUE(reader
                  .Scan(from, until,
                        [&](absl::string_view key, absl::string_view value) {
                          keys.push_back(absl::StrCat(key, "=", value));
                          return true;
                        })
                  .ok());
  return keys;
}

std::vector<std::string> KeysUnder(const Reader& reader,
                                   const std::string& prefix) {
  return KeysIn(reader, prefix, PrefixEnd(prefix));
}

TEST_F(RecentTest, ReadsTheTiesOfAChildOnceUntilOneChanges) {
  const std::string of_anna = absl::StrCat("fO", kAnna);
  EXPECT_TRUE(KeysUnder(*recent_, of_anna).empty());
  EXPECT_TRUE(KeysUnder(*recent_, of_anna + "dcy").empty());
  EXPECT_EQ(engine_.scans, 1);
  Set(of_anna + "dcy", "");
  Set(absl::StrCat("fO", kBo) + "bma", "");
  EXPECT_EQ(KeysUnder(*recent_, of_anna).size(), 1u);
  EXPECT_EQ(KeysUnder(*recent_, of_anna + "dcy").size(), 1u);
  EXPECT_TRUE(KeysUnder(*recent_, of_anna + "bma").empty());
  EXPECT_EQ(engine_.scans, 2);
  Set(of_anna + "dcy", std::nullopt);
  EXPECT_TRUE(KeysUnder(*recent_, of_anna).empty());
  EXPECT_EQ(engine_.scans, 3);
}

TEST_F(RecentTest, DoesNotKeepTiesThatChangedWhileTheyWereRead) {
  const std::string of_anna = absl::StrCat("ZC", kAnna);
  engine_.while_reading = [&] {
    engine_.while_reading = nullptr;
    Set(of_anna + "dcy", "a case");
  };
  EXPECT_TRUE(KeysUnder(*recent_, of_anna).empty());
  EXPECT_EQ(KeysUnder(*recent_, of_anna).size(), 1u);
}

TEST_F(RecentTest, ForgetsTiesThatAFailedCommitWouldHaveChanged) {
  const std::string of_anna = absl::StrCat("ZC", kAnna);
  EXPECT_TRUE(KeysUnder(*recent_, of_anna).empty());
  engine_.fails = true;
  EXPECT_FALSE(recent_->Commit({{of_anna + "dcy", "a case"}}).ok());
  EXPECT_TRUE(KeysUnder(*recent_, of_anna).empty());
  EXPECT_EQ(engine_.scans, 2);
}

TEST_F(RecentTest, AnswersAsTheEngineDoesWhateverHappened) {
  std::mt19937_64 random(11);
  const auto pick = [&](size_t count) { return random() % count; };
  const std::vector<std::string> beginnings = {
      absl::StrCat("fO", kAnna), absl::StrCat("fO", kBo),
      absl::StrCat("ZC", kAnna), absl::StrCat("ZC", kBo),
      absl::StrCat("fR", kAnna), "fO",
      absl::StrCat("k", kAnna)};
  const auto any_key = [&] {
    return beginnings[pick(beginnings.size())] +
           std::string(pick(3), static_cast<char>('a' + pick(3)));
  };
  // Small, so that much is dropped; some families are too large to be kept.
  const std::unique_ptr<Kv> small = NewRecentKv(&engine_, 256 << 10);
  for (int round = 0; round < 5000; ++round) {
    std::vector<Put> puts;
    for (size_t i = pick(3); i > 0; --i) {
      if (pick(3) == 0) {
        puts.push_back({any_key(), std::nullopt});
      } else {
        puts.push_back({any_key(), std::string(pick(10) == 0 ? 40'000 : 3,
                                               static_cast<char>(round))});
      }
    }
    ASSERT_TRUE(small->Commit(puts).ok());
    const std::string key = any_key();
    ASSERT_EQ(small->Get(key), engine_.Get(key));
    ASSERT_EQ(KeysUnder(*small, key), KeysUnder(engine_, key));
    const std::string until = any_key();
    ASSERT_EQ(KeysIn(*small, key, until), KeysIn(engine_, key, until));
  }
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
