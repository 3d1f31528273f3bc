// What every engine must do. A fault found in one engine becomes a test here,
// so that it is a law for all. To run it for an engine, give a type with
//   Kv* kv();        the engine, with nothing in it at first
//   void Reopen();   closes and opens it again, where it keeps anything
// and INSTANTIATE_TYPED_TEST_SUITE_P(Name, KvSuite, Type).

#ifndef SAAN_TESTS_STORAGE_KV_SUITE_H_
#define SAAN_TESTS_STORAGE_KV_SUITE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/kv.h"

namespace saan::storage {

using Row = std::pair<std::string, std::string>;

inline std::vector<Row> RowsOf(const Reader& reader, absl::string_view from,
                               absl::string_view until) {
  std::vector<Row> rows;
  const absl::Status status = reader.Scan(
      from, until, [&](absl::string_view key, absl::string_view value) {
        rows.emplace_back(std::string(key), std::string(value));
        return true;
      });
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

template <typename Engine>
class KvSuite : public testing::Test {
 protected:
  Kv* kv() { return engine_.kv(); }

  void Set(std::vector<Put> puts) {
    const absl::Status status = kv()->Commit(puts);
    ASSERT_TRUE(status.ok()) << status;
  }

  Engine engine_;
};

TYPED_TEST_SUITE_P(KvSuite);

TYPED_TEST_P(KvSuite, GivesBackWhatWasCommitted) {
  this->Set({{"a", "1"}, {"b", ""}});
  EXPECT_EQ(*this->kv()->Get("a"), "1");
  EXPECT_EQ(*this->kv()->Get("b"), "");
}

TYPED_TEST_P(KvSuite, SaysNotFoundForAnAbsentKey) {
  EXPECT_TRUE(absl::IsNotFound(this->kv()->Get("a").status()));
}

TYPED_TEST_P(KvSuite, KeepsKeysAndValuesOfAnyBytes) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) {
    every_byte.push_back(static_cast<char>(byte));
  }
  this->Set({{every_byte, every_byte}, {std::string("\0", 1), "zero"}});
  EXPECT_EQ(*this->kv()->Get(every_byte), every_byte);
  EXPECT_EQ(*this->kv()->Get(std::string("\0", 1)), "zero");
}

TYPED_TEST_P(KvSuite, KeepsALargeValue) {
  const std::string large(3 << 20, 'x');
  this->Set({{"large", large}});
  EXPECT_EQ(*this->kv()->Get("large"), large);
}

TYPED_TEST_P(KvSuite, ReplacesAndDeletes) {
  this->Set({{"a", "1"}, {"b", "2"}});
  this->Set({{"a", "3"}, {"b", std::nullopt}, {"never was", std::nullopt}});
  EXPECT_EQ(*this->kv()->Get("a"), "3");
  EXPECT_TRUE(absl::IsNotFound(this->kv()->Get("b").status()));
}

TYPED_TEST_P(KvSuite, LetsTheLastPutOfAKeyWin) {
  this->Set({{"a", "1"}, {"a", std::nullopt}, {"a", "2"}});
  this->Set({{"b", "1"}, {"b", std::nullopt}});
  EXPECT_EQ(*this->kv()->Get("a"), "2");
  EXPECT_TRUE(absl::IsNotFound(this->kv()->Get("b").status()));
}

TYPED_TEST_P(KvSuite, CommitsNothingGladly) { this->Set({}); }

TYPED_TEST_P(KvSuite, ScansInByteOrderFromInclusiveUntilExclusive) {
  this->Set(
      {{"b", "2"}, {"a", "1"}, {"\xff", "5"}, {"c", "3"}, {"a\x01", "4"}});
  EXPECT_THAT(
      RowsOf(*this->kv(), "a", "c"),
      testing::ElementsAre(Row("a", "1"), Row("a\x01", "4"), Row("b", "2")));
}

TYPED_TEST_P(KvSuite, ScansToTheEndWhenUntilIsEmpty) {
  this->Set({{"\xff\xff", "1"}, {"a", "2"}});
  EXPECT_THAT(RowsOf(*this->kv(), "", ""),
              testing::ElementsAre(Row("a", "2"), Row("\xff\xff", "1")));
}

TYPED_TEST_P(KvSuite, ScansNothingInAnEmptyOrBackwardRange) {
  this->Set({{"a", "1"}, {"b", "2"}});
  EXPECT_THAT(RowsOf(*this->kv(), "a", "a"), testing::IsEmpty());
  EXPECT_THAT(RowsOf(*this->kv(), "b", "a"), testing::IsEmpty());
}

TYPED_TEST_P(KvSuite, ScansNoDeletedRow) {
  this->Set({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  this->Set({{"b", std::nullopt}});
  EXPECT_THAT(RowsOf(*this->kv(), "", ""),
              testing::ElementsAre(Row("a", "1"), Row("c", "3")));
}

TYPED_TEST_P(KvSuite, StopsAScanWhenVisitSaysSo) {
  this->Set({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  int visited = 0;
  const absl::Status status = this->kv()->Scan(
      "", "",
      [&](absl::string_view, absl::string_view) { return ++visited < 2; });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(visited, 2);
}

TYPED_TEST_P(KvSuite, ScansOneMomentWhileVisitWrites) {
  this->Set({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  std::vector<Row> rows;
  const absl::Status status = this->kv()->Scan(
      "", "", [&](absl::string_view key, absl::string_view value) {
        rows.emplace_back(std::string(key), std::string(value));
        this->Set({{"b", "changed"}, {"c", std::nullopt}, {"d", "new"}});
        return true;
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(
      rows, testing::ElementsAre(Row("a", "1"), Row("b", "2"), Row("c", "3")));
  EXPECT_EQ(*this->kv()->Get("b"), "changed");
}

TYPED_TEST_P(KvSuite, ShowsACommitWholeOrNotAtAll) {
  this->Set({{"a", "0"}, {"b", "0"}});
  std::thread writer([this] {
    for (int i = 1; i <= 50; ++i) {
      this->Set({{"a", absl::StrCat(i)}, {"b", absl::StrCat(i)}});
    }
  });
  for (int i = 0; i < 50; ++i) {
    const std::vector<Row> rows = RowsOf(*this->kv(), "", "");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].second, rows[1].second);
  }
  writer.join();
}

TYPED_TEST_P(KvSuite, LosesNothingWhenManyCommitAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kCommits = 25;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < kCommits; ++i) {
        this->Set({{absl::StrCat(thread, "/", i), "x"}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(RowsOf(*this->kv(), "", "").size(),
            static_cast<size_t>(kThreads * kCommits));
}

TYPED_TEST_P(KvSuite, KeepsAllOverAReopening) {
  this->Set({{"a", "1"}, {"b", "2"}});
  this->Set({{"b", std::nullopt}});
  this->engine_.Reopen();
  EXPECT_THAT(RowsOf(*this->kv(), "", ""), testing::ElementsAre(Row("a", "1")));
}

REGISTER_TYPED_TEST_SUITE_P(
    KvSuite, GivesBackWhatWasCommitted, SaysNotFoundForAnAbsentKey,
    KeepsKeysAndValuesOfAnyBytes, KeepsALargeValue, ReplacesAndDeletes,
    LetsTheLastPutOfAKeyWin, CommitsNothingGladly,
    ScansInByteOrderFromInclusiveUntilExclusive, ScansToTheEndWhenUntilIsEmpty,
    ScansNothingInAnEmptyOrBackwardRange, ScansNoDeletedRow,
    StopsAScanWhenVisitSaysSo, ScansOneMomentWhileVisitWrites,
    ShowsACommitWholeOrNotAtAll, LosesNothingWhenManyCommitAtOnce,
    KeepsAllOverAReopening);

}  // namespace saan::storage

#endif  // SAAN_TESTS_STORAGE_KV_SUITE_H_
