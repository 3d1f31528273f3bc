#include "storage/signatory.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/checkpoint.h"
#include "storage/log_tree.h"

namespace saan::storage {
namespace {

constexpr char kWhatNow[] =
    ". Keep the store and this file as evidence. If the store was restored "
    "from "
    "a backup, entries that were acknowledged are lost, and the log cannot go "
    "on under its name: give it a new key and a new file";

absl::Status Behind(const std::string& path, absl::string_view what) {
  return absl::DataLossError(absl::StrCat(
      "the log is not the one that was signed (", path, "): ", what, kWhatNow));
}

// What the file says was signed last; no note when nothing was.
absl::StatusOr<SignedCheckpoint> ReadLast(const LastSigned& file,
                                          const VerifierKey& key,
                                          uint64_t log_size) {
  const absl::StatusOr<std::string> bytes = file.Read();
  if (absl::IsNotFound(bytes.status())) {
    if (log_size == 0) return SignedCheckpoint{0, EmptyRoot(), ""};
    return absl::FailedPreconditionError(absl::StrCat(
        "the file of the last signed checkpoint is missing (", file.path(),
        "), though the log has entries: put it back from where it was; only if "
        "this log was never signed, make an empty file there"));
  }
  if (!bytes.ok()) return bytes.status();
  if (bytes->empty()) return SignedCheckpoint{0, EmptyRoot(), ""};
  const absl::StatusOr<OpenedCheckpoint> opened = OpenCheckpoint(*bytes, {key});
  if (!opened.ok()) {
    return absl::DataLossError(absl::StrCat(
        file.path(), " is not a checkpoint signed with this key (",
        opened.status().message(), "): put the right file or key back"));
  }
  return SignedCheckpoint{opened->checkpoint.size, opened->checkpoint.root,
                          *bytes};
}

absl::Status CheckKeys(const VerifierKey& key, const VerifierKey* next) {
  if (key.type != KeyType::kEd25519 ||
      (next != nullptr && next->type != KeyType::kEd25519)) {
    return absl::InvalidArgumentError("the log's key is that of a witness");
  }
  if (next == nullptr) return absl::OkStatus();
  if (next->name != key.name) {
    return absl::InvalidArgumentError(
        "the log's next key has another name: a log keeps its name for ever");
  }
  if (next->public_key == key.public_key) {
    return absl::InvalidArgumentError("the log's next key is the one it has");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Signatory>> Signatory::Open(
    const Ledger* log, NoteSigner signer, std::string path,
    std::optional<NoteSigner> next) {
  absl::Status keys =
      CheckKeys(signer.key(), next.has_value() ? &next->key() : nullptr);
  if (!keys.ok()) return keys;
  absl::StatusOr<std::unique_ptr<LastSigned>> file =
      LastSigned::Open(std::move(path));
  if (!file.ok()) return file.status();
  const uint64_t size = log->Head().size();
  absl::StatusOr<SignedCheckpoint> last = ReadLast(**file, signer.key(), size);
  if (!last.ok()) return last.status();
  if (last->size > size) {
    return Behind((*file)->path(),
                  absl::StrCat("it has ", size, " entries, and ", last->size,
                               " were signed"));
  }
  absl::StatusOr<Frontier> checked = log->FrontierAt(last->size);
  if (!checked.ok()) return checked.status();
  if (checked->Root() != last->root) {
    return Behind((*file)->path(), absl::StrCat("its first ", last->size,
                                                " entries have another root"));
  }
  return std::unique_ptr<Signatory>(
      new Signatory(log, std::move(signer), std::move(next), *std::move(file),
                    *std::move(last), *std::move(checked)));
}

SignedCheckpoint Signatory::Last() const {
  absl::MutexLock lock(&mutex_);
  return last_;
}

absl::Status Signatory::status() const {
  if (!has_failed_.load(std::memory_order_acquire)) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  return failed_;
}

absl::StatusOr<SignedCheckpoint> Signatory::Covering(uint64_t size) {
  absl::MutexLock lock(&mutex_);
  if (!failed_.ok()) return failed_;
  if (!last_.note.empty() && last_.size >= size) return last_;
  if (size > log_.Head().size()) {
    return absl::OutOfRangeError("the log has no such entry");
  }
  failed_ = Sign();
  if (!failed_.ok()) {
    has_failed_.store(true, std::memory_order_release);
    return failed_;
  }
  return last_;
}

absl::Status Signatory::Check(const v1::TreeHead& head) {
  Frontier checked = checked_;
  absl::Status scanned = log_.ScanLeaves(
      checked.size(), head.size(), [&](uint64_t, absl::string_view leaf) {
        checked.Append(LeafHash(leaf),
                       [](int, uint64_t, const std::string&) {});
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (checked.Root() != head.root_hash()) {
    return DamagedLogError("an entry on disk is not the one that was hashed");
  }
  checked_ = std::move(checked);
  return absl::OkStatus();
}

absl::Status Signatory::Sign() {
  const v1::TreeHead head = log_.Head();
  absl::Status checked = Check(head);
  if (!checked.ok()) return checked;
  const std::string text =
      FormatCheckpoint({origin(), head.size(), head.root_hash(), {}});
  std::string lines = signer_.Sign(text);
  if (next_.has_value()) lines += next_->Sign(text);
  std::string note = JoinNote(text, lines);
  absl::Status kept = file_->Replace(last_.note, note);
  if (!kept.ok()) return kept;
  last_ = {head.size(), head.root_hash(), std::move(note)};
  return absl::OkStatus();
}

}  // namespace saan::storage
