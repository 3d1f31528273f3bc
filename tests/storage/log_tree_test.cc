#include "storage/log_tree.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "storage/tables.h"
#include "tests/storage/monotonous_store.h"

namespace saan::storage {
namespace {

std::string Entry(uint64_t index) { return absl::StrCat("entry ", index); }

class LogTreeTest : public testing::Test {
 protected:
  // Appends until the tree has `size` entries, and commits all its rows.
  void GrowTo(uint64_t size) {
    std::vector<Put> puts;
    for (uint64_t i = tree_.size(); i < size; ++i) {
      puts.push_back({Key(kLeaves, BigEndian64(i)), Entry(i)});
      tree_.Append(LeafHash(Entry(i)), &puts);
      frontier_.Append(LeafHash(Entry(i)),
                       [](int, uint64_t, const std::string&) {});
      roots_.push_back(frontier_.Root());
    }
    puts.push_back(tree_.HeadRow(0));
    ASSERT_TRUE(kv_->Commit(puts).ok());
  }

  absl::StatusOr<std::string> Tile(int level, uint64_t tile) {
    return kv_->Get(
        absl::StrCat(Key(kTiles, std::string(1, static_cast<char>(level))),
                     BigEndian64(tile)));
  }

  std::unique_ptr<Kv> kv_ = NewMemoryKv();
  LogTree tree_;
  Frontier frontier_;
  std::vector<std::string> roots_ = {EmptyRoot()};  // By size.
};

TEST_F(LogTreeTest, WritesEachTileOnceWhenFull) {
  GrowTo(255);
  EXPECT_TRUE(absl::IsNotFound(Tile(0, 0).status()));
  GrowTo(256);
  ASSERT_TRUE(Tile(0, 0).ok());
  EXPECT_EQ(Tile(0, 0)->size(), 8192u);
  EXPECT_EQ(Tile(0, 0)->substr(5 * 32, 32), LeafHash(Entry(5)));
  GrowTo(70000);
  EXPECT_TRUE(Tile(0, 272).ok());
  EXPECT_TRUE(absl::IsNotFound(Tile(0, 273).status()));
  EXPECT_TRUE(Tile(1, 0).ok());
  EXPECT_EQ(Tile(1, 0)->substr(0, 32), roots_[256]);
  EXPECT_TRUE(absl::IsNotFound(Tile(1, 1).status()));
  EXPECT_TRUE(absl::IsNotFound(Tile(2, 0).status()));
}

TEST_F(LogTreeTest, LoadsTheTreeThatWasWrittenAtEverySize) {
  for (uint64_t size :
       {0, 1, 2, 255, 256, 257, 511, 512, 1000, 65535, 65536, 65537, 66000}) {
    GrowTo(size);
    absl::StatusOr<LogTree> loaded = LogTree::Load(*kv_);
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    EXPECT_EQ(loaded->size(), size);
    EXPECT_EQ(loaded->Root(), roots_[size]) << size;
    // And it goes on as the one that never stopped.
    std::vector<Put> puts;
    loaded->Append(LeafHash("one more"), &puts);
    LogTree copy = tree_;
    std::vector<Put> others;
    copy.Append(LeafHash("one more"), &others);
    EXPECT_EQ(loaded->Root(), copy.Root()) << size;
    EXPECT_EQ(puts.size(), others.size()) << size;
  }
}

TEST_F(LogTreeTest, ProvesEveryKindOfLeafAcrossTiles) {
  GrowTo(66000);
  for (uint64_t size : {1, 256, 257, 65536, 65537, 66000}) {
    for (uint64_t index : {0, 1, 255, 256, 300, 65535, 65536, 65999}) {
      if (index >= size) continue;
      const auto proof = tree_.ProveInclusion(*kv_, index, size);
      ASSERT_TRUE(proof.ok()) << proof.status();
      const absl::Status verified = VerifyInclusion(
          index, size, LeafHash(Entry(index)), *proof, roots_[size]);
      EXPECT_TRUE(verified.ok()) << index << " in " << size << verified;
    }
  }
}

TEST_F(LogTreeTest, ProvesConsistencyAcrossTiles) {
  GrowTo(66000);
  for (uint64_t newer : {256, 257, 65536, 65537, 66000}) {
    for (uint64_t older : {0, 1, 255, 256, 257, 65535, 65536, 65999}) {
      if (older > newer) continue;
      const auto proof = tree_.ProveConsistency(*kv_, older, newer);
      ASSERT_TRUE(proof.ok()) << proof.status();
      const absl::Status verified =
          VerifyConsistency(older, newer, roots_[older], roots_[newer], *proof);
      EXPECT_TRUE(verified.ok()) << older << " to " << newer << verified;
    }
  }
}

TEST_F(LogTreeTest, ProvesNothingBeyondItsSize) {
  GrowTo(10);
  EXPECT_TRUE(absl::IsOutOfRange(tree_.ProveInclusion(*kv_, 3, 11).status()));
  EXPECT_TRUE(absl::IsOutOfRange(tree_.ProveInclusion(*kv_, 10, 10).status()));
  EXPECT_TRUE(absl::IsOutOfRange(tree_.ProveConsistency(*kv_, 3, 11).status()));
  EXPECT_TRUE(absl::IsOutOfRange(tree_.ProveConsistency(*kv_, 10, 9).status()));
}

TEST_F(LogTreeTest, KnowsTheRootItHadAtEverySize) {
  GrowTo(66000);
  for (uint64_t size :
       {0, 1, 2, 3, 255, 256, 257, 65535, 65536, 65537, 65999, 66000}) {
    const auto frontier = tree_.FrontierAt(*kv_, size);
    ASSERT_TRUE(frontier.ok()) << frontier.status();
    EXPECT_EQ(frontier->Root(), roots_[size]) << size;
  }
  EXPECT_TRUE(absl::IsOutOfRange(tree_.FrontierAt(*kv_, 66001).status()));
}

TEST_F(LogTreeTest, GivesTheTilesOfEverySmallerSize) {
  GrowTo(66000);
  for (const TileName& name :
       {TileName{0, 0, 256}, TileName{0, 0, 3}, TileName{0, 257, 208},
        TileName{0, 257, 5}, TileName{1, 0, 256}, TileName{1, 1, 1},
        TileName{2, 0, 1}}) {
    const auto tile = tree_.Tile(*kv_, name);
    ASSERT_TRUE(tile.ok()) << TilePath(name) << tile.status();
    EXPECT_EQ(tile->size(), name.width * 32) << TilePath(name);
    if (name.level > 0) continue;
    const uint64_t last = name.number * 256 + name.width - 1;
    EXPECT_EQ(tile->substr(tile->size() - 32), LeafHash(Entry(last)));
  }
  EXPECT_EQ(*tree_.Tile(*kv_, {2, 0, 1}), roots_[65536]);
  for (const TileName& name :
       {TileName{0, 257, 256}, TileName{0, 257, 209}, TileName{2, 0, 2},
        TileName{3, 0, 1}, TileName{TileName::kEntries, 0, 256}}) {
    EXPECT_TRUE(absl::IsOutOfRange(tree_.Tile(*kv_, name).status()));
  }
}

TEST(LogTree, ProvesEntriesOfAHundredMillionAndOfTheLargestSize) {
  for (const uint64_t size : {uint64_t{100'000'000}, kMaxTreeSize - 1}) {
    const MonotonousStore store(size);
    const auto tree = LogTree::Load(store);
    ASSERT_TRUE(tree.ok()) << tree.status();
    EXPECT_EQ(tree->Root(), store.root());
    for (const uint64_t index : {uint64_t{0}, size / 3, size - 1}) {
      const auto proof = tree->ProveInclusion(store, index, size);
      ASSERT_TRUE(proof.ok()) << proof.status();
      const absl::Status verified =
          VerifyInclusion(index, size, LeafHash(MonotonousStore::Entry()),
                          *proof, store.root());
      EXPECT_TRUE(verified.ok()) << index << " of " << size << verified;
    }
    for (const uint64_t older : {uint64_t{1}, size / 7, size - 1}) {
      const auto proof = tree->ProveConsistency(store, older, size);
      ASSERT_TRUE(proof.ok()) << proof.status();
      const auto then = tree->FrontierAt(store, older);
      ASSERT_TRUE(then.ok()) << then.status();
      const absl::Status verified =
          VerifyConsistency(older, size, then->Root(), store.root(), *proof);
      EXPECT_TRUE(verified.ok()) << older << " to " << size << verified;
    }
  }
}

TEST_F(LogTreeTest, SaysDataLossForAMissingLeafOrTile) {
  GrowTo(600);
  const std::string tile_key =
      absl::StrCat(Key(kTiles, std::string(1, '\0')), BigEndian64(1));
  const std::string tile = *kv_->Get(tile_key);
  ASSERT_TRUE(kv_->Commit({{tile_key, std::nullopt}}).ok());
  EXPECT_TRUE(absl::IsDataLoss(LogTree::Load(*kv_).status()));
  EXPECT_TRUE(absl::IsDataLoss(tree_.ProveInclusion(*kv_, 300, 600).status()));
  ASSERT_TRUE(kv_->Commit({{tile_key, tile.substr(1)}}).ok());
  EXPECT_TRUE(absl::IsDataLoss(LogTree::Load(*kv_).status()));
  ASSERT_TRUE(kv_->Commit({{tile_key, tile},
                           {Key(kLeaves, BigEndian64(599)), std::nullopt}})
                  .ok());
  EXPECT_TRUE(absl::IsDataLoss(LogTree::Load(*kv_).status()));
}

}  // namespace
}  // namespace saan::storage
