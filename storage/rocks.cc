#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/kv.h"

namespace saan::storage {
namespace {

// Memtables that fit the processor's caches take writes fastest.
constexpr size_t kWriteBufferBytes = 16 << 20;
constexpr int kWriteBuffers = 4;
constexpr size_t kBlockCacheBytes = 192 << 20;
constexpr int kBackgroundJobs = 2;
// About 1 % of absent keys cost a block read.
constexpr double kBloomBitsPerKey = 10;
// Of a memtable's bytes, spent on a filter over its keys.
constexpr double kMemtableBloomRatio = 0.02;
// RocksDB's own text log; it names files and sizes, no rows.

rocksdb::Slice ToSlice(absl::string_view bytes) {
  return rocksdb::Slice(bytes.data(), bytes.size());
}

absl::string_view ToView(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

absl::Status DamagedError(const std::string& directory,
                          absl::string_view detail) {
  return absl::DataLossError(absl::StrCat(
      "the store in ", directory, " is damaged (", detail,
      "): keep a copy of the folder as evidence, then restore a backup"));
}

absl::Status PermissionError(const std::string& directory,
                             absl::string_view detail) {
  return absl::PermissionDeniedError(absl::StrCat(
      "the store in ", directory, " may not be read or written (", detail,
      "): give the folder and all in it to the user who runs the gateway"));
}

absl::Status FullError(const std::string& directory, absl::string_view detail) {
  return absl::ResourceExhaustedError(
      absl::StrCat("no room for the store in ", directory, " (", detail,
                   "): free or add disk space, then start the gateway again"));
}

absl::Status NotOursError(const std::string& directory,
                          absl::string_view detail) {
  return absl::FailedPreconditionError(absl::StrCat(
      "what is in ", directory, " is not a store that this version can open (",
      detail, "): check the path, or use the version that wrote it"));
}

absl::Status IoError(const rocksdb::Status& status,
                     const std::string& directory) {
  const std::string detail = status.ToString();
  if (status.IsNoSpace()) {
    return FullError(directory, detail);
  }
  // RocksDB has no code for these; the texts are strerror's and its own.
  if (absl::StrContains(detail, "/LOCK: ") &&
      !absl::StrContains(detail, "Permission denied")) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the store in ", directory, " is in use by another process (", detail,
        "): stop that process, or choose another folder"));
  }
  if (absl::StrContains(detail, "Permission denied") ||
      absl::StrContains(detail, "Read-only file system") ||
      absl::StrContains(detail, "Operation not permitted")) {
    return PermissionError(directory, detail);
  }
  if (absl::StrContains(detail, "Too many open files")) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the store in ", directory, " needs more open files (",
                     detail, "): raise the limit on open files (ulimit -n)"));
  }
  if (status.IsPathNotFound()) return DamagedError(directory, detail);
  return absl::UnavailableError(absl::StrCat(
      "the disk under the store in ", directory, " failed (", detail,
      "): check the disk and the system log, then start the gateway again"));
}

absl::Status ToAbsl(const rocksdb::Status& status,
                    const std::string& directory) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsNotFound()) return absl::NotFoundError("no such row");
  if (status.IsCorruption()) return DamagedError(directory, status.ToString());
  if (status.IsIOError()) return IoError(status, directory);
  if (status.IsInvalidArgument() || status.IsNotSupported()) {
    return NotOursError(directory, status.ToString());
  }
  return absl::UnavailableError(
      absl::StrCat("the store in ", directory, " cannot serve (",
                   status.ToString(), "): start the gateway again"));
}

// After an error of the disk nothing is tried again before the next start has
// read what is there: RocksDB's own recovery would write to the file that
// failed.
class NoRecovery : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/,
                            rocksdb::Status /*error*/,
                            bool* recovers_by_itself) override {
    *recovers_by_itself = false;
  }
};

// What RocksDB has to say goes to the operator, and not to a file beside the
// store: on a full disk a library with its assertions on would end the process
// over the line that it cannot write.
class Warnings : public rocksdb::Logger {
 public:
  Warnings() : Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    char line[1024];
    std::vsnprintf(line, sizeof(line), format, arguments);
    std::fprintf(stderr, "rocksdb: %s\n", line);
  }
};

rocksdb::Options StoreOptions() {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  // A cache too small for the filters would make each read a hundred times
  // slower; on the heap they are always at hand.
  table.cache_index_and_filter_blocks = false;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  table.format_version = 5;

  rocksdb::Options options;
  options.create_if_missing = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = kWriteBufferBytes;
  // Most keys that are looked up are not among the last written.
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = kMemtableBloomRatio;
  options.max_write_buffer_number = kWriteBuffers;
  options.max_background_jobs = kBackgroundJobs;
  options.info_log = std::make_shared<Warnings>();
  // Of a torn tail only what was never acknowledged is dropped; any other
  // damage to the log refuses to open. RocksDB's default would go on silently
  // from before the damage, without commits that were acknowledged after it.
  options.wal_recovery_mode =
      rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // A log file that vanished or shrank is damage too.
  options.track_and_verify_wals_in_manifest = true;
  options.max_bgerror_resume_count = 0;
  options.listeners = {std::make_shared<NoRecovery>()};
  return options;
}

absl::Status MakeDirectory(const std::string& directory) {
  // Only the gateway's own user has any business here.
  if (::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) {
    return absl::OkStatus();
  }
  const std::string detail = std::generic_category().message(errno);
  switch (errno) {
    case ENOENT:
      return absl::NotFoundError(
          absl::StrCat("cannot make ", directory, " (", detail,
                       "): make its parent folder first"));
    case ENOSPC:
    case EDQUOT:
      return FullError(directory, detail);
    case ENOTDIR:
      return NotOursError(directory, detail);
    default:
      return PermissionError(directory, detail);
  }
}

// Without its CURRENT file RocksDB takes a store for a new one, and clears
// away what it finds.
absl::Status CheckNotHeadless(const std::string& directory) {
  std::error_code error;
  if (std::filesystem::exists(directory + "/CURRENT", error)) {
    return absl::OkStatus();
  }
  for (std::filesystem::directory_iterator file(directory, error), end;
       !error && file != end; file.increment(error)) {
    const std::string kind = file->path().extension().string();
    if (kind == ".sst" || kind == ".log") {
      return DamagedError(directory, "its file CURRENT is missing");
    }
  }
  if (error == std::errc::not_a_directory) {
    return NotOursError(directory, error.message());
  }
  if (error) return PermissionError(directory, error.message());
  return absl::OkStatus();
}

class RocksKv : public Kv {
 public:
  RocksKv(std::string directory, std::unique_ptr<rocksdb::DB> db)
      : directory_(std::move(directory)), db_(std::move(db)) {}

  absl::StatusOr<std::string> Get(absl::string_view key) const override {
    // A pinned value is copied once, a std::string twice.
    rocksdb::PinnableSlice value;
    const rocksdb::Status status =
        db_->Get(rocksdb::ReadOptions(), db_->DefaultColumnFamily(),
                 ToSlice(key), &value);
    if (!status.ok()) return ToAbsl(status, directory_);
    return std::string(value.data(), value.size());
  }

  absl::Status Scan(absl::string_view from, absl::string_view until,
                    Visit visit) const override {
    rocksdb::ReadOptions options;
    const rocksdb::Slice end = ToSlice(until);
    if (!until.empty()) options.iterate_upper_bound = &end;
    const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(options));
    for (row->Seek(ToSlice(from)); row->Valid(); row->Next()) {
      if (!visit(ToView(row->key()), ToView(row->value()))) break;
    }
    return ToAbsl(row->status(), directory_);
  }

  absl::Status Commit(const std::vector<Put>& puts) override {
    size_t bytes = 0;
    for (const Put& put : puts) {
      bytes +=
          put.key.size() + (put.value.has_value() ? put.value->size() : 0) + 16;
    }
    rocksdb::WriteBatch batch(bytes);
    for (const Put& put : puts) {
      const rocksdb::Status status = put.value.has_value()
                                         ? batch.Put(put.key, *put.value)
                                         : batch.Delete(put.key);
      if (!status.ok()) return ToAbsl(status, directory_);
    }
    rocksdb::WriteOptions options;
    options.sync = true;
    return ToAbsl(db_->Write(options, &batch), directory_);
  }

 private:
  const std::string directory_;
  const std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Kv>> OpenRocks(const std::string& directory) {
  absl::Status status = MakeDirectory(directory);
  if (!status.ok()) return status;
  status = CheckNotHeadless(directory);
  if (!status.ok()) return status;
  rocksdb::DB* db = nullptr;
  status = ToAbsl(rocksdb::DB::Open(StoreOptions(), directory, &db), directory);
  if (!status.ok()) return status;
  return std::make_unique<RocksKv>(directory, std::unique_ptr<rocksdb::DB>(db));
}

}  // namespace saan::storage
