#include "storage/witness.h"

#include <fstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/checkpoint.h"
#include "storage/merkle.h"
#include "storage/tlog_proof.h"
#include "storage/tlog_text.h"

namespace saan::storage {
namespace {

WitnessAnswer Refusal(int status, absl::string_view why) {
  WitnessAnswer answer;
  answer.status = status;
  answer.body = absl::StrCat(why, "\n");
  return answer;
}

int HttpStatusOf(const absl::Status& opened) {
  switch (opened.code()) {
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kDataLoss:  // A signature of the log's is wrong.
      return 403;
    default:
      return 400;
  }
}

}  // namespace

std::string FormatAddCheckpoint(const AddCheckpoint& request) {
  std::string body = absl::StrCat("old ", request.old_size, "\n");
  for (const std::string& hash : request.hashes) {
    absl::StrAppend(&body, absl::Base64Escape(hash), "\n");
  }
  absl::StrAppend(&body, "\n", request.checkpoint);
  return body;
}

absl::StatusOr<AddCheckpoint> ParseAddCheckpoint(absl::string_view body) {
  AddCheckpoint request;
  absl::StatusOr<absl::string_view> line = TakeLine(&body);
  if (!line.ok()) return line.status();
  if (!absl::ConsumePrefix(&*line, "old ")) {
    return absl::InvalidArgumentError("the request names no old size");
  }
  const absl::StatusOr<uint64_t> size = ParseDecimal(*line);
  if (!size.ok()) return size.status();
  request.old_size = *size;
  while (true) {
    line = TakeLine(&body);
    if (!line.ok()) return line.status();
    if (line->empty()) break;
    absl::StatusOr<std::string> hash = ParseHash(*line);
    if (!hash.ok()) return hash.status();
    request.hashes.push_back(*std::move(hash));
    if (request.hashes.size() > kMaxProofHashes) {
      return absl::InvalidArgumentError("the request has too many hashes");
    }
  }
  request.checkpoint = std::string(body);
  return request;
}

absl::StatusOr<std::unique_ptr<Witness>> Witness::Open(
    NoteSigner signer, std::vector<VerifierKey> log_keys,
    std::string state_file) {
  if (signer.key().type != KeyType::kCosignature || log_keys.empty()) {
    return absl::InvalidArgumentError(
        "a witness needs a cosignature key, and the key of a log");
  }
  for (const VerifierKey& key : log_keys) {
    if (key.type != KeyType::kEd25519 || key.name != log_keys[0].name) {
      return absl::InvalidArgumentError(
          "a witness watches one log, by its own keys");
    }
  }
  absl::StatusOr<std::unique_ptr<LastSigned>> file =
      LastSigned::Open(std::move(state_file));
  if (!file.ok()) return file.status();
  std::unique_ptr<Witness> witness(
      new Witness(std::move(signer), std::move(log_keys), *std::move(file)));
  absl::MutexLock lock(&witness->mutex_);
  absl::Status loaded = witness->Load();
  if (!loaded.ok()) return loaded;
  return witness;
}

absl::Status Witness::Load() {
  absl::StatusOr<std::string> bytes = file_->Read();
  if (absl::IsNotFound(bytes.status())) return absl::OkStatus();
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<OpenedCheckpoint> opened =
      OpenCheckpoint(*bytes, log_keys_);
  if (!opened.ok()) {
    return absl::DataLossError(
        absl::StrCat(file_->path(), " is not a checkpoint of this log (",
                     opened.status().message(), "): put the right file back"));
  }
  last_ = *std::move(bytes);
  size_ = opened->checkpoint.size;
  root_ = opened->checkpoint.root;
  return absl::OkStatus();
}

void Witness::KeepFork(absl::string_view other) const {
  // Two signed states of one size: proof enough for anyone, so keep it as well
  // as can be; that it could not be written changes no answer.
  std::ofstream(file_->path() + ".fork-1", std::ios::binary) << last_;
  std::ofstream(file_->path() + ".fork-2", std::ios::binary) << other;
}

WitnessAnswer Witness::Answer(absl::string_view body, uint64_t unix_seconds) {
  const absl::StatusOr<AddCheckpoint> request = ParseAddCheckpoint(body);
  if (!request.ok()) return Refusal(400, request.status().message());
  const absl::StatusOr<OpenedCheckpoint> opened =
      OpenCheckpoint(request->checkpoint, log_keys_);
  if (!opened.ok()) {
    return Refusal(HttpStatusOf(opened.status()), opened.status().message());
  }
  const Checkpoint& checkpoint = opened->checkpoint;
  if (request->old_size > checkpoint.size) {
    return Refusal(400, "the old size is larger than the checkpoint's");
  }
  absl::MutexLock lock(&mutex_);
  if (has_failed_) return Refusal(500, "the disk failed");
  if (request->old_size != size_) {
    WitnessAnswer conflict = Refusal(409, absl::StrCat(size_));
    conflict.content_type = "text/x.tlog.size";
    return conflict;
  }
  if (!last_.empty() && checkpoint.size == size_ && checkpoint.root != root_) {
    KeepFork(request->checkpoint);
    return Refusal(409, "the log has signed two roots of one size");
  }
  const absl::Status extends = VerifyConsistency(
      size_, checkpoint.size, last_.empty() ? EmptyRoot() : root_,
      checkpoint.root, request->hashes);
  if (!extends.ok()) return Refusal(422, extends.message());
  WitnessAnswer answer;
  answer.status = 200;
  answer.body = signer_.Cosign(opened->note.text, unix_seconds);
  // Only the log's own lines and ours: what others sign is theirs to keep.
  std::string lines;
  for (const NoteSignature& signature : opened->note.signatures) {
    for (const VerifierKey& key : log_keys_) {
      if (signature.name == key.name && signature.key_id == key.key_id) {
        lines += FormatSignature(signature);
      }
    }
  }
  std::string next = JoinNote(opened->note.text, lines + answer.body);
  if (!file_->Replace(last_, next).ok()) {
    has_failed_ = true;
    return Refusal(500, "the disk failed");
  }
  last_ = std::move(next);
  size_ = checkpoint.size;
  root_ = checkpoint.root;
  return answer;
}

std::string Witness::Last() const {
  absl::MutexLock lock(&mutex_);
  return last_;
}

uint64_t Witness::size() const {
  absl::MutexLock lock(&mutex_);
  return size_;
}

}  // namespace saan::storage
