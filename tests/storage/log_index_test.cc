#include "storage/log_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/ledger.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

using testing::ElementsAre;

// Every third entry is of "dcy", one in a thousand was refused.
v1::AuditEntry EntryAt(uint64_t index) {
  v1::AuditEntry entry;
  entry.set_agency(index % 3 == 0 ? "dcy" : "bma");
  entry.set_outcome(index % 1000 == 5 ? v1::OUTCOME_DENIED : v1::OUTCOME_DONE);
  return entry;
}

std::string Denied() {
  return IndexTerm(kTermOutcome, absl::StrCat(int{v1::OUTCOME_DENIED}));
}

class LogIndexTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    ledger_.reset();
    auto ledger = Ledger::Open(kv_.get());
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    ledger_ = *std::move(ledger);
  }

  // Appends until the log has `size` entries.
  void GrowTo(uint64_t size) {
    for (uint64_t i = ledger_->Head().size(); i + 1 < size; ++i) {
      ASSERT_TRUE(ledger_->Enqueue(EntryAt(i), {}).ok());
    }
    ASSERT_TRUE(ledger_->Commit(EntryAt(size - 1), {}).ok());
    ASSERT_EQ(ledger_->Head().size(), size);
  }

  const std::unique_ptr<Kv> kv_ = NewMemoryKv();
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LogIndexTest, ListsTheEntriesOfEachFullSegment) {
  GrowTo(2 * kSegmentEntries + 10);
  EXPECT_THAT(*ledger_->FindInSegment(Denied(), 0),
              ElementsAre(5, 1005, 2005, 3005, 4005));
  EXPECT_THAT(*ledger_->FindInSegment(Denied(), 1),
              ElementsAre(5005, 6005, 7005, 8005));
  const auto dcy = ledger_->FindInSegment(IndexTerm(kTermAgency, "dcy"), 1);
  ASSERT_TRUE(dcy.ok()) << dcy.status();
  std::vector<uint64_t> expected;
  for (uint64_t i = kSegmentEntries; i < 2 * kSegmentEntries; ++i) {
    if (i % 3 == 0) expected.push_back(i);
  }
  EXPECT_EQ(*dcy, expected);
  EXPECT_TRUE(
      ledger_->FindInSegment(IndexTerm(kTermAgency, "none"), 0)->empty());
}

TEST_F(LogIndexTest, SaysNothingOfASegmentThatIsNotFull) {
  GrowTo(kSegmentEntries - 1);
  EXPECT_TRUE(absl::IsOutOfRange(ledger_->FindInSegment(Denied(), 0).status()));
  GrowTo(kSegmentEntries);
  EXPECT_TRUE(ledger_->FindInSegment(Denied(), 0).ok());
  EXPECT_TRUE(absl::IsOutOfRange(ledger_->FindInSegment(Denied(), 1).status()));
}

TEST_F(LogIndexTest, GoesOnInsideASegmentAfterAStart) {
  GrowTo(1500);
  Open();
  GrowTo(kSegmentEntries);
  EXPECT_THAT(*ledger_->FindInSegment(Denied(), 0),
              ElementsAre(5, 1005, 2005, 3005, 4005));
}

TEST_F(LogIndexTest, IsMadeForAStoreFromBeforeThereWasOne) {
  GrowTo(2 * kSegmentEntries + 10);
  std::vector<Put> puts = {{Key(kMeta, kLogTermsRow), std::nullopt}};
  ASSERT_TRUE(kv_->Scan(std::string(1, kTerms), std::string(1, kTerms + 1),
                        [&](absl::string_view key, absl::string_view) {
                          puts.push_back({std::string(key), std::nullopt});
                          return true;
                        })
                  .ok());
  EXPECT_GT(puts.size(), 4u);
  ASSERT_TRUE(kv_->Commit(puts).ok());
  EXPECT_TRUE(ledger_->FindInSegment(Denied(), 0)->empty());
  Open();
  EXPECT_THAT(*ledger_->FindInSegment(Denied(), 0),
              ElementsAre(5, 1005, 2005, 3005, 4005));
  EXPECT_THAT(*ledger_->FindInSegment(Denied(), 1),
              ElementsAre(5005, 6005, 7005, 8005));
}

TEST(IndexTermsOf, NamesEachPropertyOnce) {
  v1::AuditEntry entry;
  entry.set_agency("bma");
  entry.set_actor_ref("\x01\xAB");
  entry.set_purpose(v1::PURPOSE_CASE_CARE);
  entry.add_holders("dcy");
  entry.add_holders("dcy");
  entry.add_rule_ids("bma-reads-dcy");
  EXPECT_THAT(IndexTermsOf(entry),
              testing::UnorderedElementsAre(
                  "agency=bma", "actor_ref=01ab", "purpose=1", "role=0",
                  "outcome=0", "holder=dcy", "rule_id=bma-reads-dcy"));
  // Flags are false only where they were looked at.
  entry.Clear();
  entry.add_consent_ids("c1");
  entry.set_relationship(v1::RELATIONSHIP_NONE);
  entry.set_is_same_family_name(true);
  EXPECT_THAT(IndexTermsOf(entry),
              testing::UnorderedElementsAre(
                  "purpose=0", "role=0", "outcome=0", "consent_id=c1",
                  "relationship=1", "is_same_family_name=true",
                  "is_same_subdistrict=false"));
}

}  // namespace
}  // namespace saan::storage
