#include "gateway/audit_walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/log_index.h"

namespace saan {
namespace {

using Indexes = std::vector<uint64_t>;

constexpr uint64_t kSize = 2 * storage::kSegmentEntries + 300;

// Every third entry is of "dcy", every thousandth was done for an audit.
v1::AuditEntry EntryAt(uint64_t index) {
  v1::AuditEntry entry;
  entry.set_agency(index % 3 == 0 ? "dcy" : "bma");
  entry.set_method(index % 1000 == 0 ? "Rare" : "Usual");
  return entry;
}

const storage::Ledger& TheLog() {
  static const storage::Ledger& log = *[] {
    storage::Kv* kv = storage::NewMemoryKv().release();
    storage::Ledger* ledger = storage::Ledger::Open(kv)->release();
    for (uint64_t i = 0; i + 1 < kSize; ++i) {
      EXPECT_TRUE(ledger->Enqueue(EntryAt(i), {}).ok());
    }
    EXPECT_TRUE(ledger->Commit(EntryAt(kSize - 1), {}).ok());
    return ledger;
  }();
  return log;
}

// Walks in pages of `page` entries, as ListEntries does.
Indexes WalkInPages(const WalkPlan& plan, size_t page) {
  Indexes walked;
  std::optional<uint64_t> position;
  do {
    EntryWalk walk(TheLog(), plan, position);
    for (size_t i = 0; i < page; ++i) {
      const auto index = walk.Next();
      EXPECT_TRUE(index.ok()) << index.status();
      if (!index.ok() || !index->has_value()) break;
      walked.push_back(**index);
    }
    position = walk.position();
  } while (position.has_value());
  return walked;
}

bool HasTerms(uint64_t index, const std::vector<std::string>& terms) {
  const std::vector<std::string> its = storage::IndexTermsOf(EntryAt(index));
  return std::all_of(terms.begin(), terms.end(), [&](const std::string& term) {
    return std::find(its.begin(), its.end(), term) != its.end();
  });
}

TEST(EntryWalk, PassesEveryEntryOnceInOrder) {
  WalkPlan plan;
  plan.size = kSize;
  Indexes all;
  for (uint64_t i = 0; i < kSize; ++i) all.push_back(i);
  EXPECT_EQ(WalkInPages(plan, 1000), all);
  plan.is_newest_first = true;
  std::reverse(all.begin(), all.end());
  EXPECT_EQ(WalkInPages(plan, 1000), all);
}

TEST(EntryWalk, MissesNoEntryThatHasTheTerms) {
  for (const std::vector<std::string>& terms :
       {std::vector<std::string>{storage::IndexTerm("agency", "dcy")},
        {storage::IndexTerm("method", "Rare")},
        {storage::IndexTerm("method", "Rare"),
         storage::IndexTerm("agency", "dcy")},
        {storage::IndexTerm("agency", "none")}}) {
    for (const bool is_newest_first : {false, true}) {
      WalkPlan plan;
      plan.size = kSize;
      plan.is_newest_first = is_newest_first;
      plan.terms = terms;
      for (const size_t page : {97, 5000}) {
        Indexes walked = WalkInPages(plan, page);
        EXPECT_TRUE(is_newest_first
                        ? std::is_sorted(walked.rbegin(), walked.rend())
                        : std::is_sorted(walked.begin(), walked.end()));
        std::sort(walked.begin(), walked.end());
        EXPECT_EQ(std::adjacent_find(walked.begin(), walked.end()),
                  walked.end());
        // Where a segment is full, those that have the terms and no others;
        // after it, all.
        Indexes expected;
        for (uint64_t i = 0; i < kSize; ++i) {
          if (i >= 2 * storage::kSegmentEntries || HasTerms(i, terms)) {
            expected.push_back(i);
          }
        }
        EXPECT_EQ(walked, expected) << page;
      }
    }
  }
}

TEST(EntryWalk, FollowsAListInBothOrders) {
  WalkPlan plan;
  plan.size = kSize;
  plan.listed = Indexes{3, 4, 4096, 8000};
  EXPECT_EQ(WalkInPages(plan, 1), (Indexes{3, 4, 4096, 8000}));
  plan.is_newest_first = true;
  EXPECT_EQ(WalkInPages(plan, 1), (Indexes{8000, 4096, 4, 3}));
  plan.listed = Indexes{};
  EXPECT_EQ(WalkInPages(plan, 1), Indexes{});
}

TEST(EntryWalk, EndsAtOnceInAnEmptyLogAndBeyondTheEnd) {
  WalkPlan plan;
  EXPECT_FALSE(EntryWalk(TheLog(), plan, std::nullopt).position().has_value());
  plan.size = kSize;
  EXPECT_FALSE(EntryWalk(TheLog(), plan, kSize).position().has_value());
}

}  // namespace
}  // namespace saan
