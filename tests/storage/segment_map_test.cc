#include "storage/segment_map.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/merkle.h"
#include "storage/tables.h"
#include "tests/storage/subjects.h"

namespace saan::storage {
namespace {

constexpr uint64_t kSegment = 3;

SubjectEntries EntriesOf(int subjects) {
  SubjectEntries entries;
  for (int i = 0; i < subjects; ++i) {
    entries.Add(static_cast<uint64_t>(i), Subject(i));
    entries.Add(static_cast<uint64_t>(i), Subject(i));  // Said twice.
  }
  entries.Add(1'000'000, Subject(0));
  return entries;
}

class SegmentMapOfSize : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(kv_->Commit(SegmentMapRows(kSegment, leaves_)).ok());
  }

  const std::vector<MapLeaf> leaves_ = EntriesOf(GetParam()).Leaves(kSegment);
  const std::unique_ptr<Kv> kv_ = NewMemoryKv();
};

// What is read from few rows is what the whole map would prove.
TEST_P(SegmentMapOfSize, ProvesFromItsRowsWhatTheWholeMapProves) {
  const std::string root = MapHash(leaves_, 0);
  for (int i = 0; i < GetParam() + 200; i += 1 + GetParam() / 50) {
    const absl::StatusOr<MapProof> proof =
        ProveInSegment(*kv_, kSegment, Subject(i));
    ASSERT_TRUE(proof.ok()) << proof.status();
    MapProof whole;
    ProveInLeaves(MapLeafOf(kSegment, Subject(i), {}).key, leaves_, 0, &whole);
    EXPECT_EQ(proof->siblings, whole.siblings);
    EXPECT_EQ(proof->other, whole.other);
    std::vector<uint64_t> indexes;
    if (i < GetParam()) indexes = {static_cast<uint64_t>(i)};
    if (i == 0) indexes.push_back(1'000'000);
    EXPECT_TRUE(
        VerifyMapProof(root, kSegment, Subject(i), indexes, *proof).ok());
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, SegmentMapOfSize,
                         testing::Values(0, 1, 2, 128, 129, 5000));

TEST(SegmentMap, IsEmptyWhereNobodyIsSpokenOf) {
  const std::unique_ptr<Kv> kv = NewMemoryKv();
  ASSERT_TRUE(kv->Commit(SegmentMapRows(kSegment, {})).ok());
  const absl::StatusOr<MapProof> proof =
      ProveInSegment(*kv, kSegment, Subject(0));
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_TRUE(
      VerifyMapProof(EmptyMapRoot(), kSegment, Subject(0), {}, *proof).ok());
}

TEST(SegmentMap, SaysWhenItsRowsAreNotThere) {
  const std::unique_ptr<Kv> kv = NewMemoryKv();
  EXPECT_TRUE(
      absl::IsNotFound(ProveInSegment(*kv, kSegment, Subject(0)).status()));
}

TEST(SegmentMap, SaysWhenARowIsDamaged) {
  const std::vector<Put> rows =
      SegmentMapRows(kSegment, EntriesOf(1000).Leaves(kSegment));
  for (const Put& row : rows) {
    const bool is_head = row.key.size() == 9;
    const std::unique_ptr<Kv> kv = NewMemoryKv();
    ASSERT_TRUE(kv->Commit(rows).ok());
    ASSERT_TRUE(
        kv->Commit({{row.key, row.value->substr(0, row.value->size() - 1)}})
            .ok());
    int asked = 0;
    int refused = 0;
    for (int i = 0; i < 1000; i += 7) {
      ++asked;
      const absl::Status status =
          ProveInSegment(*kv, kSegment, Subject(i)).status();
      if (!status.ok()) {
        EXPECT_TRUE(absl::IsDataLoss(status)) << status;
        ++refused;
      }
    }
    EXPECT_GT(refused, 0);
    if (is_head) {
      EXPECT_EQ(refused, asked);
    }
  }
}

}  // namespace
}  // namespace saan::storage
