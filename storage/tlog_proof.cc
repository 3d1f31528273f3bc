#include "storage/tlog_proof.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/merkle.h"
#include "storage/tlog_text.h"

namespace saan::storage {
namespace {

constexpr absl::string_view kFirstLine = "c2sp.org/tlog-proof@v1";

}  // namespace

std::string FormatTlogProof(const TlogProof& proof) {
  std::string text = absl::StrCat(kFirstLine, "\n");
  if (proof.extra.has_value()) {
    absl::StrAppend(&text, "extra ", absl::Base64Escape(*proof.extra), "\n");
  }
  absl::StrAppend(&text, "index ", proof.index, "\n");
  for (const std::string& hash : proof.hashes) {
    absl::StrAppend(&text, absl::Base64Escape(hash), "\n");
  }
  absl::StrAppend(&text, "\n", proof.checkpoint);
  return text;
}

absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view bytes) {
  TlogProof proof;
  absl::StatusOr<absl::string_view> line = TakeLine(&bytes);
  if (!line.ok()) return line.status();
  if (*line != kFirstLine) {
    return absl::InvalidArgumentError("a proof begins otherwise");
  }
  line = TakeLine(&bytes);
  if (line.ok() && absl::ConsumePrefix(&*line, "extra ")) {
    absl::StatusOr<std::string> extra = ParseBase64(*line);
    if (!extra.ok()) return extra.status();
    if (extra->empty()) {
      return absl::InvalidArgumentError("a proof has an empty extra line");
    }
    proof.extra = *std::move(extra);
    line = TakeLine(&bytes);
  }
  if (!line.ok()) return line.status();
  if (!absl::ConsumePrefix(&*line, "index ")) {
    return absl::InvalidArgumentError("a proof names no index");
  }
  const absl::StatusOr<uint64_t> index = ParseDecimal(*line);
  if (!index.ok()) return index.status();
  proof.index = *index;
  while (true) {
    line = TakeLine(&bytes);
    if (!line.ok()) return line.status();
    if (line->empty()) break;
    absl::StatusOr<std::string> hash = ParseHash(*line);
    if (!hash.ok()) return hash.status();
    proof.hashes.push_back(*std::move(hash));
    if (proof.hashes.size() > kMaxProofHashes) {
      return absl::InvalidArgumentError("a proof has too many hashes");
    }
  }
  const absl::StatusOr<Note> note = ParseNote(bytes);
  if (!note.ok()) return note.status();
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint.ok()) return checkpoint.status();
  proof.checkpoint = std::string(bytes);
  return proof;
}

absl::Status VerifyTlogProof(const TlogProof& proof,
                             const OpenedCheckpoint& opened,
                             absl::string_view leaf_hash) {
  return VerifyInclusion(proof.index, opened.checkpoint.size, leaf_hash,
                         proof.hashes, opened.checkpoint.root);
}

}  // namespace saan::storage
