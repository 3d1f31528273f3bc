#include "storage/archive.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "storage/synced_file.h"

namespace saan::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kFolderPrefix[] = "segment-";
constexpr char kPartialSuffix[] = ".partial";

absl::Status FolderError(const std::string& path,
                         const std::error_code& error) {
  return absl::UnavailableError(absl::StrCat(
      path, ": ", error.message(), ": check the disk and the folder"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Archive>> Archive::Open(std::string directory) {
  std::unique_ptr<Archive> archive(new Archive(std::move(directory)));
  absl::Status found = archive->Find();
  if (!found.ok()) return found;
  return archive;
}

absl::Status Archive::Find() {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) return FolderError(directory_, error);
  std::vector<uint64_t> numbers;
  for (fs::directory_iterator it(directory_, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    absl::string_view digits = name;
    uint64_t number = 0;
    if (absl::ConsumePrefix(&digits, kFolderPrefix) &&
        absl::SimpleAtoi(digits, &number) && FolderOf(number) == it->path()) {
      numbers.push_back(number);
    }
  }
  if (error) return FolderError(directory_, error);
  absl::MutexLock lock(&mutex_);
  for (const uint64_t number : numbers) {
    const absl::Status added = Add(number);
    if (!added.ok()) problems_.emplace_back(added.message());
  }
  return absl::OkStatus();
}

std::string Archive::FolderOf(uint64_t number) const {
  return (fs::path(directory_) /
          absl::StrFormat("%s%09d", kFolderPrefix, number))
      .string();
}

std::string Archive::PartialFolderOf(uint64_t number) const {
  return FolderOf(number) + kPartialSuffix;
}

absl::Status Archive::Add(uint64_t number) {
  absl::StatusOr<ReadManifest> read = ReadManifestOf(FolderOf(number));
  if (!read.ok()) return read.status();
  const v1::ArchiveManifest& manifest = read->manifest;
  if (manifest.number() != number) {
    return absl::DataLossError(
        absl::StrCat(FolderOf(number), " holds segment ", manifest.number()));
  }
  by_first_index_[manifest.first_index()] = number;
  manifests_[number] = std::make_shared<const ReadManifest>(*std::move(read));
  return absl::OkStatus();
}

absl::Status Archive::Take(uint64_t number) {
  absl::MutexLock lock(&mutex_);
  std::error_code error;
  // What is there was written before a crash, and the log does not know it.
  fs::remove_all(FolderOf(number), error);
  if (!error) fs::rename(PartialFolderOf(number), FolderOf(number), error);
  if (error) return FolderError(FolderOf(number), error);
  open_.remove_if([&](const auto& open) { return open.first == number; });
  absl::Status synced = SyncFolder(directory_);
  return synced.ok() ? Add(number) : synced;
}

std::shared_ptr<const ReadManifest> Archive::ManifestOf(uint64_t number) const {
  absl::MutexLock lock(&mutex_);
  const auto found = manifests_.find(number);
  return found == manifests_.end() ? nullptr : found->second;
}

absl::StatusOr<ArchivedSegment*> Archive::OpenedSegment(uint64_t number) const {
  const auto known =
      std::find_if(open_.begin(), open_.end(),
                   [&](const auto& open) { return open.first == number; });
  if (known != open_.end()) {
    open_.splice(open_.begin(), open_, known);
    return open_.front().second.get();
  }
  absl::StatusOr<std::unique_ptr<ArchivedSegment>> opened =
      ArchivedSegment::Open(FolderOf(number));
  if (!opened.ok()) return opened.status();
  open_.emplace_front(number, *std::move(opened));
  if (open_.size() > kMostOpen) open_.pop_back();
  return open_.front().second.get();
}

absl::StatusOr<std::string> Archive::Leaf(uint64_t index) const {
  absl::MutexLock lock(&mutex_);
  auto at = by_first_index_.upper_bound(index);
  if (at == by_first_index_.begin()) {
    return absl::NotFoundError("no archived segment has this entry");
  }
  const uint64_t number = std::prev(at)->second;
  if (index >= manifests_.at(number)->manifest.end_index()) {
    return absl::NotFoundError("no archived segment has this entry");
  }
  const absl::StatusOr<ArchivedSegment*> segment = OpenedSegment(number);
  if (!segment.ok()) return segment.status();
  if (over_.contains({number, (*segment)->ClassOf(index)})) {
    return std::string();
  }
  absl::StatusOr<std::string> leaf = (*segment)->Leaf(index);
  if (!absl::IsNotFound(leaf.status())) return leaf;
  return absl::DataLossError(absl::StrCat(
      FolderOf(number), "/", EntriesFile((*segment)->ClassOf(index)),
      " is missing: put it back"));
}

absl::Status Archive::LetGo(uint64_t number,
                            v1::RetentionClass retention_class) {
  absl::MutexLock lock(&mutex_);
  over_.insert({number, retention_class});
  if (!manifests_.contains(number)) return absl::OkStatus();
  open_.remove_if([&](const auto& open) { return open.first == number; });
  const fs::path file =
      fs::path(FolderOf(number)) / EntriesFile(retention_class);
  std::error_code error;
  if (!fs::remove(file, error) && !error) return absl::OkStatus();
  if (error) return FolderError(file.string(), error);
  return SyncFolder(FolderOf(number));
}

}  // namespace saan::storage
