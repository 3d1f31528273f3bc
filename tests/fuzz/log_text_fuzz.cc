// Foreign bytes into every reader of the log's files and of what witnesses are
// asked. What one of them takes must be spelled as its writer would.

#include <cstdint>
#include <cstdlib>

#include "storage/checkpoint.h"
#include "storage/note.h"
#include "storage/tiles.h"
#include "storage/tlog_policy.h"
#include "storage/tlog_proof.h"
#include "storage/tlog_text.h"
#include "storage/witness.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void ReadNote(absl::string_view text) {
  const auto note = saan::storage::ParseNote(text);
  if (!note.ok()) return;
  std::string lines;
  for (const auto& signature : note->signatures) {
    lines += saan::storage::FormatSignature(signature);
  }
  Require(saan::storage::JoinNote(note->text, lines) == text);
}

void ReadTiles(absl::string_view text) {
  const auto name = saan::storage::ParseTilePath(text);
  if (name.ok()) Require(saan::storage::TilePath(*name) == text);
  if (text.empty()) return;
  const uint64_t width = static_cast<uint8_t>(text[0]) + uint64_t{1};
  const auto entries = saan::storage::ParseBundle(text.substr(1), width);
  if (!entries.ok()) return;
  std::string bundle;
  for (const absl::string_view entry : *entries) {
    saan::storage::AppendToBundle(entry, &bundle);
  }
  Require(entries->size() == width && bundle == text.substr(1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace storage = saan::storage;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  ReadNote(text);
  ReadTiles(text);
  if (const auto checkpoint = storage::ParseCheckpoint(text); checkpoint.ok()) {
    Require(storage::FormatCheckpoint(*checkpoint) == text);
  }
  if (const auto key = storage::ParseVerifierKey(text); key.ok()) {
    Require(storage::FormatVerifierKey(*key) == text);
  }
  if (const auto proof = storage::ParseTlogProof(text); proof.ok()) {
    Require(storage::FormatTlogProof(*proof) == text);
  }
  if (const auto request = storage::ParseAddCheckpoint(text); request.ok()) {
    Require(storage::FormatAddCheckpoint(*request) == text);
  }
  (void)storage::TlogPolicy::Parse(text);
  (void)storage::OpenCheckpoint(text, {});
  (void)storage::ParseDecimal(text);
  (void)storage::ParseHash(text);
  return 0;
}
