#include "storage/log_export.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/ledger.h"
#include "storage/merkle.h"

namespace saan::storage {
namespace {

constexpr uint64_t kSize = 600;

// A log of 600 entries, copied file by file.
class ExportTest : public testing::Test {
 protected:
  void SetUp() override {
    auto ledger = Ledger::Open(kv_.get());
    ASSERT_TRUE(ledger.ok());
    for (uint64_t i = 0; i < kSize; ++i) {
      v1::AuditEntry entry;
      entry.set_method(absl::StrCat("call ", i));
      ASSERT_TRUE((*ledger)->Enqueue(entry, {}).ok());
      if (i % 100 == 99) {
        ASSERT_TRUE((*ledger)->Commit(entry, {}).ok());
        ++i;
      }
    }
    v1::AuditEntry last;
    while ((*ledger)->Head().size() < kSize) {
      ASSERT_TRUE((*ledger)->Commit(last, {}).ok());
    }
    checkpoint_ = At(**ledger, (*ledger)->Head().size());
    older_ = {At(**ledger, 300), At(**ledger, 0), At(**ledger, 256)};
    ForEachTile(checkpoint_.size, [&](const TileName& name) {
      const auto file = (*ledger)->TileFile(name);
      EXPECT_TRUE(file.ok()) << file.status();
      files_[TilePath(name)] = file.value_or("");
      return true;
    });
  }

  static Checkpoint At(const Ledger& ledger, uint64_t size) {
    const auto frontier = ledger.FrontierAt(size);
    EXPECT_TRUE(frontier.ok()) << frontier.status();
    return {"log.example/test", size, frontier->Root(), {}};
  }

  absl::StatusOr<ExportChecked> Verify() {
    visited_ = 0;
    return VerifyExport(
        checkpoint_, older_,
        [&](const TileName& name) -> absl::StatusOr<std::string> {
          const auto file = files_.find(TilePath(name));
          if (file == files_.end()) return absl::NotFoundError("no such file");
          return file->second;
        },
        [&](uint64_t index, absl::string_view) {
          EXPECT_EQ(index, visited_++);
          return absl::OkStatus();
        });
  }

  const std::unique_ptr<Kv> kv_ = NewMemoryKv();
  Checkpoint checkpoint_;
  std::vector<Checkpoint> older_;
  std::map<std::string, std::string> files_;
  uint64_t visited_ = 0;
};

TEST_F(ExportTest, HoldsForATrueCopy) {
  const auto checked = Verify();
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->entries, checkpoint_.size);
  EXPECT_EQ(visited_, checkpoint_.size);
  // Three at level 0, one at level 1.
  EXPECT_EQ(checked->tiles, 4u);
}

TEST_F(ExportTest, FindsEveryChangedFile) {
  for (const auto& [path, bytes] : std::map(files_)) {
    files_[path][bytes.size() / 2] ^= 1;
    const auto checked = Verify();
    EXPECT_FALSE(checked.ok()) << path;
    files_[path] = bytes;
  }
  EXPECT_TRUE(Verify().ok());
}

TEST_F(ExportTest, FindsEveryMissingOrCutFile) {
  for (const auto& [path, bytes] : std::map(files_)) {
    files_.erase(path);
    EXPECT_TRUE(absl::IsNotFound(Verify().status())) << path;
    files_[path] = bytes.substr(1);
    EXPECT_TRUE(absl::IsDataLoss(Verify().status())) << path;
    files_[path] = bytes;
  }
}

TEST_F(ExportTest, NamesTheFileThatIsWrong) {
  files_["tile/0/001"][7] ^= 1;
  const auto checked = Verify();
  EXPECT_TRUE(absl::StrContains(checked.status().message(), "tile/0/001"))
      << checked.status();
}

TEST_F(ExportTest, FindsARewrittenBeginning) {
  older_[0].root = Sha256("another");
  const auto checked = Verify();
  EXPECT_TRUE(absl::IsDataLoss(checked.status())) << checked.status();
  EXPECT_TRUE(absl::StrContains(checked.status().message(), "300 entries"));
  older_ = {checkpoint_};
  ++older_[0].size;
  EXPECT_TRUE(absl::IsOutOfRange(Verify().status()));
}

TEST_F(ExportTest, HoldsForAnEmptyLog) {
  checkpoint_ = {"log.example/test", 0, EmptyRoot(), {}};
  older_ = {checkpoint_};
  files_.clear();
  const auto checked = Verify();
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->entries, 0u);
}

}  // namespace
}  // namespace saan::storage
