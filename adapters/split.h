// Cuts a file of native records into records, as a stream: no more than one
// record is held. Used by the command line; the gateway takes single records.

#ifndef SAAN_ADAPTERS_SPLIT_H_
#define SAAN_ADAPTERS_SPLIT_H_

#include <functional>
#include <istream>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace saan::adapters {

// One record of a file.
struct Piece {
  std::string native;  // A JSON object, or one CSV row without its line end.
  std::string header;  // CSV only: the header row.
  int64_t number = 0;  // From 1.
  int64_t line = 0;    // Line where it begins, from 1.
};

// JSON: a list of objects, one object whose member `records_member` is such a
// list, one object alone, or objects one after another. CSV: a header row and
// rows; a quoted cell may hold line ends. A byte order mark is dropped.
// Stops with the status of `each`. INVALID_ARGUMENT "line N: ..." when the
// file cannot be cut; RESOURCE_EXHAUSTED when a record is over 1 MiB.
absl::Status SplitJson(std::istream& in, absl::string_view records_member,
                       absl::FunctionRef<absl::Status(Piece)> each);
absl::Status SplitCsv(std::istream& in,
                      absl::FunctionRef<absl::Status(Piece)> each);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_SPLIT_H_
