#include "storage/subject_keys.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "tests/storage/temp_folder.h"
#include "tests/storage/test_seal.h"

namespace saan::storage {
namespace {

class SubjectKeysTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    keys_.reset();
    auto keys = SubjectKeys::Open(File(), entropy_);
    ASSERT_TRUE(keys.ok()) << keys.status();
    keys_ = *std::move(keys);
  }
  std::string File() const { return folder_.path() + "/subjects"; }
  uint64_t Take() {
    const auto slot = keys_->Take();
    EXPECT_TRUE(slot.ok()) << slot.status();
    return slot.value_or(0);
  }

  const TempFolder folder_;
  const Entropy entropy_ = CountingEntropy();
  std::unique_ptr<SubjectKeys> keys_;
};

TEST_F(SubjectKeysTest, GiveAPseudonymThatStaysOverStarts) {
  const uint64_t slot = Take();
  const auto pseudonym = keys_->Pseudonym(slot, "handle");
  ASSERT_TRUE(pseudonym.ok()) << pseudonym.status();
  EXPECT_EQ(pseudonym->size(), 16u);
  EXPECT_NE(*keys_->Pseudonym(slot, "another"), *pseudonym);
  EXPECT_NE(*keys_->Pseudonym(Take(), "handle"), *pseudonym);
  Open();
  EXPECT_EQ(*keys_->Pseudonym(slot, "handle"), *pseudonym);
}

TEST_F(SubjectKeysTest, NeverGiveASlotTwice) {
  std::set<uint64_t> slots;
  for (int start = 0; start < 3; ++start) {
    for (uint64_t i = 0; i < kSubjectKeyBatch + 5; ++i) {
      EXPECT_TRUE(slots.insert(Take()).second);
    }
    Open();
  }
}

TEST_F(SubjectKeysTest, ForgetADestroyedKeyForEver) {
  const uint64_t kept = Take();
  const uint64_t slot = Take();
  const std::string other = *keys_->Pseudonym(kept, "handle");
  const std::string key = ReadFile(File()).substr((slot + 1) * 32, 32);
  ASSERT_TRUE(keys_->Destroy(slot).ok());
  EXPECT_TRUE(absl::IsNotFound(keys_->Pseudonym(slot, "handle").status()));
  EXPECT_EQ(ReadFile(File()).find(key), std::string::npos);
  EXPECT_TRUE(keys_->Destroy(slot).ok());
  Open();
  EXPECT_TRUE(absl::IsNotFound(keys_->Pseudonym(slot, "handle").status()));
  EXPECT_EQ(*keys_->Pseudonym(kept, "handle"), other);
  EXPECT_FALSE(keys_->Destroy(slot + 100 * kSubjectKeyBatch).ok());
}

TEST_F(SubjectKeysTest, OutliveASlotThatWasCutShort) {
  const uint64_t slot = Take();
  const std::string pseudonym = *keys_->Pseudonym(slot, "handle");
  keys_.reset();
  const std::string bytes = ReadFile(File());
  WriteFile(File(), bytes + std::string(7, 'x'));
  Open();
  EXPECT_EQ(*keys_->Pseudonym(slot, "handle"), pseudonym);
  EXPECT_GE(Take(), kSubjectKeyBatch);
  EXPECT_EQ(ReadFile(File()).size() % 32, 0u);
}

TEST_F(SubjectKeysTest, SayWhenTheFileIsOlderThanTheStore) {
  EXPECT_TRUE(absl::IsDataLoss(
      keys_->Pseudonym(10 * kSubjectKeyBatch, "handle").status()));
}

TEST_F(SubjectKeysTest, AreOfOneProcessAndOfThisKind) {
  EXPECT_TRUE(
      absl::IsFailedPrecondition(SubjectKeys::Open(File(), entropy_).status()));
  keys_.reset();
  WriteFile(File(), std::string(64, 'x'));
  EXPECT_TRUE(absl::IsDataLoss(SubjectKeys::Open(File(), entropy_).status()));
  EXPECT_TRUE(absl::IsUnavailable(
      SubjectKeys::Open(folder_.path() + "/none/subjects", entropy_).status()));
}

}  // namespace
}  // namespace saan::storage
