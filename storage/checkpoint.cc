#include "storage/checkpoint.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/merkle.h"
#include "storage/tlog_text.h"

namespace saan::storage {

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  std::string text =
      absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n",
                   absl::Base64Escape(checkpoint.root), "\n");
  for (const std::string& line : checkpoint.extensions) {
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  Checkpoint checkpoint;
  const absl::StatusOr<absl::string_view> origin = TakeLine(&text);
  if (!origin.ok()) return origin.status();
  if (origin->empty()) {
    return absl::InvalidArgumentError("a checkpoint has no origin");
  }
  checkpoint.origin = std::string(*origin);
  const absl::StatusOr<absl::string_view> size_line = TakeLine(&text);
  if (!size_line.ok()) return size_line.status();
  const absl::StatusOr<uint64_t> size = ParseDecimal(*size_line);
  if (!size.ok()) return size.status();
  checkpoint.size = *size;
  const absl::StatusOr<absl::string_view> root_line = TakeLine(&text);
  if (!root_line.ok()) return root_line.status();
  absl::StatusOr<std::string> root = ParseHash(*root_line);
  if (!root.ok()) return root.status();
  checkpoint.root = *std::move(root);
  if (checkpoint.size == 0 && checkpoint.root != EmptyRoot()) {
    return absl::InvalidArgumentError(
        "a checkpoint of no entries has another root than an empty tree");
  }
  while (!text.empty()) {
    const absl::StatusOr<absl::string_view> line = TakeLine(&text);
    if (!line.ok()) return line.status();
    if (line->empty()) {
      return absl::InvalidArgumentError("an extension line is empty");
    }
    checkpoint.extensions.emplace_back(*line);
  }
  return checkpoint;
}

absl::StatusOr<OpenedCheckpoint> OpenCheckpoint(
    absl::string_view bytes, absl::Span<const VerifierKey> log_keys) {
  OpenedCheckpoint opened;
  absl::StatusOr<Note> note = ParseNote(bytes);
  if (!note.ok()) return note.status();
  opened.note = *std::move(note);
  absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(opened.note.text);
  if (!checkpoint.ok()) return checkpoint.status();
  opened.checkpoint = *std::move(checkpoint);
  bool is_known = false;
  for (const VerifierKey& key : log_keys) {
    is_known = is_known || key.name == opened.checkpoint.origin;
  }
  if (!is_known) {
    return absl::NotFoundError("the checkpoint is of a log without a key here");
  }
  const absl::StatusOr<std::vector<Signed>> found =
      VerifySignatures(opened.note, log_keys);
  if (!found.ok()) return found.status();
  for (const Signed& one : *found) {
    const VerifierKey& key = log_keys[one.key];
    if (key.type == KeyType::kEd25519 && key.name == opened.checkpoint.origin) {
      opened.log_signatures.push_back(one);
    }
  }
  if (opened.log_signatures.empty()) {
    return absl::PermissionDeniedError(
        "the checkpoint is not signed by a key of its log");
  }
  return opened;
}

}  // namespace saan::storage
