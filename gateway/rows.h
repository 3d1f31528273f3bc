// Rows that stand under more of a key than the prefix of their table, e.g. all
// of one child: for whole tables see storage::ScanRows.

#ifndef SAAN_GATEWAY_ROWS_H_
#define SAAN_GATEWAY_ROWS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "storage/kv.h"
#include "storage/tables.h"

namespace saan {

// Reads the rows of [from, to) in the order of their keys, `to` empty for no
// end. Calls `visit(row)` until it returns false. The codes of Scan; DATA_LOSS
// when a row does not parse: none is passed by in silence. `from` begins with
// the prefix of its table.
template <typename Row, typename VisitRow>
absl::Status ScanRowsBetween(const storage::Reader& reader,
                             absl::string_view from, absl::string_view to,
                             const VisitRow& visit) {
  absl::Status read;
  const absl::Status scanned = reader.Scan(
      from, to, [&](absl::string_view key, absl::string_view value) {
        Row row;
        if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          read = storage::MisshapenRow(key[0]);
          return false;
        }
        return visit(std::move(row));
      });
  return scanned.ok() ? read : scanned;
}

// The rows whose keys begin with `prefix`.
template <typename Row, typename VisitRow>
absl::Status ScanRowsUnder(const storage::Reader& reader,
                           absl::string_view prefix, const VisitRow& visit) {
  return ScanRowsBetween<Row>(reader, prefix, storage::PrefixEnd(prefix),
                              visit);
}

}  // namespace saan

#endif  // SAAN_GATEWAY_ROWS_H_
