#include "storage/subject_keys.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "storage/hmac.h"

namespace saan::storage {
namespace {

constexpr size_t kSlotBytes = 32;
constexpr size_t kPseudonymBytes = 16;
// The first slot's place; a file of ours begins with it.
constexpr absl::string_view kMark = "saan: keys of the log's subjects";
static_assert(kMark.size() == kSlotBytes);

uint64_t OffsetOf(uint64_t slot) { return (slot + 1) * kSlotBytes; }

absl::Status KeyFileError(const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat(path, ": ", std::generic_category().message(errno),
                   ": check the disk and the folder, then start again"));
}

bool ReadAt(int file, uint64_t offset, std::string* bytes) {
  return ::pread(file, bytes->data(), bytes->size(),
                 static_cast<off_t>(offset)) ==
         static_cast<ssize_t>(bytes->size());
}

}  // namespace

absl::StatusOr<std::unique_ptr<SubjectKeys>> SubjectKeys::Open(
    std::string path, Entropy entropy) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return KeyFileError(path);
  struct stat about = {};
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    absl::Status status = errno == EWOULDBLOCK
                              ? absl::FailedPreconditionError(absl::StrCat(
                                    path, ": another gateway uses this file"))
                              : KeyFileError(path);
    ::close(file);
    return status;
  }
  if (::fstat(file, &about) != 0) {
    absl::Status status = KeyFileError(path);
    ::close(file);
    return status;
  }
  const auto size = static_cast<uint64_t>(about.st_size);
  // A slot cut short was being made when the process ended; nobody has it. The
  // whole ones may all have been given.
  const uint64_t slots = size < kSlotBytes ? 0 : size / kSlotBytes - 1;
  std::unique_ptr<SubjectKeys> keys(
      new SubjectKeys(std::move(path), file, std::move(entropy), slots));
  if (size == 0) {
    absl::Status marked = keys->WriteSynced(kMark, 0);
    if (!marked.ok()) return marked;
    return keys;
  }
  std::string mark(kSlotBytes, '\0');
  if (!ReadAt(file, 0, &mark) || mark != kMark) {
    return absl::DataLossError(absl::StrCat(
        keys->path_, " is not a file of subject keys: put the right one back"));
  }
  return keys;
}

SubjectKeys::~SubjectKeys() { ::close(file_); }

absl::Status SubjectKeys::WriteSynced(absl::string_view bytes,
                                      uint64_t offset) const {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return KeyFileError(path_);
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return ::fdatasync(file_) == 0 ? absl::OkStatus() : KeyFileError(path_);
}

absl::Status SubjectKeys::Extend() {
  std::string fresh = entropy_(kSubjectKeyBatch * kSlotBytes);
  absl::Status written = WriteSynced(fresh, OffsetOf(end_));
  OPENSSL_cleanse(fresh.data(), fresh.size());
  if (written.ok()) end_ += kSubjectKeyBatch;
  return written;
}

absl::StatusOr<uint64_t> SubjectKeys::Take() {
  absl::MutexLock lock(&mutex_);
  if (next_ == end_) {
    absl::Status extended = Extend();
    if (!extended.ok()) return extended;
  }
  return next_++;
}

absl::StatusOr<std::string> SubjectKeys::Pseudonym(
    uint64_t slot, absl::string_view handle) const {
  std::string key(kSlotBytes, '\0');
  if (!ReadAt(file_, OffsetOf(slot), &key)) {
    return absl::DataLossError(absl::StrCat(
        path_, " lacks a key that was given: put the newest copy back"));
  }
  if (key == std::string(kSlotBytes, '\0')) {
    return absl::NotFoundError("the key was destroyed");
  }
  static thread_local Hmac hmac(key);
  hmac.SetKey(key);
  std::string digest = hmac.Digest({handle});
  OPENSSL_cleanse(key.data(), key.size());
  hmac.SetKey(key);  // Nothing of a key that may be destroyed stays behind.
  digest.resize(kPseudonymBytes);
  return digest;
}

absl::Status SubjectKeys::Destroy(uint64_t slot) {
  absl::MutexLock lock(&mutex_);
  if (slot >= next_) {
    return absl::DataLossError("no such slot was ever given");
  }
  return WriteSynced(std::string(kSlotBytes, '\0'), OffsetOf(slot));
}

}  // namespace saan::storage
