#include "storage/archived_segment.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "storage/merkle.h"
#include "storage/synced_file.h"
#include "storage/tiles.h"

namespace saan::storage {
namespace {

namespace fs = std::filesystem;
namespace json = google::protobuf::util;

constexpr char kManifestFile[] = "manifest.json";
constexpr char kHashesFile[] = "hashes";
constexpr char kClassesFile[] = "classes";
constexpr size_t kFrameBytes = 2;

std::string ManifestText(const v1::ArchiveManifest& manifest) {
  json::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string text;
  (void)json::MessageToJsonString(manifest, &text, options);
  return text;
}

absl::Status Wrong(const std::string& folder, absl::string_view file,
                   absl::string_view what) {
  return absl::DataLossError(absl::StrCat(
      folder, "/", file, " ", what, ": put back the copy that was kept of it"));
}

}  // namespace

absl::StatusOr<ReadManifest> ReadManifestOf(const std::string& folder) {
  const absl::StatusOr<std::string> text =
      ReadWhole((fs::path(folder) / kManifestFile).string());
  if (absl::IsNotFound(text.status())) {
    return Wrong(folder, kManifestFile, "is missing");
  }
  if (!text.ok()) return text.status();
  ReadManifest read;
  if (!json::JsonStringToMessage(*text, &read.manifest).ok()) {
    return Wrong(folder, kManifestFile, "is no manifest of a segment");
  }
  if (read.manifest.end_index() <= read.manifest.first_index()) {
    return Wrong(folder, kManifestFile, "names no entries");
  }
  read.sha256 = Sha256(*text);
  return read;
}

std::string EntriesFile(v1::RetentionClass retention_class) {
  constexpr absl::string_view kPrefix = "RETENTION_CLASS_";
  const std::string& name = v1::RetentionClass_Name(retention_class);
  return absl::StrCat(
      absl::AsciiStrToLower(absl::string_view(name).substr(kPrefix.size())),
      ".entries");
}

std::string SegmentWriter::PathOf(const std::string& file) const {
  return (fs::path(folder_) / file).string();
}

absl::Status SegmentWriter::Begin() {
  std::error_code error;
  fs::remove_all(folder_, error);
  if (!error) fs::create_directories(folder_, error);
  if (!error) {
    fs::permissions(folder_, fs::perms::owner_all, fs::perm_options::replace,
                    error);
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(
      folder_, ": ", error.message(), ": check the disk and the folder"));
}

absl::Status SegmentWriter::Add(absl::string_view leaf,
                                v1::RetentionClass retention_class) {
  hashes_ += LeafHash(leaf);
  classes_.push_back(static_cast<char>(retention_class));
  ClassFile& file = files_[retention_class];
  const std::string path = PathOf(EntriesFile(retention_class));
  if (!file.out.is_open()) file.out.open(path, std::ios::binary);
  std::string framed;
  AppendToBundle(leaf, &framed);
  file.out << framed;
  ++file.entries;
  return file.out ? absl::OkStatus() : DiskError(path);
}

absl::StatusOr<std::string> SegmentWriter::Finish(
    v1::ArchiveManifest manifest) {
  manifest.set_hashes_sha256(Sha256(hashes_));
  manifest.set_classes_sha256(Sha256(classes_));
  manifest.clear_classes();
  for (auto& [retention_class, file] : files_) {
    const std::string path = PathOf(EntriesFile(retention_class));
    file.out.close();
    if (!file.out) return DiskError(path);
    absl::Status synced = SyncFile(path);
    if (!synced.ok()) return synced;
    v1::ArchivedClass& archived = *manifest.add_classes();
    archived.set_retention_class(retention_class);
    archived.set_entry_count(file.entries);
  }
  const std::string text = ManifestText(manifest);
  absl::Status written = WriteSynced(PathOf(kHashesFile), hashes_);
  if (written.ok()) written = WriteSynced(PathOf(kClassesFile), classes_);
  if (written.ok()) written = WriteSynced(PathOf(kManifestFile), text);
  if (written.ok()) written = SyncFolder(folder_);
  if (!written.ok()) return written;
  return Sha256(text);
}

absl::StatusOr<std::unique_ptr<ArchivedSegment>> ArchivedSegment::Open(
    std::string folder) {
  std::unique_ptr<ArchivedSegment> segment(
      new ArchivedSegment(std::move(folder)));
  absl::Status loaded = segment->Load();
  if (!loaded.ok()) return loaded;
  return segment;
}

std::string ArchivedSegment::PathOf(absl::string_view file) const {
  return absl::StrCat(folder_, "/", file);
}

absl::Status ArchivedSegment::Load() {
  absl::StatusOr<ReadManifest> read = ReadManifestOf(folder_);
  if (!read.ok()) return read.status();
  manifest_ = *std::move(read);
  const uint64_t entries = manifest().end_index() - manifest().first_index();
  const absl::StatusOr<std::string> hashes = ReadWhole(PathOf(kHashesFile));
  if (!hashes.ok() || hashes->size() / kHashBytes != entries ||
      Sha256(*hashes) != manifest().hashes_sha256()) {
    return Wrong(folder_, kHashesFile, "is not as the manifest says");
  }
  const absl::StatusOr<std::string> classes = ReadWhole(PathOf(kClassesFile));
  if (!classes.ok() || classes->size() != entries ||
      Sha256(*classes) != manifest().classes_sha256()) {
    return Wrong(folder_, kClassesFile, "is not as the manifest says");
  }
  hashes_ = *hashes;
  classes_ = *classes;
  places_.reserve(entries);
  for (uint64_t i = 0; i < entries; ++i) {
    const v1::RetentionClass its = ClassOf(manifest().first_index() + i);
    if (its == v1::RETENTION_CLASS_UNSPECIFIED ||
        !v1::RetentionClass_IsValid(its)) {
      return Wrong(folder_, kClassesFile, "names a class that is none");
    }
    places_.push_back(counts_[its]++);
  }
  for (const v1::ArchivedClass& archived : manifest().classes()) {
    if (counts_[archived.retention_class()] != archived.entry_count()) {
      return Wrong(folder_, kClassesFile, "is not as the manifest says");
    }
  }
  return absl::OkStatus();
}

v1::RetentionClass ArchivedSegment::ClassOf(uint64_t index) const {
  return static_cast<v1::RetentionClass>(
      classes_[index - manifest().first_index()]);
}

absl::string_view ArchivedSegment::HashOf(uint64_t index) const {
  return absl::string_view(hashes_).substr(
      (index - manifest().first_index()) * kHashBytes, kHashBytes);
}

absl::StatusOr<ArchivedSegment::ClassFile*> ArchivedSegment::FileOf(
    v1::RetentionClass retention_class) {
  const auto known = files_.find(retention_class);
  if (known != files_.end()) return &known->second;
  const std::string name = EntriesFile(retention_class);
  ClassFile file;
  file.in.open(PathOf(name), std::ios::binary);
  if (!file.in.is_open()) return nullptr;
  file.starts.push_back(0);
  unsigned char length[kFrameBytes];
  while (file.in.read(reinterpret_cast<char*>(length), kFrameBytes)) {
    const uint64_t bytes = uint64_t{length[0]} << 8 | length[1];
    file.starts.push_back(file.starts.back() + kFrameBytes + bytes);
    file.in.ignore(static_cast<std::streamsize>(bytes));
  }
  file.in.clear();
  file.in.seekg(0, std::ios::end);
  const std::streamoff bytes = file.in.tellg();
  if (file.starts.size() != counts_[retention_class] + size_t{1} ||
      static_cast<uint64_t>(bytes) != file.starts.back()) {
    return Wrong(folder_, name, "does not have as many entries as it should");
  }
  return &files_.emplace(retention_class, std::move(file)).first->second;
}

absl::StatusOr<std::string> ArchivedSegment::Leaf(uint64_t index) {
  const v1::RetentionClass its = ClassOf(index);
  const absl::StatusOr<ClassFile*> found = FileOf(its);
  if (!found.ok()) return found.status();
  if (*found == nullptr) {
    return absl::NotFoundError("the entries of this class are not there");
  }
  ClassFile& file = **found;
  const size_t place = places_[index - manifest().first_index()];
  const uint64_t start = file.starts[place] + kFrameBytes;
  std::string leaf(file.starts[place + 1] - start, '\0');
  file.in.clear();
  file.in.seekg(static_cast<std::streamoff>(start));
  if (!file.in.read(leaf.data(), static_cast<std::streamsize>(leaf.size()))) {
    return Wrong(folder_, EntriesFile(its), "cannot be read");
  }
  return leaf;
}

}  // namespace saan::storage
