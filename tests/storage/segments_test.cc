#include "storage/segments.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/log_index.h"
#include "storage/segment_check.h"
#include "storage/segment_map.h"
#include "storage/tables.h"
#include "tests/storage/subjects.h"

namespace saan::storage {
namespace {

const absl::TimeZone kBangkok = absl::FixedTimeZone(7 * 60 * 60);
// 2026-11-26 20:00 in Bangkok; four hours are left of that day.
const absl::Time kEvening =
    absl::FromCivil(absl::CivilHour(2026, 11, 26, 20), kBangkok);

const std::string kChai(16, 'c');

class SegmentsTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    segments_.reset();
    ledger_.reset();
    auto ledger = Ledger::Open(kv_.get());
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    ledger_ = *std::move(ledger);
    auto segments = Segments::Open(ledger_.get());
    ASSERT_TRUE(segments.ok()) << segments.status();
    segments_ = *std::move(segments);
  }

  static v1::AuditEntry EntryOf(const std::vector<std::string>& subjects) {
    v1::AuditEntry entry;
    entry.set_schema_version(kLinkedSchemaVersion);
    entry.set_recorded_unix_nanos(absl::ToUnixNanos(kEvening));
    for (const std::string& subject : subjects) entry.add_subject_refs(subject);
    return entry;
  }

  void Log(const std::vector<std::string>& subjects) {
    ASSERT_TRUE(ledger_->Commit(EntryOf(subjects), {}).ok());
  }

  void SealUpTo(uint64_t end) {
    const absl::Status sealed = segments_->Seal(end, EntryOf({}));
    ASSERT_TRUE(sealed.ok()) << sealed;
  }

  // Up to which entry the whole log and its proofs show that `subject` has just
  // `indexes`; nothing when they do not.
  std::optional<uint64_t> Proven(const std::string& subject,
                                 const std::vector<uint64_t>& indexes) {
    std::vector<SubjectAnswer> answers;
    for (uint64_t i = 0; i < segments_->count(); ++i) {
      SubjectAnswer answer;
      answer.seal_index = segments_->At(i)->log_index;
      answer.seal = segments_->At(i)->seal;
      for (const uint64_t index : indexes) {
        if (index >= answer.seal.first_index() &&
            index < answer.seal.end_index()) {
          answer.indexes.push_back(index);
        }
      }
      const auto proof = ProveInSegment(*kv_, i, subject);
      EXPECT_TRUE(proof.ok()) << proof.status();
      answer.proof = *proof;
      answers.push_back(answer);
    }
    uint64_t sealed_end = 0;
    if (!VerifySubjectAnswers(subject, answers, &sealed_end).ok()) return {};
    return sealed_end;
  }

  // The whole log by SegmentCheck.
  absl::Status Check() {
    SegmentCheck check;
    absl::Status status;
    EXPECT_TRUE(ledger_
                    ->ScanLeaves(
                        0, ledger_->Head().size(),
                        [&](uint64_t index, absl::string_view leaf) {
                          v1::AuditEntry entry;
                          EXPECT_TRUE(entry.ParseFromString(std::string(leaf)));
                          status = check.Add(index, entry);
                          return status.ok();
                        })
                    .ok());
    EXPECT_TRUE(!status.ok() ||
                check.seals().sealed_end == segments_->sealed_end());
    return status;
  }

  const std::unique_ptr<Kv> kv_ = NewMemoryKv();
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Segments> segments_;
};

TEST_F(SegmentsTest, BeginWithNone) {
  EXPECT_EQ(segments_->count(), 0u);
  EXPECT_EQ(segments_->sealed_end(), 0u);
  EXPECT_TRUE(absl::IsOutOfRange(segments_->At(0).status()));
  EXPECT_TRUE(absl::IsOutOfRange(segments_->Seal(1, EntryOf({}))));
}

TEST_F(SegmentsTest, ProveWhoIsSpokenOfAndWhere) {
  Log({kAnong});         // 0
  Log({kBoon, kAnong});  // 1
  Log({});               // 2
  SealUpTo(3);           // 3
  Log({kBoon});          // 4
  SealUpTo(5);           // 5
  Log({kAnong});         // 6, not sealed
  ASSERT_EQ(segments_->count(), 2u);
  EXPECT_EQ(Proven(kAnong, {0, 1}), 5u);
  EXPECT_EQ(Proven(kBoon, {1, 4}), 5u);
  EXPECT_EQ(Proven(kChai, {}), 5u);
  EXPECT_EQ(Proven(kAnong, {0}), std::nullopt);
  EXPECT_EQ(Proven(kAnong, {0, 1, 4}), std::nullopt);
  EXPECT_EQ(Proven(kBoon, {}), std::nullopt);
  EXPECT_EQ(Proven(kChai, {2}), std::nullopt);
  EXPECT_TRUE(Check().ok());
}

TEST_F(SegmentsTest, FollowEachOtherAndKnowTheOneBefore) {
  for (int i = 0; i < 5; ++i) {
    Log({kAnong});
    SealUpTo(ledger_->Head().size());
  }
  uint64_t end = 0;
  for (uint64_t i = 0; i < 5; ++i) {
    const SealedSegment sealed = *segments_->At(i);
    EXPECT_EQ(sealed.seal.number(), i);
    EXPECT_EQ(sealed.seal.first_index(), end);
    EXPECT_EQ(sealed.seal.previous_seal_index(),
              i == 0 ? 0 : segments_->At(i - 1)->log_index);
    end = sealed.seal.end_index();
  }
}

TEST_F(SegmentsTest, AreFoundAgainAfterAStart) {
  Log({kAnong});
  SealUpTo(1);
  // The seal's place is beyond what the index has gathered, and then within.
  for (int round = 0; round < 2; ++round) {
    Open();
    ASSERT_EQ(segments_->count(), 1u);
    EXPECT_EQ(segments_->At(0)->log_index, 1u);
    EXPECT_EQ(Proven(kAnong, {0}), 1u);
    while (ledger_->Head().size() < kSegmentEntries) {
      for (int i = 0; i < 500; ++i) {
        ASSERT_TRUE(ledger_->Enqueue(EntryOf({}), {}).ok());
      }
      Log({});
    }
  }
  SealUpTo(ledger_->Head().size());
  Open();
  EXPECT_EQ(segments_->count(), 2u);
  EXPECT_TRUE(Check().ok());
}

TEST_F(SegmentsTest, AreDueWhenFullOrWhenTheDayIsOver) {
  const auto due = [&](absl::Time now) {
    const auto end = segments_->Due(4, now, kBangkok);
    EXPECT_TRUE(end.ok()) << end.status();
    return *end;
  };
  EXPECT_EQ(due(kEvening + absl::Hours(48)), std::nullopt);  // Nothing to seal.
  Log({kAnong});
  Log({kAnong});
  EXPECT_EQ(due(kEvening), std::nullopt);
  EXPECT_EQ(due(kEvening + absl::Hours(4) - absl::Seconds(1)), std::nullopt);
  EXPECT_EQ(due(kEvening + absl::Hours(4)), 2u);
  // A clock that went back seals nothing early.
  EXPECT_EQ(due(kEvening - absl::Hours(48)), std::nullopt);
  for (int i = 0; i < 5; ++i) Log({});
  EXPECT_EQ(due(kEvening), 4u);
  SealUpTo(4);
  EXPECT_EQ(due(kEvening), 8u);  // Entries 4 to 6, and the seal.
}

TEST_F(SegmentsTest, RefuseToSealWhatIsNotThereOrSealed) {
  Log({kAnong});
  SealUpTo(1);
  EXPECT_TRUE(absl::IsOutOfRange(segments_->Seal(1, EntryOf({}))));
  EXPECT_TRUE(absl::IsOutOfRange(segments_->Seal(3, EntryOf({}))));
  EXPECT_EQ(segments_->count(), 1u);
}

}  // namespace
}  // namespace saan::storage
