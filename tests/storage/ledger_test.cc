#include "storage/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "storage/format.h"
#include "storage/merkle.h"
#include "storage/tables.h"
#include "tests/storage/kv_suite.h"
#include "tests/storage/temp_folder.h"
#include "tests/storage/test_seal.h"

namespace saan::storage {
namespace {

constexpr int64_t kNoon = 1'795'608'000'000'000'123;

v1::AuditEntry Entry(absl::string_view method,
                     std::vector<std::string> subjects = {}) {
  v1::AuditEntry entry;
  entry.set_schema_version(1);
  entry.set_method(std::string(method));
  entry.set_recorded_unix_nanos(kNoon);
  for (std::string& subject : subjects) {
    entry.add_subject_refs(std::move(subject));
  }
  return entry;
}

Batch Set(const std::string& key, const std::string& value) {
  return {{{key, value}}, {}};
}

std::unique_ptr<Ledger> MustOpen(Kv* kv) {
  auto ledger = Ledger::Open(kv);
  EXPECT_TRUE(ledger.ok()) << ledger.status();
  return ledger.ok() ? *std::move(ledger) : nullptr;
}

std::shared_ptr<Ticket> MustEnqueue(Ledger* ledger, Batch changes) {
  auto ticket = ledger->Enqueue(Entry("Test/Enqueue"), std::move(changes));
  EXPECT_TRUE(ticket.ok()) << ticket.status();
  return ticket.ok() ? *std::move(ticket) : nullptr;
}

// An engine whose commits can be counted, held up, and made to fail.
class FakeDisk : public Kv {
 public:
  absl::StatusOr<std::string> Get(absl::string_view key) const override {
    return rows_->Get(key);
  }
  absl::Status Scan(absl::string_view from, absl::string_view until,
                    Visit visit) const override {
    return rows_->Scan(from, until, visit);
  }
  absl::Status Commit(const std::vector<Put>& puts) override {
    commits_.fetch_add(1);
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](bool* is_held) { return !*is_held; }, &is_held_));
    if (!failure_.ok()) return failure_;
    return rows_->Commit(puts);
  }

  void Hold() {
    absl::MutexLock lock(&mutex_);
    is_held_ = true;
  }
  void Release() {
    absl::MutexLock lock(&mutex_);
    is_held_ = false;
  }
  void Fail(absl::Status failure) {
    absl::MutexLock lock(&mutex_);
    failure_ = std::move(failure);
  }
  int commits() const { return commits_.load(); }

 private:
  const std::unique_ptr<Kv> rows_ = NewMemoryKv();
  std::atomic<int> commits_ = 0;
  absl::Mutex mutex_;
  bool is_held_ = false;
  absl::Status failure_;
};

class LedgerTest : public testing::Test {
 protected:
  FakeDisk disk_;
  std::unique_ptr<Ledger> ledger_ = MustOpen(&disk_);
};

TEST_F(LedgerTest, BeginsEmpty) {
  EXPECT_EQ(ledger_->Head().size(), 0u);
  EXPECT_EQ(ledger_->Head().root_hash(), EmptyRoot());
  EXPECT_TRUE(absl::IsNotFound(ledger_->Leaf(0).status()));
  EXPECT_TRUE(absl::IsOutOfRange(ledger_->ProveInclusion(0, 0).status()));
}

TEST_F(LedgerTest, KeepsTheEntryAsItWasHashed) {
  const v1::AuditEntry entry = Entry("ExchangeService/GetChild");
  const auto receipt = ledger_->Commit(entry, {});
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->log_index(), 0u);
  EXPECT_EQ(*ledger_->Leaf(0), entry.SerializeAsString());
  EXPECT_EQ(receipt->leaf_hash(), LeafHash(*ledger_->Leaf(0)));
  EXPECT_EQ(ledger_->Head().root_hash(), receipt->leaf_hash());
  EXPECT_EQ(receipt->recorded_time().seconds(), kNoon / 1'000'000'000);
  EXPECT_EQ(receipt->recorded_time().nanos(), 123);
}

TEST_F(LedgerTest, WritesChangesAndEntryInOneCommit) {
  Batch changes = Set("Cchild", "row");
  changes.puts.push_back({"Rrecord", "row"});
  ASSERT_TRUE(ledger_->Commit(Entry("Test/Set"), changes).ok());
  EXPECT_EQ(disk_.commits(), 1);
  EXPECT_EQ(*disk_.Get("Cchild"), "row");
  EXPECT_EQ(*disk_.Get("Rrecord"), "row");
  EXPECT_TRUE(disk_.Get(Key(kLeaves, BigEndian64(0))).ok());
}

TEST_F(LedgerTest, OrdersTicketsAsTheyWereEnqueued) {
  std::vector<std::shared_ptr<Ticket>> tickets;
  for (int i = 0; i < 10; ++i) {
    tickets.push_back(MustEnqueue(ledger_.get(), Set("Ca", absl::StrCat(i))));
  }
  EXPECT_EQ(disk_.commits(), 0);
  for (int i = 9; i >= 0; --i) {
    EXPECT_EQ(ledger_->Wait(tickets[i])->log_index(), static_cast<uint64_t>(i));
  }
  EXPECT_EQ(disk_.commits(), 1);
  EXPECT_EQ(*disk_.Get("Ca"), "9");
}

TEST_F(LedgerTest, GivesTheSameReceiptToWhoeverAsksAgain) {
  const auto ticket = MustEnqueue(ledger_.get(), {});
  const auto first = ledger_->Wait(ticket);
  const auto second = ledger_->Wait(ticket);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
}

// What a caller who does not wait is told.
class Told {
 public:
  Ledger::Then Then() {
    return [this](const absl::StatusOr<v1::Receipt>& receipt) {
      receipt_ = receipt;
      ++times_;
      told_.Notify();
    };
  }
  const absl::StatusOr<v1::Receipt>& Await() {
    told_.WaitForNotification();
    return receipt_;
  }
  bool IsTold() const { return told_.HasBeenNotified(); }
  int times() const { return times_; }

 private:
  absl::StatusOr<v1::Receipt> receipt_;
  std::atomic<int> times_ = 0;
  absl::Notification told_;
};

TEST_F(LedgerTest, TellsWhoDoesNotWaitOnceTheEntryIsOnDisk) {
  disk_.Hold();
  const auto ticket = MustEnqueue(ledger_.get(), Set("Ca", "1"));
  Told told;
  ledger_->WhenKept(ticket, told.Then());
  while (disk_.commits() == 0) std::this_thread::yield();
  EXPECT_FALSE(told.IsTold());
  disk_.Release();
  const auto& receipt = told.Await();
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(*disk_.Get("Ca"), "1");
  EXPECT_EQ(ledger_->Head().size(), 1u);
  EXPECT_EQ(receipt->SerializeAsString(),
            ledger_->Wait(ticket)->SerializeAsString());
}

TEST_F(LedgerTest, TellsAtOnceOfWhatIsOnDiskAlready) {
  const auto ticket = MustEnqueue(ledger_.get(), {});
  ASSERT_TRUE(ledger_->Wait(ticket).ok());
  Told told;
  ledger_->WhenKept(ticket, told.Then());
  EXPECT_TRUE(told.IsTold());
  EXPECT_EQ(told.Await()->log_index(), 0u);
}

TEST_F(LedgerTest, TellsWhoDoesNotWaitThatTheStoreFailed) {
  disk_.Fail(absl::DataLossError("no disk"));
  const auto ticket = MustEnqueue(ledger_.get(), {});
  Told told, later;
  ledger_->WhenKept(ticket, told.Then());
  EXPECT_TRUE(absl::IsUnavailable(told.Await().status()));
  ledger_->WhenKept(ticket, later.Then());
  EXPECT_TRUE(absl::IsUnavailable(later.Await().status()));
}

TEST_F(LedgerTest, TellsEachOnceHoweverTheyWait) {
  constexpr int kCallers = 8, kEach = 100;
  std::vector<Told> told(kCallers * kEach);
  std::vector<std::thread> callers;
  for (int c = 0; c < kCallers; ++c) {
    callers.emplace_back([&, c] {
      for (int i = 0; i < kEach; ++i) {
        const auto ticket = MustEnqueue(ledger_.get(), {});
        Told& mine = told[c * kEach + i];
        if ((c + i) % 2 == 0) {
          ledger_->WhenKept(ticket, mine.Then());
        } else {
          mine.Then()(ledger_->Wait(ticket));
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  std::set<uint64_t> indexes;
  for (Told& one : told) {
    ASSERT_TRUE(one.Await().ok()) << one.Await().status();
    indexes.insert(one.Await()->log_index());
  }
  EXPECT_EQ(indexes.size(), told.size());
  EXPECT_EQ(ledger_->Head().size(), told.size());
  ledger_ = nullptr;
  for (const Told& one : told) EXPECT_EQ(one.times(), 1);
}

TEST_F(LedgerTest, LeavesNobodyUntoldWhenItEnds) {
  for (int i = 0; i < 50; ++i) {
    Told told;
    ledger_->WhenKept(MustEnqueue(ledger_.get(), {}), told.Then());
    ledger_ = nullptr;
    EXPECT_TRUE(told.IsTold());
    EXPECT_TRUE(told.Await().ok() ||
                absl::IsUnavailable(told.Await().status()));
    ledger_ = MustOpen(&disk_);
  }
}

TEST_F(LedgerTest, AbortsWhenAnExpectationDoesNotHold) {
  ASSERT_TRUE(ledger_->Commit(Entry("Test/Set"), Set("Ca", "1")).ok());
  const Batch wrong[] = {{{{"Cb", "x"}}, {{"Ca", "2"}}},
                         {{{"Cb", "x"}}, {{"Ca", std::nullopt}}},
                         {{{"Cb", "x"}}, {{"Cabsent", "1"}}},
                         {{{"Cb", "x"}}, {{"Ca", "1"}, {"Ca", ""}}}};
  for (const Batch& batch : wrong) {
    EXPECT_TRUE(
        absl::IsAborted(ledger_->Enqueue(Entry("Test/Set"), batch).status()));
  }
  EXPECT_EQ(ledger_->Head().size(), 1u);
  EXPECT_TRUE(absl::IsNotFound(ledger_->ahead().Get("Cb").status()));
  const Batch right = {{{"Cb", "x"}}, {{"Ca", "1"}, {"Cabsent", std::nullopt}}};
  EXPECT_TRUE(ledger_->Commit(Entry("Test/Set"), right).ok());
}

TEST_F(LedgerTest, HoldsExpectationsAgainstWhatIsOnlyPending) {
  MustEnqueue(ledger_.get(), Set("Ca", "1"));
  EXPECT_TRUE(absl::IsAborted(
      ledger_->Enqueue(Entry("Test/Set"), {{}, {{"Ca", std::nullopt}}})
          .status()));
  MustEnqueue(ledger_.get(), {{{"Ca", std::nullopt}}, {{"Ca", "1"}}});
  const auto last =
      MustEnqueue(ledger_.get(), {{{"Ca", "2"}}, {{"Ca", std::nullopt}}});
  ASSERT_TRUE(ledger_->Wait(last).ok());
  EXPECT_EQ(*disk_.Get("Ca"), "2");
}

TEST_F(LedgerTest, ShowsPendingAndStoredRowsAhead) {
  ASSERT_TRUE(ledger_
                  ->Commit(Entry("Test/Set"),
                           {{{"Ca", "1"}, {"Cb", "1"}, {"Cd", "1"}}, {}})
                  .ok());
  const auto ticket = MustEnqueue(
      ledger_.get(), {{{"Cb", "2"}, {"Cc", "2"}, {"Cd", std::nullopt}}, {}});
  const std::vector<Row> rows = {{"Ca", "1"}, {"Cb", "2"}, {"Cc", "2"}};
  const Reader& ahead = ledger_->ahead();
  EXPECT_EQ(RowsOf(ahead, "C", "D"), rows);
  EXPECT_EQ(*ahead.Get("Ca"), "1");
  EXPECT_EQ(*ahead.Get("Cb"), "2");
  EXPECT_TRUE(absl::IsNotFound(ahead.Get("Cd").status()));
  EXPECT_EQ(*disk_.Get("Cb"), "1");

  ASSERT_TRUE(ledger_->Wait(ticket).ok());
  EXPECT_EQ(RowsOf(ahead, "C", "D"), rows);
  EXPECT_EQ(RowsOf(disk_, "C", "D"), rows);
}

TEST_F(LedgerTest, ShowsOnlyWhatIsOnDiskInTheLog) {
  const std::string subject(16, 's');
  const auto ticket = ledger_->Enqueue(Entry("Test/Look", {subject}), {});
  ASSERT_TRUE(ticket.ok());
  EXPECT_EQ(ledger_->Head().size(), 0u);
  EXPECT_TRUE(absl::IsNotFound(ledger_->Leaf(0).status()));
  ASSERT_TRUE(ledger_->Wait(*ticket).ok());
  EXPECT_EQ(ledger_->Head().size(), 1u);
  EXPECT_TRUE(ledger_->Leaf(0).ok());
}

TEST_F(LedgerTest, FindsEntriesByTheirSubjects) {
  const std::string anong(16, 'a');
  const std::string boon(16, 'b');
  ASSERT_TRUE(ledger_->Commit(Entry("0", {anong, boon, anong}), {}).ok());
  ASSERT_TRUE(ledger_->Commit(Entry("1"), {}).ok());
  ASSERT_TRUE(ledger_->Commit(Entry("2", {boon}), {}).ok());
  ASSERT_TRUE(ledger_->Commit(Entry("3", {anong}), {}).ok());
  const auto about = [&](const std::string& subject, uint64_t first,
                         size_t at_most) {
    std::vector<uint64_t> found;
    const absl::Status status =
        ledger_->ScanSubject(subject, first, [&](uint64_t index) {
          found.push_back(index);
          return found.size() < at_most;
        });
    EXPECT_TRUE(status.ok()) << status;
    return found;
  };
  EXPECT_THAT(about(anong, 0, 9), testing::ElementsAre(0, 3));
  EXPECT_THAT(about(anong, 1, 9), testing::ElementsAre(3));
  EXPECT_THAT(about(boon, 0, 9), testing::ElementsAre(0, 2));
  EXPECT_THAT(about(boon, 0, 1), testing::ElementsAre(0));
  EXPECT_THAT(about(std::string(16, 'c'), 0, 9), testing::IsEmpty());
  EXPECT_THAT(about(anong, 100, 9), testing::IsEmpty());
  EXPECT_TRUE(absl::IsInvalidArgument(
      ledger_->ScanSubject("short", 0, [](uint64_t) { return true; })));
}

v1::AuditEntry EntryAt(const Ledger& ledger, uint64_t index) {
  v1::AuditEntry entry;
  EXPECT_TRUE(entry.ParseFromString(ledger.Leaf(index).value_or("")));
  return entry;
}

TEST_F(LedgerTest, LinksAnEntryToTheOneBeforeAboutTheSameSubject) {
  const std::string anong(16, 'a');
  const std::string boon(16, 'b');
  ASSERT_TRUE(ledger_->Commit(Entry("0", {boon, anong, boon}), {}).ok());
  ASSERT_TRUE(ledger_->Commit(Entry("1"), {}).ok());
  // Not on disk yet when the next one is placed.
  ASSERT_TRUE(ledger_->Enqueue(Entry("2", {anong}), {}).ok());
  ASSERT_TRUE(ledger_->Commit(Entry("3", {anong, boon}), {}).ok());
  ledger_ = MustOpen(&disk_);
  ASSERT_TRUE(ledger_->Commit(Entry("4", {anong}), {}).ok());
  using testing::ElementsAre;
  const auto counts = [&](uint64_t index) {
    return EntryAt(*ledger_, index).subject_counts();
  };
  const auto previous = [&](uint64_t index) {
    return EntryAt(*ledger_, index).subject_previous();
  };
  EXPECT_THAT(counts(0), ElementsAre(1, 1, 1));
  EXPECT_THAT(previous(0), ElementsAre(0, 0, 0));
  EXPECT_THAT(counts(1), ElementsAre());
  EXPECT_THAT(counts(2), ElementsAre(2));
  EXPECT_THAT(previous(2), ElementsAre(0));
  EXPECT_THAT(counts(3), ElementsAre(3, 2));
  EXPECT_THAT(previous(3), ElementsAre(2, 0));
  EXPECT_THAT(counts(4), ElementsAre(4));
  EXPECT_THAT(previous(4), ElementsAre(3));
  // Written in two parts, and yet as if in one.
  EXPECT_EQ(*ledger_->Leaf(3), EntryAt(*ledger_, 3).SerializeAsString());
}

// Nothing is in memory then, as for entries from before there were links.
TEST_F(LedgerTest, LinksToEntriesOfAnEarlierStart) {
  const std::string anong(16, 'a');
  const std::string boon(16, 'b');
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(ledger_->Commit(Entry("old", {anong, boon}), {}).ok());
  }
  ledger_ = MustOpen(&disk_);
  ASSERT_TRUE(ledger_->Commit(Entry("new", {boon, anong}), {}).ok());
  EXPECT_THAT(EntryAt(*ledger_, 3).subject_counts(),
              testing::ElementsAre(4, 4));
  EXPECT_THAT(EntryAt(*ledger_, 3).subject_previous(),
              testing::ElementsAre(2, 2));
}

TEST_F(LedgerTest, CountsExactlyThoughManyThreadsSpeakOfOneSubject) {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  const std::string anong(16, 'a');
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kEach; ++j) {
        EXPECT_TRUE(ledger_->Commit(Entry("many", {anong}), {}).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (uint64_t i = 0; i < kThreads * kEach; ++i) {
    ASSERT_THAT(EntryAt(*ledger_, i).subject_counts(),
                testing::ElementsAre(i + 1));
    ASSERT_THAT(EntryAt(*ledger_, i).subject_previous(),
                testing::ElementsAre(i == 0 ? 0 : i - 1));
  }
}

TEST_F(LedgerTest, RefusesWhatItCouldNotKeep) {
  const auto refusal = [&](const v1::AuditEntry& entry, const Batch& changes) {
    return ledger_->Enqueue(entry, changes).status();
  };
  for (char own : {'M', 'L', 'T', 'S'}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        refusal(Entry("Test"), Set(std::string(1, own) + "x", "forged"))));
  }
  EXPECT_TRUE(absl::IsInvalidArgument(refusal(Entry("Test"), Set("", "x"))));
  EXPECT_TRUE(absl::IsInvalidArgument(refusal(Entry("Test", {"short"}), {})));
  EXPECT_TRUE(absl::IsInvalidArgument(
      refusal(Entry(std::string(kMaxEntryBytes, 'm')), {})));
  EXPECT_TRUE(absl::IsInvalidArgument(
      refusal(Entry("Test"), Set("Ca", std::string(kMaxChangeBytes, 'x')))));
  EXPECT_EQ(disk_.commits(), 0);
}

TEST_F(LedgerTest, WritesInOneGroupWhatCameWhileTheDiskWasBusy) {
  disk_.Hold();
  std::vector<std::thread> threads;
  threads.emplace_back(
      [&] { EXPECT_TRUE(ledger_->Commit(Entry("first"), {}).ok()); });
  while (disk_.commits() == 0) std::this_thread::yield();
  std::vector<std::shared_ptr<Ticket>> tickets;
  for (int i = 0; i < 20; ++i) {
    tickets.push_back(MustEnqueue(ledger_.get(), Set("Ca", absl::StrCat(i))));
  }
  for (const auto& ticket : tickets) {
    threads.emplace_back(
        [&, ticket] { EXPECT_TRUE(ledger_->Wait(ticket).ok()); });
  }
  disk_.Release();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(disk_.commits(), 2);
  EXPECT_EQ(ledger_->Head().size(), 21u);
}

TEST_F(LedgerTest, ReadsAheadWhileTheDiskIsBusy) {
  disk_.Hold();
  std::thread writer([&] {
    EXPECT_TRUE(ledger_->Commit(Entry("Test"), Set("Ca", "1")).ok());
  });
  while (disk_.commits() == 0) std::this_thread::yield();
  EXPECT_EQ(*ledger_->ahead().Get("Ca"), "1");
  EXPECT_EQ(RowsOf(ledger_->ahead(), "C", "D").size(), 1u);
  EXPECT_EQ(ledger_->Head().size(), 0u);
  disk_.Release();
  writer.join();
}

TEST_F(LedgerTest, SplitsWhatIsTooMuchForOneGroup) {
  std::shared_ptr<Ticket> last;
  for (int i = 0; i < 2500; ++i) last = MustEnqueue(ledger_.get(), {});
  EXPECT_EQ(ledger_->Wait(last)->log_index(), 2499u);
  EXPECT_EQ(disk_.commits(), 3);
  for (int i = 0; i < 6; ++i) {
    last = MustEnqueue(ledger_.get(), Set("Ca", std::string(2 << 20, 'x')));
  }
  EXPECT_EQ(ledger_->Wait(last)->log_index(), 2505u);
  EXPECT_GE(disk_.commits(), 6);
}

TEST_F(LedgerTest, WritesByItselfWhenTooMuchIsAheadOfTheDisk) {
  for (int i = 0; i < 20000; ++i) MustEnqueue(ledger_.get(), {});
  EXPECT_GT(disk_.commits(), 0);
  const auto last = MustEnqueue(ledger_.get(), {});
  EXPECT_EQ(ledger_->Wait(last)->log_index(), 20000u);
}

TEST_F(LedgerTest, SaysUnavailableForEverOnceTheStoreFailed) {
  const auto written = MustEnqueue(ledger_.get(), {});
  ASSERT_TRUE(ledger_->Wait(written).ok());
  disk_.Fail(absl::ResourceExhaustedError("the disk is full"));
  const auto first = MustEnqueue(ledger_.get(), {});
  const auto second = MustEnqueue(ledger_.get(), {});
  EXPECT_TRUE(absl::IsUnavailable(ledger_->Wait(first).status()));
  disk_.Fail(absl::OkStatus());
  EXPECT_TRUE(absl::IsUnavailable(ledger_->Wait(first).status()));
  EXPECT_TRUE(absl::IsUnavailable(ledger_->Wait(second).status()));
  const absl::Status later = ledger_->Commit(Entry("Test"), {}).status();
  EXPECT_TRUE(absl::IsUnavailable(later));
  EXPECT_TRUE(absl::StrContains(later.message(), "the disk is full"));
  EXPECT_EQ(ledger_->Head().size(), 1u);
  EXPECT_TRUE(ledger_->Wait(written).ok());  // It is on disk.
}

TEST_F(LedgerTest, TellsEveryWaiterThatTheStoreFailed) {
  disk_.Hold();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      EXPECT_TRUE(
          absl::IsUnavailable(ledger_->Commit(Entry("Test"), {}).status()));
    });
  }
  while (disk_.commits() == 0) std::this_thread::yield();
  disk_.Fail(absl::UnavailableError("the disk is gone"));
  disk_.Release();
  for (std::thread& thread : threads) thread.join();
}

// Many threads raise counters under expectations, reading ahead of the disk;
// nothing may be lost, nothing done twice.
TEST_F(LedgerTest, CountsExactlyThoughManyThreadsCommit) {
  constexpr int kThreads = 8;
  constexpr int kRaises = 200;
  std::vector<std::thread> threads;
  std::atomic<int> aborted = 0;
  std::vector<std::set<uint64_t>> indexes(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      const std::string key = absl::StrCat("Ccounter", thread % 2);
      for (int raised = 0; raised < kRaises;) {
        std::optional<std::string> before;
        auto read = ledger_->ahead().Get(key);
        if (read.ok()) before = *read;
        const int count = before.has_value() ? std::stoi(*before) : 0;
        const auto receipt = ledger_->Commit(
            Entry("Test/Raise"),
            {{{key, absl::StrCat(count + 1)}}, {{key, before}}});
        if (absl::IsAborted(receipt.status())) {
          ++aborted;
          continue;
        }
        ASSERT_TRUE(receipt.ok()) << receipt.status();
        EXPECT_TRUE(indexes[thread].insert(receipt->log_index()).second);
        ++raised;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  const int total = kThreads * kRaises;
  EXPECT_EQ(*disk_.Get("Ccounter0"), absl::StrCat(total / 2));
  EXPECT_EQ(*disk_.Get("Ccounter1"), absl::StrCat(total / 2));
  EXPECT_EQ(ledger_->Head().size(), static_cast<uint64_t>(total));
  std::set<uint64_t> all;
  for (const auto& some : indexes) all.insert(some.begin(), some.end());
  EXPECT_EQ(all.size(), static_cast<size_t>(total));
  EXPECT_EQ(*all.rbegin(), static_cast<uint64_t>(total - 1));
  Frontier frontier;
  for (int i = 0; i < total; ++i) {
    frontier.Append(LeafHash(*ledger_->Leaf(i)),
                    [](int, uint64_t, const std::string&) {});
  }
  EXPECT_EQ(frontier.Root(), ledger_->Head().root_hash());
}

TEST_F(LedgerTest, ProvesWhatItHolds) {
  std::vector<v1::TreeHead> heads = {ledger_->Head()};
  std::vector<v1::Receipt> receipts;
  for (int i = 0; i < 300; ++i) {
    const auto receipt = ledger_->Commit(Entry(absl::StrCat(i)), {});
    ASSERT_TRUE(receipt.ok());
    receipts.push_back(*receipt);
    heads.push_back(ledger_->Head());
  }
  for (uint64_t size : {1, 2, 100, 256, 257, 300}) {
    const auto inclusion = ledger_->ProveInclusion(size - 1, size);
    ASSERT_TRUE(inclusion.ok()) << inclusion.status();
    EXPECT_TRUE(VerifyInclusion(size - 1, size, receipts[size - 1].leaf_hash(),
                                *inclusion, heads[size].root_hash())
                    .ok());
    const auto consistency = ledger_->ProveConsistency(size, 300);
    ASSERT_TRUE(consistency.ok()) << consistency.status();
    EXPECT_TRUE(VerifyConsistency(size, 300, heads[size].root_hash(),
                                  heads[300].root_hash(), *consistency)
                    .ok());
  }
  EXPECT_TRUE(absl::IsOutOfRange(ledger_->ProveInclusion(0, 301).status()));
}

TEST_F(LedgerTest, GoesOnWhereItStoppedAfterReopening) {
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(ledger_->Commit(Entry(absl::StrCat(i)), {}).ok());
  }
  const v1::TreeHead before = ledger_->Head();
  ledger_ = MustOpen(&disk_);
  EXPECT_EQ(ledger_->Head().SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(ledger_->Commit(Entry("next"), {})->log_index(), 300u);
  const auto proof = ledger_->ProveConsistency(300, 301);
  ASSERT_TRUE(proof.ok());
  EXPECT_TRUE(VerifyConsistency(300, 301, before.root_hash(),
                                ledger_->Head().root_hash(), *proof)
                  .ok());
}

TEST_F(LedgerTest, ForgetsWhatWasEnqueuedButNeverWaitedFor) {
  ASSERT_TRUE(ledger_->Commit(Entry("kept"), {}).ok());
  MustEnqueue(ledger_.get(), Set("Ca", "1"));
  ledger_ = MustOpen(&disk_);
  EXPECT_EQ(ledger_->Head().size(), 1u);
  EXPECT_TRUE(absl::IsNotFound(ledger_->ahead().Get("Ca").status()));
}

class DamagedLogTest : public LedgerTest {
 protected:
  void SetUp() override {
    for (int i = 0; i < 600; ++i) {
      ASSERT_TRUE(ledger_->Commit(Entry(absl::StrCat(i)), {}).ok());
      if (i == 499) head_of_500_ = *disk_.Get(kHeadKey);
    }
  }

  // What opening says once `key` holds `value`.
  absl::Status AfterWriting(const std::string& key,
                            std::optional<std::string> value) {
    EXPECT_TRUE(disk_.Commit({{key, std::move(value)}}).ok());
    return Ledger::Open(&disk_).status();
  }

  const std::string kHeadKey = Key(kMeta, kLogHeadRow);
  std::string head_of_500_;
};

TEST_F(DamagedLogTest, IsFoundInAnEntryAfterTheLastFullTile) {
  const std::string key = Key(kLeaves, BigEndian64(550));
  std::string leaf = *disk_.Get(key);
  leaf.back() ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(AfterWriting(key, leaf)));
  EXPECT_TRUE(absl::IsDataLoss(AfterWriting(key, std::nullopt)));
}

TEST_F(DamagedLogTest, IsFoundInATile) {
  const std::string key =
      absl::StrCat(Key(kTiles, std::string(1, '\0')), BigEndian64(0));
  std::string tile = *disk_.Get(key);
  tile[4000] ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(AfterWriting(key, tile)));
}

TEST_F(DamagedLogTest, IsFoundInTheHead) {
  std::string head = *disk_.Get(kHeadKey);
  ASSERT_EQ(head.size(), 48u);
  for (size_t byte = 0; byte < 40; ++byte) {
    std::string bent = head;
    bent[byte] ^= 1;
    EXPECT_TRUE(absl::IsDataLoss(AfterWriting(kHeadKey, bent))) << byte;
  }
  EXPECT_TRUE(absl::IsDataLoss(AfterWriting(kHeadKey, "short")));
}

TEST_F(DamagedLogTest, IsFoundWhenAnOlderHeadHidesEntries) {
  EXPECT_TRUE(absl::IsDataLoss(AfterWriting(kHeadKey, head_of_500_)));
  EXPECT_TRUE(absl::IsDataLoss(AfterWriting(kHeadKey, std::nullopt)));
}

// The whole house of storage as the gateway builds it.
TEST(WholeStore, KeepsCommitsOfManyThreadsOverAReopening) {
  constexpr int kThreads = 8;
  constexpr int kCommits = 50;
  const TempFolder folder;
  v1::TreeHead head;
  for (int round = 1; round <= 2; ++round) {
    auto engine = OpenRocks(folder.path());
    ASSERT_TRUE(engine.ok()) << engine.status();
    const auto seal = TestSeal();
    ASSERT_TRUE(CheckFormat(engine->get(), *seal).ok());
    const auto sealed = NewSealedKv(engine->get(), seal.get());
    const auto ledger = MustOpen(sealed.get());
    if (round == 2) {
      EXPECT_EQ(ledger->Head().SerializeAsString(), head.SerializeAsString());
      EXPECT_EQ(RowsOf(*sealed, "C", "D").size(),
                static_cast<size_t>(kThreads * kCommits));
      break;
    }
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kCommits; ++i) {
          const std::string key = absl::StrCat("C", thread, "/", i);
          const auto receipt =
              ledger->Commit(Entry("Test/Set", {std::string(16, 's')}),
                             {{{key, "row"}}, {{key, std::nullopt}}});
          EXPECT_TRUE(receipt.ok()) << receipt.status();
          EXPECT_EQ(*ledger->ahead().Get(key), "row");
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    head = ledger->Head();
    EXPECT_EQ(head.size(), static_cast<uint64_t>(kThreads * kCommits));
  }
}

}  // namespace
}  // namespace saan::storage
