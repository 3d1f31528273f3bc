#include "storage/tables.h"

#include <gtest/gtest.h>

#include "saan/v1/stored.pb.h"

namespace saan::storage {
namespace {

TEST(BigEndian64, OrdersBytesAsNumbers) {
  const uint64_t numbers[] = {0, 1, 255, 256, 65535, 1ull << 32, ~0ull};
  for (size_t i = 1; i < std::size(numbers); ++i) {
    EXPECT_LT(BigEndian64(numbers[i - 1]), BigEndian64(numbers[i]));
  }
}

TEST(BigEndian64, ReadsBackAsItWas) {
  for (uint64_t number : {0ull, 258ull, 0x0102030405060708ull, ~0ull}) {
    EXPECT_EQ(FromBigEndian64(BigEndian64(number)), number);
  }
  EXPECT_EQ(BigEndian64(0x0102030405060708),
            "\x01\x02\x03\x04\x05\x06\x07\x08");
}

TEST(PrefixEnd, IsTheFirstKeyAfterThePrefix) {
  EXPECT_EQ(PrefixEnd("ab"), "ac");
  EXPECT_EQ(PrefixEnd("a\xff\xff"), "b");
  EXPECT_EQ(PrefixEnd("\x7f"), "\x80");
}

TEST(PrefixEnd, IsNoEndWhenNothingCanFollow) {
  EXPECT_EQ(PrefixEnd("\xff\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
}

TEST(GetRow, ReadsWhatPutRowWrote) {
  const std::unique_ptr<Kv> kv = NewMemoryKv();
  v1::ChildRow row;
  row.set_child_id("c1");
  Batch batch;
  PutRow(kChildren, "c1", row, nullptr, &batch);
  ASSERT_TRUE(kv->Commit(batch.puts).ok());

  const absl::StatusOr<v1::ChildRow> read =
      GetRow<v1::ChildRow>(*kv, kChildren, "c1");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->child_id(), "c1");
  EXPECT_TRUE(
      absl::IsNotFound(GetRow<v1::ChildRow>(*kv, kChildren, "c2").status()));
}

TEST(GetRow, SaysDataLossWhenARowDoesNotParse) {
  const std::unique_ptr<Kv> kv = NewMemoryKv();
  ASSERT_TRUE(kv->Commit({{Key(kChildren, "c1"), "\xff\xff"}}).ok());
  EXPECT_TRUE(
      absl::IsDataLoss(GetRow<v1::ChildRow>(*kv, kChildren, "c1").status()));
}

TEST(ScanRows, ReadsOneTableInOrderFromAPlaceOn) {
  const std::unique_ptr<Kv> kv = NewMemoryKv();
  Batch batch;
  for (const char* id : {"a", "b", "ba", "c"}) {
    v1::ChildRow row;
    row.set_child_id(id);
    PutRow(kChildren, id, row, nullptr, &batch);
  }
  batch.puts.push_back({Key(kChildren + 1, "d"), "\xff"});
  ASSERT_TRUE(kv->Commit(batch.puts).ok());
  const auto ids = [&](absl::string_view after, size_t most) {
    std::string all;
    EXPECT_TRUE(ScanRows<v1::ChildRow>(
                    *kv, kChildren, after,
                    [&](absl::string_view id, const v1::ChildRow& row) {
                      EXPECT_EQ(id, row.child_id());
                      all += row.child_id() + " ";
                      return --most > 0;
                    })
                    .ok());
    return all;
  };
  EXPECT_EQ(ids("", 9), "a b ba c ");
  EXPECT_EQ(ids("b", 9), "ba c ");
  EXPECT_EQ(ids("c", 9), "");
  EXPECT_EQ(ids("", 2), "a b ");
}

TEST(ScanRows, SaysDataLossWhenARowDoesNotParse) {
  const std::unique_ptr<Kv> kv = NewMemoryKv();
  ASSERT_TRUE(kv->Commit({{Key(kChildren, "c1"), "\xff\xff"}}).ok());
  EXPECT_TRUE(absl::IsDataLoss(ScanRows<v1::ChildRow>(
      *kv, kChildren, "",
      [](absl::string_view, const v1::ChildRow&) { return true; })));
}

TEST(PutRow, ExpectsTheRowItWasBasedOn) {
  v1::ChildRow before;
  before.set_version(1);
  v1::ChildRow after;
  after.set_version(2);
  Batch batch;
  PutRow(kChildren, "c1", after, &before, &batch);
  PutRow(kChildren, "c2", after, nullptr, &batch);
  ASSERT_EQ(batch.expects.size(), 2u);
  EXPECT_EQ(batch.expects[0].value, before.SerializeAsString());
  EXPECT_EQ(batch.expects[1].value, std::nullopt);
  EXPECT_EQ(batch.puts[0].value, after.SerializeAsString());
}

}  // namespace
}  // namespace saan::storage
