#include "storage/archiving.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/archive_check.h"
#include "storage/checkpoint.h"
#include "storage/log_export.h"
#include "storage/log_index.h"
#include "storage/merkle.h"
#include "storage/segment_check.h"
#include "storage/segment_map.h"
#include "storage/subject_links.h"
#include "storage/tables.h"
#include "storage/tiles.h"
#include "tests/storage/subjects.h"
#include "tests/storage/temp_folder.h"
#include "tests/storage/test_keys.h"

namespace saan::storage {
namespace {

namespace fs = std::filesystem;

const absl::Time kSealed = absl::FromUnixSeconds(1'800'000'000);
constexpr absl::Duration kDay = absl::Hours(24);
constexpr uint64_t kFirstEnd = 1000;
constexpr uint64_t kSecondEnd = 3000;
// What an entry is, by its index.
bool IsOfChild(uint64_t index) { return index % 3 == 0; }

// A log with two sealed segments, and its archive.
class ArchivingTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteFile(folder_.path() + "/signed", "");  // Nothing was signed yet.
    Open();
    Grow(kFirstEnd);
    Seal(kFirstEnd);
    Grow(kSecondEnd);
    Seal(kSecondEnd);
    // The index of the log is gathered in memory up to here.
    Grow(2 * kSegmentEntries + 10);
  }

  void Open() {
    archiving_.reset();
    segments_.reset();
    signatory_.reset();
    ledger_.reset();
    archive_ = *Archive::Open(folder_.path() + "/archive");
    auto ledger = Ledger::Open(kv_.get(), archive_.get());
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    ledger_ = *std::move(ledger);
    auto signatory = Signatory::Open(ledger_.get(), TestSigner(),
                                     folder_.path() + "/signed");
    ASSERT_TRUE(signatory.ok()) << signatory.status();
    signatory_ = *std::move(signatory);
    auto segments = Segments::Open(ledger_.get());
    ASSERT_TRUE(segments.ok()) << segments.status();
    segments_ = *std::move(segments);
    auto archiving = Archiving::Open(ledger_.get(), segments_.get(),
                                     signatory_.get(), archive_.get());
    ASSERT_TRUE(archiving.ok()) << archiving.status();
    archiving_ = *std::move(archiving);
  }

  static v1::AuditEntry Own() {
    v1::AuditEntry entry;
    entry.set_schema_version(kLinkedSchemaVersion);
    entry.set_recorded_unix_nanos(absl::ToUnixNanos(kSealed));
    entry.set_outcome(v1::OUTCOME_DONE);
    return entry;
  }

  void Grow(uint64_t size) {
    for (uint64_t i = ledger_->Head().size() + waiting_; i < size; ++i) {
      v1::AuditEntry entry = Own();
      entry.set_method(absl::StrCat("ExchangeService/Call", i % 7));
      if (IsOfChild(i))
        entry.add_subject_refs(Subject(static_cast<int>(i % 5)));
      ASSERT_TRUE(ledger_->Enqueue(entry, {}).ok());
      ++waiting_;
    }
    ASSERT_TRUE(ledger_->Commit(Own(), {}).ok());
    waiting_ = 0;
  }

  void Seal(uint64_t end) {
    v1::AuditEntry entry = Own();
    const absl::Status sealed = segments_->Seal(end, entry);
    ASSERT_TRUE(sealed.ok()) << sealed;
  }

  void ArchiveBoth() {
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(*archiving_->IsSegmentDue(kDay, kSealed + kDay));
      const absl::Status archived = archiving_->ArchiveNext(Own());
      ASSERT_TRUE(archived.ok()) << archived;
    }
  }

  static RetentionPolicy TrafficFor90Days() {
    RetentionPolicy policy;
    EXPECT_TRUE(policy.Keep(v1::RETENTION_CLASS_TRAFFIC, 90).ok());
    return policy;
  }

  // Ends all that is over after 90 days; gives how many times that was.
  int EndTraffic() {
    int times = 0;
    while (true) {
      const auto over =
          archiving_->NextOver(TrafficFor90Days(), kSealed + 90 * kDay);
      if (!over.has_value()) return times;
      const absl::Status ended = archiving_->End(*over, Own());
      EXPECT_TRUE(ended.ok()) << ended;
      ++times;
    }
  }

  std::string FolderOf(uint64_t number) const {
    return archive_->FolderOf(number);
  }

  uint64_t StoredLeaves(uint64_t first, uint64_t end) const {
    uint64_t stored = 0;
    EXPECT_TRUE(kv_->Scan(Key(kLeaves, BigEndian64(first)),
                          Key(kLeaves, BigEndian64(end)),
                          [&](absl::string_view, absl::string_view) {
                            ++stored;
                            return true;
                          })
                    .ok());
    return stored;
  }

  // The archive by itself, as an auditor has it. `first`: a folder.
  absl::Status Verify(uint64_t first = 0, uint64_t end = 2) {
    check_ = ArchiveCheck();
    for (uint64_t i = first; i < end; ++i) {
      auto segment = ArchivedSegment::Open(FolderOf(i));
      if (!segment.ok()) return segment.status();
      const auto opened = OpenCheckpoint((*segment)->manifest().checkpoint(),
                                         {TestSigner().key()});
      if (!opened.ok()) return opened.status();
      absl::Status added = check_.Add(segment->get(), opened->checkpoint);
      if (!added.ok()) return added;
    }
    return check_.Finish();
  }

  // A copy of the whole log, with what it says about itself.
  absl::StatusOr<ExportChecked> VerifyCopy(SegmentCheck* segments) {
    const uint64_t size = ledger_->Head().size();
    const Checkpoint checkpoint = {
        "log.example/test", size, ledger_->Head().root_hash(), {}};
    return VerifyExport(
        checkpoint, {},
        [&](const TileName& name) { return ledger_->TileFile(name); },
        [&](uint64_t index, absl::string_view leaf) {
          if (leaf.empty()) {
            segments->AddExpired(index);
            return absl::OkStatus();
          }
          v1::AuditEntry entry;
          EXPECT_TRUE(entry.ParseFromString(std::string(leaf)));
          return segments->Add(index, entry);
        });
  }

  const TempFolder folder_;
  const std::unique_ptr<Kv> kv_ = NewMemoryKv();
  uint64_t waiting_ = 0;
  std::unique_ptr<Archive> archive_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Signatory> signatory_;
  std::unique_ptr<Segments> segments_;
  std::unique_ptr<Archiving> archiving_;
  ArchiveCheck check_;
};

TEST_F(ArchivingTest, WaitsForTheAgeAskedForAndForTheIndex) {
  EXPECT_FALSE(*archiving_->IsSegmentDue(kDay, kSealed));
  EXPECT_TRUE(*archiving_->IsSegmentDue(kDay, kSealed + kDay));
  ArchiveBoth();
  EXPECT_FALSE(*archiving_->IsSegmentDue(kDay, kSealed + kDay));
  // Ends behind the last full segment of the index: the next start reads it.
  Seal(2 * kSegmentEntries + 5);
  EXPECT_FALSE(*archiving_->IsSegmentDue(kDay, kSealed + kDay));
  Grow(3 * kSegmentEntries + 1);
  EXPECT_TRUE(*archiving_->IsSegmentDue(kDay, kSealed + kDay));
}

TEST_F(ArchivingTest, EveryEntryAndProofIsThereAsBefore) {
  std::map<uint64_t, std::string> before;
  for (uint64_t i = 0; i < kSecondEnd; ++i) before[i] = *ledger_->Leaf(i);
  ArchiveBoth();
  // The seal of the first segment is needed at each start.
  EXPECT_EQ(StoredLeaves(0, kSecondEnd), 1u);
  for (int start = 0; start < 2; ++start, Open()) {
    const uint64_t size = ledger_->Head().size();
    for (const auto& [index, leaf] : before) {
      ASSERT_EQ(*ledger_->Leaf(index), leaf) << index;
    }
    uint64_t next = 500;
    ASSERT_TRUE(ledger_
                    ->ScanLeaves(500, kSecondEnd + 50,
                                 [&](uint64_t index, absl::string_view leaf) {
                                   EXPECT_EQ(index, next++);
                                   return !leaf.empty();
                                 })
                    .ok());
    EXPECT_EQ(next, kSecondEnd + 50);
    const auto proof = ledger_->ProveInclusion(700, size);
    ASSERT_TRUE(proof.ok());
    EXPECT_TRUE(VerifyInclusion(700, size, LeafHash(before[700]), *proof,
                                ledger_->Head().root_hash())
                    .ok());
    SegmentCheck segments;
    const auto copy = VerifyCopy(&segments);
    ASSERT_TRUE(copy.ok()) << copy.status();
    EXPECT_EQ(copy->expired, 0u);
    EXPECT_EQ(segments.seals().segments, 2u);
    EXPECT_EQ(segments_->archived_count(), 2u);
  }
}

TEST_F(ArchivingTest, TheFoldersProveThemselvesByThePublicKeyAlone) {
  ArchiveBoth();
  ASSERT_TRUE(Verify().ok()) << Verify();
  EXPECT_EQ(check_.entries(), kSecondEnd);
  EXPECT_EQ(check_.missing(), 0u);
  EXPECT_EQ(check_.end_index(), kSecondEnd);
  // And each without those before it.
  ASSERT_TRUE(Verify(1).ok()) << Verify(1);
  EXPECT_EQ(check_.first_index(), kFirstEnd);
}

TEST_F(ArchivingTest, EveryFlippedBitInAFolderIsFound) {
  ArchiveBoth();
  for (const auto& file : fs::directory_iterator(FolderOf(1))) {
    const std::string path = file.path().string();
    const std::string bytes = ReadFile(path);
    for (const size_t at : {size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ 4);
      WriteFile(path, flipped);
      EXPECT_FALSE(Verify().ok()) << path << " at " << at;
    }
    WriteFile(path, bytes);
  }
  ASSERT_TRUE(Verify().ok());
}

TEST_F(ArchivingTest, AnEntryThatWasChangedInTheArchiveIsNotGivenOut) {
  ArchiveBoth();
  const std::string path = FolderOf(0) + "/child.entries";
  std::string bytes = ReadFile(path);
  bytes[40] = static_cast<char>(bytes[40] ^ 1);
  WriteFile(path, bytes);
  EXPECT_TRUE(absl::IsDataLoss(ledger_->Leaf(0).status()));
  EXPECT_TRUE(ledger_->Leaf(1).ok());
}

TEST_F(ArchivingTest, AFolderThatIsAwayIsNamedAndItsEntriesAreNotMadeUp) {
  ArchiveBoth();
  const std::string away = folder_.path() + "/away";
  fs::rename(FolderOf(0), away);
  Open();
  const std::vector<std::string> missing = archiving_->Missing();
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_TRUE(absl::StrContains(missing[0], "segment-000000000"));
  EXPECT_TRUE(absl::IsDataLoss(ledger_->Leaf(1).status()));
  EXPECT_TRUE(ledger_->Leaf(kFirstEnd + 1).ok());
  fs::rename(away, FolderOf(0));
  Open();
  EXPECT_TRUE(archiving_->Missing().empty());
  EXPECT_TRUE(ledger_->Leaf(1).ok());
}

TEST_F(ArchivingTest, ACrashBeforeTheLogKnowsLeavesAllInTheStore) {
  const std::string leaf = *ledger_->Leaf(1);
  SegmentWriter half(archive_->PartialFolderOf(0));
  ASSERT_TRUE(half.Begin().ok());
  ASSERT_TRUE(half.Add(leaf, v1::RETENTION_CLASS_TRAFFIC).ok());
  Open();  // As if killed there.
  EXPECT_EQ(segments_->archived_count(), 0u);
  EXPECT_EQ(StoredLeaves(0, kFirstEnd), kFirstEnd);
  // Killed after the folder took its name: it is written anew.
  fs::rename(archive_->PartialFolderOf(0), FolderOf(0));
  Open();
  ArchiveBoth();
  EXPECT_TRUE(Verify().ok()) << Verify();
  EXPECT_EQ(*ledger_->Leaf(1), leaf);
}

TEST_F(ArchivingTest, WhatTheArchiveDoesNotHoldStaysInTheStore) {
  v1::AuditEntry entry = Own();
  EXPECT_TRUE(absl::IsDataLoss(ledger_->Release(entry, {1}).status()));
  EXPECT_TRUE(ledger_->Leaf(1).ok());
  EXPECT_TRUE(absl::IsOutOfRange(
      ledger_->Release(entry, {2 * kSegmentEntries + 1}).status()));
}

TEST_F(ArchivingTest, AnEndedClassLeavesItsHashesAndAllElse) {
  ArchiveBoth();
  EXPECT_FALSE(
      archiving_
          ->NextOver(TrafficFor90Days(), kSealed + 90 * kDay - absl::Seconds(1))
          .has_value());
  const std::string traffic = *ledger_->Leaf(1);
  const std::string child = *ledger_->Leaf(3);
  EXPECT_EQ(EndTraffic(), 2);
  EXPECT_EQ(EndTraffic(), 0);
  for (int start = 0; start < 2; ++start, Open()) {
    EXPECT_EQ(*ledger_->Leaf(1), "");
    EXPECT_EQ(*ledger_->Leaf(3), child);
    const uint64_t size = ledger_->Head().size();
    // Who kept the entry can still prove it.
    EXPECT_TRUE(VerifyInclusion(1, size, LeafHash(traffic),
                                *ledger_->ProveInclusion(1, size),
                                ledger_->Head().root_hash())
                    .ok());
    SegmentCheck segments;
    const auto copy = VerifyCopy(&segments);
    ASSERT_TRUE(copy.ok()) << copy.status();
    EXPECT_GT(copy->expired, 1500u);
    EXPECT_EQ(segments.unchecked_maps(), 2u);
    ASSERT_TRUE(segments_->At(0)->IsOver(v1::RETENTION_CLASS_TRAFFIC));
    EXPECT_FALSE(segments_->At(0)->IsOver(v1::RETENTION_CLASS_CHILD));
  }
  EXPECT_FALSE(fs::exists(FolderOf(0) + "/traffic.entries"));
}

TEST_F(ArchivingTest, WhoSpeaksOfAChildIsProvenAfterTheEntriesEnded) {
  ArchiveBoth();
  RetentionPolicy policy;
  ASSERT_TRUE(policy.Keep(v1::RETENTION_CLASS_CHILD, 90).ok());
  for (int i = 0; i < 2; ++i) {
    const auto over = archiving_->NextOver(policy, kSealed + 90 * kDay);
    ASSERT_TRUE(over.has_value());
    ASSERT_TRUE(archiving_->End(*over, Own()).ok());
  }
  std::vector<SubjectAnswer> answers;
  for (uint64_t i = 0; i < 2; ++i) {
    SubjectAnswer answer;
    answer.seal_index = segments_->At(i)->log_index;
    answer.seal = segments_->At(i)->seal;
    ASSERT_TRUE(ledger_
                    ->ScanSubject(Subject(0), answer.seal.first_index(),
                                  [&](uint64_t index) {
                                    if (index >= answer.seal.end_index()) {
                                      return false;
                                    }
                                    answer.indexes.push_back(index);
                                    return true;
                                  })
                    .ok());
    answer.proof = *ProveInSegment(*kv_, i, Subject(0));
    answers.push_back(answer);
  }
  EXPECT_GT(answers[0].indexes.size(), 60u);
  uint64_t sealed_end = 0;
  EXPECT_TRUE(VerifySubjectAnswers(Subject(0), answers, &sealed_end).ok());
  EXPECT_EQ(sealed_end, kSecondEnd);
}

TEST_F(ArchivingTest, AClassWhoseFileIsGoneWithoutAWordIsDamage) {
  ArchiveBoth();
  fs::remove(FolderOf(0) + "/traffic.entries");
  Open();
  EXPECT_TRUE(absl::IsDataLoss(ledger_->Leaf(1).status()));
  EXPECT_TRUE(ledger_->Leaf(3).ok());
}

TEST_F(ArchivingTest, AFileThatOutlivedItsEndIsRemovedAtTheNextStart) {
  ArchiveBoth();
  const std::string path = FolderOf(0) + "/traffic.entries";
  const std::string bytes = ReadFile(path);
  EndTraffic();
  WriteFile(path, bytes);  // As after a crash between the two.
  Open();
  EXPECT_FALSE(fs::exists(path));
  EXPECT_EQ(*ledger_->Leaf(1), "");
}

TEST_F(ArchivingTest, TheArchiveTellsWhichEndsTheLogSpeaksOf) {
  ArchiveBoth();
  EndTraffic();
  ASSERT_TRUE(Verify().ok()) << Verify();
  EXPECT_GT(check_.missing(), 1500u);
  EXPECT_EQ(check_.told(), 0u);  // Said in entries that are not archived yet.
  Seal(ledger_->Head().size());
  Grow(4 * kSegmentEntries + 1);
  ASSERT_TRUE(archiving_->ArchiveNext(Own()).ok());
  ASSERT_TRUE(Verify(0, 3).ok()) << Verify(0, 3);
  EXPECT_EQ(check_.told(), check_.missing());
  // A class that is there although the log says that it ended.
  WriteFile(FolderOf(0) + "/traffic.entries", "");
  EXPECT_FALSE(Verify(0, 3).ok());
}

TEST_F(ArchivingTest, ASegmentInAnothersPlaceIsRefused) {
  ArchiveBoth();
  fs::copy(FolderOf(1), FolderOf(7));
  Open();
  EXPECT_EQ(archiving_->Missing().size(), 1u);
  fs::remove_all(FolderOf(7));
  fs::remove_all(FolderOf(1));
  fs::copy(FolderOf(0), FolderOf(1));
  EXPECT_FALSE(Verify().ok());
}

}  // namespace
}  // namespace saan::storage
