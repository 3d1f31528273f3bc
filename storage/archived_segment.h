// One sealed segment of the log outside the database: a folder that can be
// verified by itself, by the log's public key alone.
//
//   manifest.json      v1::ArchiveManifest, as JSON
//   hashes             the leaf hash of each entry, 32 bytes
//   classes            the v1::RetentionClass of each entry, one byte
//   <class>.entries    the entries of one class in order, as in a bundle of
//   C2SP
//                      tlog-tiles: length be16, bytes
//
// Entries name nobody in clear, so the files are not sealed: whoever does not
// trust the gateway must be able to read them. To end the time of a class is to
// remove its file; all others stay as they are.

#ifndef SAAN_STORAGE_ARCHIVED_SEGMENT_H_
#define SAAN_STORAGE_ARCHIVED_SEGMENT_H_

#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/audit.pb.h"

namespace saan::storage {

// "child.entries"
std::string EntriesFile(v1::RetentionClass retention_class);

// What a folder says that it holds.
struct ReadManifest {
  v1::ArchiveManifest manifest;
  std::string sha256;  // Of its bytes, 32 bytes.
};

// DATA_LOSS names what is missing or no manifest. UNAVAILABLE: the disk's word.
absl::StatusOr<ReadManifest> ReadManifestOf(const std::string& folder);

// Writes a folder anew. Not thread-safe.
class SegmentWriter {
 public:
  // `folder` is that of the segment; what lies there is removed by Begin.
  explicit SegmentWriter(std::string folder) : folder_(std::move(folder)) {}

  // UNAVAILABLE: the disk's word.
  absl::Status Begin();
  // The next entry, as it was hashed.
  absl::Status Add(absl::string_view leaf, v1::RetentionClass retention_class);
  // Fills in what the manifest says of the files, and puts all on disk. Gives
  // the manifest's SHA-256.
  absl::StatusOr<std::string> Finish(v1::ArchiveManifest manifest);

 private:
  struct ClassFile {
    std::ofstream out;
    uint64_t entries = 0;
  };

  std::string PathOf(const std::string& file) const;

  const std::string folder_;
  std::string hashes_;
  std::string classes_;
  std::map<v1::RetentionClass, ClassFile> files_;
};

// Reads one. Not thread-safe.
class ArchivedSegment {
 public:
  // Holds the files to the manifest: DATA_LOSS names the folder and the file
  // that is not as it says. UNAVAILABLE: the disk's word.
  static absl::StatusOr<std::unique_ptr<ArchivedSegment>> Open(
      std::string folder);

  const v1::ArchiveManifest& manifest() const { return manifest_.manifest; }
  // SHA-256 of the manifest, 32 bytes.
  const std::string& manifest_sha256() const { return manifest_.sha256; }

  // These need first_index <= index < end_index.
  v1::RetentionClass ClassOf(uint64_t index) const;
  absl::string_view HashOf(uint64_t index) const;
  // The entry, not yet held to its hash. NOT_FOUND when the file of its class
  // is not there; DATA_LOSS when that file has fewer or more than it should.
  absl::StatusOr<std::string> Leaf(uint64_t index);

 private:
  // The entries of one class.
  struct ClassFile {
    std::ifstream in;
    std::vector<uint64_t> starts;  // Where each begins, and the end.
  };

  explicit ArchivedSegment(std::string folder) : folder_(std::move(folder)) {}

  absl::Status Load();
  std::string PathOf(absl::string_view file) const;
  // Null where there is no such file.
  absl::StatusOr<ClassFile*> FileOf(v1::RetentionClass retention_class);

  const std::string folder_;
  ReadManifest manifest_;
  std::string hashes_;
  std::string classes_;
  std::vector<uint32_t> places_;  // Of each entry among those of its class.
  std::map<v1::RetentionClass, uint32_t> counts_;
  std::map<v1::RetentionClass, ClassFile> files_;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_ARCHIVED_SEGMENT_H_
