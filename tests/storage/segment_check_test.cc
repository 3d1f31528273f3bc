#include "storage/segment_check.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/segment_map.h"
#include "tests/storage/subjects.h"

namespace saan::storage {
namespace {

// A log of eight entries: two about Anong, one about both, and seals.
//
//   0 {a}  1 {a, b}  2 {}  3 seal [0, 3)  4 {b}  5 {a, a}  6 seal [3, 6)  7 {b}
class SegmentCheckTest : public testing::Test {
 protected:
  void SetUp() override {
    Add({kAnong});
    Add({kAnong, kBoon});
    Add({});
    Seal(0, 3, 0);
    Add({kBoon});
    Add({kAnong, kAnong});
    Seal(3, 6, 3);
    Add({kBoon});
  }

  void Add(const std::vector<std::string>& subjects) {
    v1::AuditEntry entry;
    entry.set_schema_version(kLinkedSchemaVersion);
    for (const std::string& subject : subjects) {
      entry.add_subject_refs(subject);
      const SubjectHead& before = heads_[subject];
      entry.add_subject_counts(before.count + 1);
      entry.add_subject_previous(before.count == 0 ? 0 : before.index);
    }
    for (int i = 0; i < entry.subject_refs_size(); ++i) {
      heads_[entry.subject_refs(i)] = {log_.size(), entry.subject_counts(i)};
    }
    log_.push_back(entry);
  }

  void Seal(uint64_t first, uint64_t end, uint64_t previous) {
    v1::AuditEntry entry;
    entry.set_schema_version(kLinkedSchemaVersion);
    v1::SegmentSeal& seal = *entry.mutable_seal();
    seal.set_number(previous == 0 ? 0 : 1);
    seal.set_first_index(first);
    seal.set_end_index(end);
    seal.set_previous_seal_index(previous);
    SubjectEntries entries;
    for (uint64_t i = first; i < end; ++i) {
      for (const std::string& subject : log_[i].subject_refs()) {
        entries.Add(i, subject);
      }
    }
    const std::vector<MapLeaf> leaves = entries.Leaves(seal.number());
    seal.set_map_root(MapHash(leaves, 0));
    seal.set_subject_count(leaves.size());
    log_.push_back(entry);
  }

  absl::Status Check() {
    check_ = SegmentCheck();
    for (uint64_t i = 0; i < log_.size(); ++i) {
      if (expired_.contains(i)) {
        check_.AddExpired(i);
        continue;
      }
      absl::Status status = check_.Add(i, log_[i]);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  std::vector<v1::AuditEntry> log_;
  std::set<uint64_t> expired_;  // Of these there is only the hash.
  std::map<std::string, SubjectHead> heads_;
  SegmentCheck check_;
};

TEST_F(SegmentCheckTest, HoldsForATrueLog) {
  const absl::Status status = Check();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(check_.seals().segments, 2u);
  EXPECT_EQ(check_.seals().sealed_end, 6u);
  EXPECT_EQ(check_.linked_entries(), 5u);
}

TEST_F(SegmentCheckTest, LetsEntriesPassThatAreOlderThanLinks) {
  for (v1::AuditEntry& entry : log_) {
    if (entry.has_seal()) continue;
    entry.set_schema_version(1);
    entry.clear_subject_counts();
    entry.clear_subject_previous();
  }
  EXPECT_TRUE(Check().ok());
  EXPECT_EQ(check_.linked_entries(), 0u);
}

TEST_F(SegmentCheckTest, FindsEveryLie) {
  struct Lie {
    int entry;  // The one that is found.
    std::function<void(std::vector<v1::AuditEntry>&)> tell;
  };
  const Lie lies[] = {
      // A link that leaves out an entry, or is not there.
      {1, [](auto& log) { log[1].set_subject_counts(0, 1); }},
      {4, [](auto& log) { log[4].set_subject_previous(0, 0); }},
      {5, [](auto& log) { log[5].clear_subject_counts(); }},
      {5, [](auto& log) { log[5].clear_subject_previous(); }},
      // A map that hides an entry, or has too many subjects.
      {3,
       [](auto& log) { log[3].mutable_seal()->set_map_root(EmptyMapRoot()); }},
      {3, [](auto& log) { log[3].mutable_seal()->set_subject_count(3); }},
      // Seals that do not follow each other.
      {6, [](auto& log) { log[6].mutable_seal()->set_first_index(4); }},
      {6, [](auto& log) { log[6].mutable_seal()->set_number(2); }},
      {6, [](auto& log) { log[6].mutable_seal()->set_previous_seal_index(2); }},
      {6, [](auto& log) { log[6].mutable_seal()->set_end_index(7); }},
      {6, [](auto& log) { log[6].mutable_seal()->set_end_index(3); }},
      {6, [](auto& log) { log[6].mutable_seal()->set_end_index(5); }},
  };
  const std::vector<v1::AuditEntry> truth = log_;
  for (const Lie& lie : lies) {
    log_ = truth;
    lie.tell(log_);
    const absl::Status status = Check();
    EXPECT_TRUE(absl::IsDataLoss(status)) << &lie - lies;
    EXPECT_TRUE(
        absl::StartsWith(status.message(), absl::StrCat("entry ", lie.entry)))
        << &lie - lies << ": " << status;
  }
}

TEST_F(SegmentCheckTest, ALinkMayLeadToAnEntryWhoseTimeIsOver) {
  expired_ = {0, 1};
  ASSERT_TRUE(Check().ok()) << Check();
  EXPECT_EQ(check_.unchecked_maps(), 1u);
  EXPECT_EQ(check_.seals().segments, 2u);
}

TEST_F(SegmentCheckTest, ALinkMayNotLeadBesideEntriesWhoseTimeIsOver) {
  expired_ = {1};
  const std::vector<v1::AuditEntry> truth = log_;
  ASSERT_TRUE(Check().ok());
  // More entries than can have been there, or fewer than were.
  for (const uint64_t count : {1, 3}) {
    log_ = truth;
    log_[4].set_subject_counts(0, count);
    EXPECT_FALSE(Check().ok()) << count;
  }
  log_ = truth;
  log_[5].set_subject_counts(0, 4);
  log_[5].set_subject_counts(1, 4);
  EXPECT_FALSE(Check().ok());
  // To an entry that is there, and speaks of someone else.
  log_ = truth;
  log_[4].set_subject_previous(0, 2);
  EXPECT_FALSE(Check().ok());
}

// The answers to who is spoken of, from the seals of the log above.
TEST_F(SegmentCheckTest, VerifiesAnswersOfSegmentsOneByOne) {
  const auto answer = [&](uint64_t seal_index, std::vector<uint64_t> indexes) {
    const v1::SegmentSeal& seal = log_[seal_index].seal();
    SubjectEntries entries;
    for (uint64_t i = seal.first_index(); i < seal.end_index(); ++i) {
      for (const std::string& subject : log_[i].subject_refs()) {
        entries.Add(i, subject);
      }
    }
    SubjectAnswer given = {seal_index, seal, std::move(indexes), {}};
    ProveInLeaves(MapLeafOf(seal.number(), kBoon, {}).key,
                  entries.Leaves(seal.number()), 0, &given.proof);
    return given;
  };
  uint64_t end = 0;
  const SubjectAnswer first = answer(3, {1});
  const SubjectAnswer second = answer(6, {4});
  ASSERT_TRUE(VerifySubjectAnswers(kBoon, {first, second}, &end).ok());
  EXPECT_EQ(end, 6u);
  ASSERT_TRUE(VerifySubjectAnswers(kBoon, {first}, &end).ok());
  EXPECT_EQ(end, 3u);
  ASSERT_TRUE(VerifySubjectAnswers(kBoon, {}, &end).ok());
  EXPECT_EQ(end, 0u);
  // One left out, out of order, or with an entry of another segment.
  EXPECT_FALSE(VerifySubjectAnswers(kBoon, {second}, &end).ok());
  EXPECT_FALSE(VerifySubjectAnswers(kBoon, {second, first}, &end).ok());
  EXPECT_FALSE(VerifySubjectAnswers(kBoon, {first, answer(6, {})}, &end).ok());
  EXPECT_FALSE(VerifySubjectAnswers(kBoon, {answer(3, {1, 4})}, &end).ok());
}

}  // namespace
}  // namespace saan::storage
