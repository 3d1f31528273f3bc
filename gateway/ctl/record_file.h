// A file of records with a header row (RFC 4180, UTF-8), read row by row: never
// more than a row and a block of it is held.

#ifndef SAAN_GATEWAY_CTL_RECORD_FILE_H_
#define SAAN_GATEWAY_CTL_RECORD_FILE_H_

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace saan::ctl {

// A longer row is refused.
inline constexpr size_t kMaxRowBytes = 1 << 20;

// All errors are INVALID_ARGUMENT "file:line: reason", without data. One
// thread.
class RecordFile {
 public:
  // Reads the header. A byte order mark is skipped; the delimiter is a comma,
  // or a tab when the header holds one. Names of columns are lower case.
  static absl::StatusOr<std::unique_ptr<RecordFile>> Open(
      const std::string& path);

  const std::vector<std::string>& header() const { return header_; }
  // Where the column stands; -1 when it is not there.
  int Find(absl::string_view column) const;
  // The same; an error that names column and file when it is not there.
  absl::StatusOr<size_t> Column(absl::string_view column) const;

  // Reads the next row into `cells`, one for each column; false at the end.
  // Empty lines are skipped.
  absl::StatusOr<bool> Next(std::vector<std::string>* cells);

  // Line (from 1) at which the row read last begins.
  int64_t line() const { return line_; }
  int64_t done_bytes() const { return done_bytes_; }
  int64_t total_bytes() const { return total_bytes_; }
  const std::string& path() const { return path_; }
  absl::Status ErrorAt(int64_t line, absl::string_view reason) const;

 private:
  explicit RecordFile(std::string path);
  absl::StatusOr<bool> ReadRow(std::vector<std::string>* cells);
  // Reads one more block behind what waits; false when there is no more.
  bool Fill();

  const std::string path_;
  std::ifstream in_;
  char delimiter_ = ',';
  std::vector<std::string> header_;
  std::string waiting_;
  size_t at_ = 0;  // In `waiting_`.
  int64_t line_ = 0;
  int64_t next_line_ = 1;
  int64_t done_bytes_ = 0;
  int64_t total_bytes_ = 0;
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_RECORD_FILE_H_
