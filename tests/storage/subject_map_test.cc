#include "storage/subject_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/merkle.h"
#include "tests/storage/subjects.h"

namespace saan::storage {
namespace {

constexpr uint64_t kMapped = 7;

std::vector<uint64_t> IndexesOf(int number) {
  const uint64_t first = 1000 + static_cast<uint64_t>(number);
  return number % 3 == 0 ? std::vector<uint64_t>{first, first + 5, first + 900}
                         : std::vector<uint64_t>{first};
}

std::vector<MapLeaf> LeavesOf(int subjects) {
  std::vector<MapLeaf> leaves;
  for (int i = 0; i < subjects; ++i) {
    leaves.push_back(MapLeafOf(kMapped, Subject(i), IndexesOf(i)));
  }
  std::sort(leaves.begin(), leaves.end(),
            [](const MapLeaf& a, const MapLeaf& b) { return a.key < b.key; });
  return leaves;
}

MapProof ProofOf(int subject, const std::vector<MapLeaf>& leaves) {
  MapProof proof;
  ProveInLeaves(MapLeafOf(kMapped, Subject(subject), {}).key, leaves, 0,
                &proof);
  return proof;
}

class SubjectMapOfSize : public testing::TestWithParam<int> {
 protected:
  const std::vector<MapLeaf> leaves_ = LeavesOf(GetParam());
  const std::string root_ = MapHash(leaves_, 0);
};

TEST_P(SubjectMapOfSize, ProvesWhatItHasOfEachSubject) {
  for (int i = 0; i < GetParam(); ++i) {
    const MapProof proof = ProofOf(i, leaves_);
    EXPECT_TRUE(
        VerifyMapProof(root_, kMapped, Subject(i), IndexesOf(i), proof).ok());
    std::vector<uint64_t> fewer = IndexesOf(i);
    fewer.pop_back();
    EXPECT_FALSE(VerifyMapProof(root_, kMapped, Subject(i), fewer, proof).ok());
    std::vector<uint64_t> more = IndexesOf(i);
    more.push_back(more.back() + 1);
    EXPECT_TRUE(absl::IsDataLoss(
        VerifyMapProof(root_, kMapped, Subject(i), more, proof)));
  }
}

TEST_P(SubjectMapOfSize, ProvesThatItLacksAnyOther) {
  for (int i = GetParam(); i < GetParam() + 50; ++i) {
    const MapProof proof = ProofOf(i, leaves_);
    EXPECT_TRUE(VerifyMapProof(root_, kMapped, Subject(i), {}, proof).ok());
    EXPECT_FALSE(
        VerifyMapProof(root_, kMapped, Subject(i), {4711}, proof).ok());
  }
}

// What stands on the path of a subject that is there proves no absence,
// whichever way it is turned.
TEST_P(SubjectMapOfSize, ProvesNoAbsenceOfWhatIsThere) {
  for (int i = 0; i < GetParam(); ++i) {
    MapProof forged = ProofOf(i, leaves_);
    EXPECT_FALSE(VerifyMapProof(root_, kMapped, Subject(i), {}, forged).ok());
    for (const MapLeaf& other : leaves_) {
      forged.other = other;
      EXPECT_FALSE(VerifyMapProof(root_, kMapped, Subject(i), {}, forged).ok());
    }
    forged.other.reset();
    while (!forged.siblings.empty()) {
      forged.siblings.pop_back();
      EXPECT_FALSE(VerifyMapProof(root_, kMapped, Subject(i), {}, forged).ok());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, SubjectMapOfSize,
                         testing::Values(0, 1, 2, 3, 17, 100));

// Computed by another program from the description in the header alone.
TEST(SubjectMap, HasTheRootsOfItsDescription) {
  const std::string anong(16, 'a');
  const std::string boon(16, 'b');
  const MapLeaf first = MapLeafOf(0, anong, {2, 5});
  EXPECT_EQ(absl::BytesToHexString(first.key),
            "39e3df573d76835a089c0841f90c83b8187c4f023fafdbabb83bb6c988490eb4");
  EXPECT_EQ(absl::BytesToHexString(first.value),
            "6621758db7e596a76a38f437072d30ce4cec6c762bf043bd2f96c50583514903");
  EXPECT_EQ(absl::BytesToHexString(MapHash({first}, 0)),
            "1e0c05433c8f22331c93be3ae0ae657bc677ba44499b72201c5ef45a67b51e27");
  std::vector<MapLeaf> both = {first, MapLeafOf(0, boon, {3})};
  std::sort(both.begin(), both.end(),
            [](const MapLeaf& a, const MapLeaf& b) { return a.key < b.key; });
  EXPECT_EQ(absl::BytesToHexString(MapHash(both, 0)),
            "3209a6afca9e8075c46a9f1a89634e3d26b18ddc35ff7069c2779674ac068e07");
  EXPECT_EQ(MapHash({}, 0), EmptyMapRoot());
}

TEST(SubjectMap, HoldsForItsOwnSegmentOnly) {
  const std::vector<MapLeaf> leaves = LeavesOf(20);
  const std::string root = MapHash(leaves, 0);
  EXPECT_TRUE(VerifyMapProof(root, kMapped, Subject(4), IndexesOf(4),
                             ProofOf(4, leaves))
                  .ok());
  EXPECT_TRUE(absl::IsDataLoss(VerifyMapProof(
      root, kMapped + 1, Subject(4), IndexesOf(4), ProofOf(4, leaves))));
}

TEST(SubjectMap, NamesNoOtherSubjectInAProof) {
  const std::vector<MapLeaf> leaves = LeavesOf(2);
  const MapProof absent = ProofOf(9, leaves);
  std::string shown = absl::StrCat(absent.other.value_or(MapLeaf()).key,
                                   absent.other.value_or(MapLeaf()).value);
  for (const std::string& sibling : absent.siblings) shown += sibling;
  EXPECT_FALSE(shown.empty());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(shown.find(Subject(i)), std::string::npos);
  }
}

TEST(SubjectMap, RefusesWhatHasNotItsShape) {
  const std::vector<MapLeaf> leaves = LeavesOf(20);
  const std::string root = MapHash(leaves, 0);
  const MapProof proof = ProofOf(3, leaves);
  const auto verify = [&](absl::string_view its_root, const std::string& whom,
                          const std::vector<uint64_t>& indexes,
                          const MapProof& its_proof) {
    return VerifyMapProof(its_root, kMapped, whom, indexes, its_proof);
  };
  ASSERT_TRUE(verify(root, Subject(3), IndexesOf(3), proof).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(
      verify(root.substr(1), Subject(3), IndexesOf(3), proof)));
  EXPECT_TRUE(
      absl::IsInvalidArgument(verify(root, "short", IndexesOf(3), proof)));
  EXPECT_TRUE(absl::IsInvalidArgument(verify(root, Subject(3), {5, 5}, proof)));
  MapProof wrong = proof;
  wrong.siblings[0].pop_back();
  EXPECT_TRUE(
      absl::IsInvalidArgument(verify(root, Subject(3), IndexesOf(3), wrong)));
  wrong = proof;
  wrong.siblings.resize(kMapKeyBits + 1, EmptyMapRoot());
  EXPECT_TRUE(
      absl::IsInvalidArgument(verify(root, Subject(3), IndexesOf(3), wrong)));
  wrong = proof;
  wrong.other = leaves[0];
  EXPECT_TRUE(
      absl::IsInvalidArgument(verify(root, Subject(3), IndexesOf(3), wrong)));
  wrong.other->key.clear();
  EXPECT_TRUE(absl::IsInvalidArgument(verify(root, Subject(30), {}, wrong)));
}

}  // namespace
}  // namespace saan::storage
