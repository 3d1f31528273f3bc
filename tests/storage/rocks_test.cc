#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/kv.h"
#include "tests/storage/temp_folder.h"

namespace saan::storage {
namespace {

std::unique_ptr<Kv> MustOpen(const std::string& folder) {
  auto kv = OpenRocks(folder);
  EXPECT_TRUE(kv.ok()) << kv.status();
  return kv.ok() ? *std::move(kv) : nullptr;
}

std::string Numbered(int i) { return absl::StrCat("key-", 1000 + i); }

// In `folder`, what the disk holds when power fails just after `rows` commits:
// all of them are in the write-ahead log still.
void MakeCutStore(const std::string& folder, int rows) {
  const TempFolder live;
  const auto kv = MustOpen(live.path());
  for (int i = 0; i < rows; ++i) {
    ASSERT_TRUE(kv->Commit({{Numbered(i), std::string(100, 'v')}}).ok());
  }
  std::filesystem::copy(live.path(), folder,
                        std::filesystem::copy_options::recursive);
}

// The one file in `folder` whose name ends so, with something in it.
std::string FileEndingIn(const std::string& folder, const std::string& end) {
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (absl::EndsWith(file.path().string(), end) && file.file_size() > 0) {
      return file.path().string();
    }
  }
  ADD_FAILURE() << "no file ends in " << end;
  return "";
}

int CountRows(const Kv& kv) {
  int rows = 0;
  const absl::Status status =
      kv.Scan("", "", [&](absl::string_view, absl::string_view) {
        ++rows;
        return true;
      });
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

TEST(OpenRocks, MakesAFolderOnlyItsOwnerMayEnter) {
  const TempFolder folder;
  const std::string path = folder.path() + "/store";
  MustOpen(path);
  struct stat about;
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0700u);
}

TEST(OpenRocks, RefusesAStoreInUse) {
  const TempFolder folder;
  const auto first = MustOpen(folder.path());
  const absl::Status status = OpenRocks(folder.path()).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "in use")) << status;
}

TEST(OpenRocks, SaysWhenTheParentFolderIsMissing) {
  const TempFolder folder;
  const absl::Status status =
      OpenRocks(folder.path() + "/absent/store").status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "parent")) << status;
}

TEST(OpenRocks, RefusesAFileInPlaceOfAFolder) {
  const TempFolder folder;
  WriteFile(folder.path() + "/file", "not a folder");
  EXPECT_TRUE(
      absl::IsFailedPrecondition(OpenRocks(folder.path() + "/file").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      OpenRocks(folder.path() + "/file/store").status()));
}

TEST(OpenRocks, KeepsEveryAcknowledgedCommitOverAPowerCut) {
  const TempFolder folder;
  MakeCutStore(folder.path(), 50);
  EXPECT_EQ(CountRows(*MustOpen(folder.path())), 50);
}

TEST(OpenRocks, DropsOnlyATornTail) {
  const TempFolder folder;
  MakeCutStore(folder.path(), 50);
  const std::string log = FileEndingIn(folder.path(), ".log");
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 7);
  EXPECT_EQ(CountRows(*MustOpen(folder.path())), 49);
}

TEST(OpenRocks, ReportsDamageInTheMiddleOfTheLog) {
  const TempFolder folder;
  MakeCutStore(folder.path(), 50);
  const std::string log = FileEndingIn(folder.path(), ".log");
  std::string bytes = ReadFile(log);
  bytes[bytes.size() / 2] ^= 1;
  WriteFile(log, bytes);
  const absl::Status status = OpenRocks(folder.path()).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "restore a backup"));
}

TEST(OpenRocks, ReportsAFlippedBitInATable) {
  const TempFolder folder;
  MakeCutStore(folder.path(), 50);
  MustOpen(folder.path());  // Recovery turns the log into a table.
  const std::string table = FileEndingIn(folder.path(), ".sst");
  std::string bytes = ReadFile(table);
  bytes[100] ^= 1;
  WriteFile(table, bytes);
  const auto kv = OpenRocks(folder.path());
  ASSERT_TRUE(kv.ok()) << kv.status();
  EXPECT_TRUE(absl::IsDataLoss((*kv)->Get(Numbered(0)).status()));
  EXPECT_TRUE(absl::IsDataLoss((*kv)->Scan(
      "", "", [](absl::string_view, absl::string_view) { return true; })));
}

TEST(OpenRocks, ReportsAMissingTable) {
  const TempFolder folder;
  MakeCutStore(folder.path(), 50);
  MustOpen(folder.path());
  std::filesystem::remove(FileEndingIn(folder.path(), ".sst"));
  EXPECT_TRUE(absl::IsDataLoss(OpenRocks(folder.path()).status()));
}

TEST(OpenRocks, NeverTakesAStoreWithoutItsCurrentFileForANewOne) {
  const TempFolder folder;
  MakeCutStore(folder.path(), 50);
  std::filesystem::remove(folder.path() + "/CURRENT");
  EXPECT_TRUE(absl::IsDataLoss(OpenRocks(folder.path()).status()));
  FileEndingIn(folder.path(), ".log");  // Still there.
}

TEST(OpenRocks, ReportsAMissingManifest) {
  const TempFolder folder;
  MustOpen(folder.path());
  std::string current = ReadFile(folder.path() + "/CURRENT");
  current.pop_back();  // Its newline.
  std::filesystem::remove(folder.path() + "/" + current);
  EXPECT_TRUE(absl::IsDataLoss(OpenRocks(folder.path()).status()));
}

}  // namespace
}  // namespace saan::storage
