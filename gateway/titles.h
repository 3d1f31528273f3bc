// What fields and codes are called in Thai and English.

#ifndef SAAN_GATEWAY_TITLES_H_
#define SAAN_GATEWAY_TITLES_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace saan {

struct TitlePair {
  std::string th;
  std::string en;
};

// Immutable once loaded; any thread may use it.
class Titles {
 public:
  // Reads the two tables that are built in (gateway/titles.tsv: path, Thai,
  // English; gateway/enum_titles.tsv: value name, Thai, English).
  // INVALID_ARGUMENT "file:line: reason".
  static absl::StatusOr<std::unique_ptr<Titles>> Load();

  // Title of a pathless field such as "person.names.given_name"; the path
  // itself where none is known.
  TitlePair Field(absl::string_view pathless) const;
  // `text` in words when it is the name of an enum value ("SEX_MALE"), or
  // "true" or "false"; else the text itself.
  TitlePair Value(absl::string_view text) const;

 private:
  absl::flat_hash_map<std::string, TitlePair> fields_;
  absl::flat_hash_map<std::string, TitlePair> values_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_TITLES_H_
