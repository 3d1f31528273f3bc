#include "storage/format.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

constexpr char kMagic[] = "saan-store";

// Says nothing about the key but whether it is the same.
std::string KeyCheck(const Seal& seal) {
  return absl::BytesToHexString(seal.Digest("saan store", "key check"));
}

absl::Status DamagedMark() {
  return absl::DataLossError(
      "the mark of the store is damaged: keep a copy of the folder as "
      "evidence, then restore a backup");
}

absl::Status MarkEmpty(Kv* engine, const Seal& seal) {
  bool is_empty = true;
  absl::Status status =
      engine->Scan("", "", [&](absl::string_view, absl::string_view) {
        is_empty = false;
        return false;
      });
  if (!status.ok()) return status;
  if (!is_empty) {
    return absl::FailedPreconditionError(
        "the store holds rows but not the mark of Saan: check the path; a new "
        "store needs an empty folder");
  }
  return engine->Commit(
      {{Key(kMeta, kFormatRow),
        absl::StrCat(kMagic, " ", kFormatVersion, " ", KeyCheck(seal), "\n")}});
}

}  // namespace

absl::Status CheckFormat(Kv* engine, const Seal& seal) {
  const absl::StatusOr<std::string> mark = engine->Get(Key(kMeta, kFormatRow));
  if (absl::IsNotFound(mark.status())) return MarkEmpty(engine, seal);
  if (!mark.ok()) return mark.status();

  // The words that later versions write after the first two are theirs.
  const std::vector<std::string> words =
      absl::StrSplit(*mark, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  uint32_t version = 0;
  if (words.size() < 2 || words[0] != kMagic ||
      !absl::SimpleAtoi(words[1], &version) || version == 0) {
    return DamagedMark();
  }
  if (version > kFormatVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the store was written by a newer Saan (format ", version,
        "; this one reads up to ", kFormatVersion,
        "): use that version, or restore a backup made before the upgrade"));
  }
  if (words.size() != 3) {
    return DamagedMark();
  }
  if (words[2] != KeyCheck(seal)) {
    return absl::FailedPreconditionError(
        "the store was sealed with another master key: point the "
        "configuration at the key file that belongs to this store");
  }
  return absl::OkStatus();
}

}  // namespace saan::storage
