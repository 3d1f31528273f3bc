// Foreign bytes in the place of each file of an archived segment: what is read
// there is as it was hashed, or is refused.

#include <stdlib.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/archive_check.h"
#include "storage/archived_segment.h"
#include "storage/merkle.h"
#include "storage/retention.h"

namespace {

namespace storage = saan::storage;

constexpr uint64_t kEntries = 8;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string LeafAt(uint64_t index) {
  saan::v1::AuditEntry entry;
  entry.set_method(absl::StrCat("ExchangeService/Call", index));
  if (index % 2 == 0) entry.add_subject_refs(std::string(16, 's'));
  return entry.SerializeAsString();
}

// A whole archived segment, written once.
class Folder {
 public:
  Folder() : path_("/tmp/saan-archive-fuzz-XXXXXX") {
    Require(::mkdtemp(path_.data()) != nullptr);
    storage::SegmentWriter writer(path_);
    Require(writer.Begin().ok());
    storage::Frontier tree;
    saan::v1::AuditEntry entry;
    for (uint64_t i = 0; i < kEntries; ++i) {
      const std::string leaf = LeafAt(i);
      Require(entry.ParseFromString(leaf));
      Require(writer.Add(leaf, storage::RetentionClassOf(entry)).ok());
      tree.Append(storage::LeafHash(leaf),
                  [](int, uint64_t, const std::string&) {});
    }
    checkpoint_ = {"log.example/test", kEntries, tree.Root(), {}};
    saan::v1::ArchiveManifest manifest;
    manifest.set_log_origin(checkpoint_.origin);
    manifest.set_end_index(kEntries);
    Require(writer.Finish(manifest).ok());
    for (const char* name : {"manifest.json", "hashes", "classes",
                             "child.entries", "traffic.entries"}) {
      names_.push_back(absl::StrCat(path_, "/", name));
      whole_.push_back(Read(names_.back()));
    }
    Check();
    Require(is_true_);
  }

  // One of the files has `bytes` instead.
  void CheckWith(size_t file, absl::string_view bytes) {
    Write(names_[file], bytes);
    Check();
    // The digests of two of them are the manifest's business.
    if (file != 0 && bytes != whole_[file]) Require(!is_true_);
    Write(names_[file], whole_[file]);
  }

  size_t files() const { return names_.size(); }

 private:
  static std::string Read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  static void Write(const std::string& path, absl::string_view bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << bytes;
  }

  void Check() {
    is_true_ = false;
    const auto segment = storage::ArchivedSegment::Open(path_);
    if (!segment.ok()) return;
    storage::ArchiveCheck check;
    is_true_ = check.Add(segment->get(), checkpoint_).ok() &&
               check.Finish().ok() && check.missing() == 0;
    for (uint64_t i = 0; is_true_ && i < kEntries; ++i) {
      Require(*(*segment)->Leaf(i) == LeafAt(i));
    }
  }

  std::string path_;
  storage::Checkpoint checkpoint_;
  std::vector<std::string> names_;
  std::vector<std::string> whole_;
  bool is_true_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Folder* const folder = new Folder();
  if (size == 0) return 0;
  folder->CheckWith(
      data[0] % folder->files(),
      absl::string_view(reinterpret_cast<const char*>(data) + 1, size - 1));
  return 0;
}
