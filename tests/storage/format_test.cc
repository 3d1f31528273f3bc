#include "storage/format.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "tests/storage/test_seal.h"

namespace saan::storage {
namespace {

const std::string kMark = Key(kMeta, kFormatRow);

TEST(CheckFormat, MarksAnEmptyStoreAndKnowsItAgain) {
  const auto kv = NewMemoryKv();
  EXPECT_TRUE(CheckFormat(kv.get(), *TestSeal()).ok());
  const std::string mark = *kv->Get(kMark);
  // The example of storage/README.md.
  EXPECT_EQ(mark, "saan-store 1 11309f1ef4c2791bf35b419a93a4823d\n");
  EXPECT_TRUE(CheckFormat(kv.get(), *TestSeal()).ok());
  EXPECT_EQ(*kv->Get(kMark), mark);
}

TEST(CheckFormat, RefusesAnotherMasterKey) {
  const auto kv = NewMemoryKv();
  ASSERT_TRUE(CheckFormat(kv.get(), *TestSeal('a')).ok());
  const absl::Status status = CheckFormat(kv.get(), *TestSeal('b'));
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_TRUE(absl::StrContains(status.message(), "another master key"));
}

TEST(CheckFormat, RefusesAStoreOfANewerVersion) {
  const auto kv = NewMemoryKv();
  ASSERT_TRUE(kv->Commit({{kMark, "saan-store 2 and what it will need"}}).ok());
  const absl::Status status = CheckFormat(kv.get(), *TestSeal());
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_TRUE(absl::StrContains(status.message(), "written by a newer Saan"));
}

TEST(CheckFormat, RefusesAndLeavesAStoreThatIsNotOurs) {
  const auto kv = NewMemoryKv();
  ASSERT_TRUE(kv->Commit({{"someone else's", "row"}}).ok());
  const absl::Status status = CheckFormat(kv.get(), *TestSeal());
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_TRUE(absl::IsNotFound(kv->Get(kMark).status()));
}

TEST(CheckFormat, SaysDataLossForADamagedMark) {
  for (const char* mark :
       {"", "saan-store", "saan-store 0 00", "saan-store x 00", "saan-store 1",
        "saan-store 1 00 00", "other-store 1 00"}) {
    const auto kv = NewMemoryKv();
    ASSERT_TRUE(kv->Commit({{kMark, mark}}).ok());
    EXPECT_TRUE(absl::IsDataLoss(CheckFormat(kv.get(), *TestSeal()))) << mark;
  }
}

}  // namespace
}  // namespace saan::storage
