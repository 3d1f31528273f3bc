#include "gateway/ctl/record_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "adapters/csv.h"
#include "adapters/thai/text.h"

namespace saan::ctl {
namespace {

constexpr size_t kBlockBytes = 256 << 10;

}  // namespace

RecordFile::RecordFile(std::string path)
    : path_(std::move(path)), in_(path_, std::ios::binary) {}

absl::StatusOr<std::unique_ptr<RecordFile>> RecordFile::Open(
    const std::string& path) {
  std::unique_ptr<RecordFile> file = absl::WrapUnique(new RecordFile(path));
  file->in_.seekg(0, std::ios::end);
  file->total_bytes_ = file->in_.tellg();
  file->in_.seekg(0);
  if (!file->in_ || (!file->Fill() && file->waiting_.empty())) {
    return file->ErrorAt(1, "cannot be read, or is empty");
  }
  if (absl::StartsWith(file->waiting_, thai::kByteOrderMark)) {
    file->at_ = thai::kByteOrderMark.size();
  }
  const absl::string_view head =
      absl::string_view(file->waiting_).substr(file->at_);
  if (absl::StrContains(head.substr(0, head.find('\n')), '\t')) {
    file->delimiter_ = '\t';
  }
  absl::StatusOr<bool> found = file->ReadRow(&file->header_);
  if (!found.ok()) return found.status();
  for (size_t i = 0; i < file->header_.size(); ++i) {
    std::string& name = file->header_[i];
    name = absl::AsciiStrToLower(absl::StripAsciiWhitespace(name));
    if (!name.empty() && file->Find(name) != static_cast<int>(i)) {
      return file->ErrorAt(
          1, absl::StrCat("the column \"", name, "\" is there twice"));
    }
  }
  return file;
}

int RecordFile::Find(absl::string_view column) const {
  const auto found = std::find(header_.begin(), header_.end(), column);
  return found == header_.end() ? -1
                                : static_cast<int>(found - header_.begin());
}

absl::StatusOr<size_t> RecordFile::Column(absl::string_view column) const {
  const int found = Find(column);
  if (found < 0) {
    return ErrorAt(1, absl::StrCat("the column \"", column, "\" is missing"));
  }
  return static_cast<size_t>(found);
}

absl::StatusOr<bool> RecordFile::Next(std::vector<std::string>* cells) {
  while (true) {
    absl::StatusOr<bool> found = ReadRow(cells);
    if (!found.ok() || !*found) return found;
    if (cells->size() == 1 && (*cells)[0].empty() && header_.size() > 1) {
      continue;
    }
    if (cells->size() == header_.size()) return true;
    return ErrorAt(line_, absl::StrCat("the row has ", cells->size(),
                                       " cells, the header ", header_.size()));
  }
}

absl::StatusOr<bool> RecordFile::ReadRow(std::vector<std::string>* cells) {
  line_ = next_line_;
  while (true) {
    const absl::string_view rest = absl::string_view(waiting_).substr(at_);
    std::optional<adapters::CsvRow> row =
        rest.empty() ? std::nullopt : adapters::ReadCsvRow(rest, delimiter_);
    // What reaches the end of the block may go on in the next.
    if (row && (row->size < rest.size() || !Fill())) {
      const absl::string_view bytes =
          absl::string_view(waiting_).substr(at_, row->size);
      next_line_ += std::count(bytes.begin(), bytes.end(), '\n');
      at_ += row->size;
      done_bytes_ += static_cast<int64_t>(row->size);
      *cells = std::move(row->cells);
      return true;
    }
    if (row) continue;
    if (rest.size() > kMaxRowBytes || !Fill()) {
      if (rest.empty()) return false;
      return ErrorAt(line_, rest.size() > kMaxRowBytes
                                ? "the row is too long, or a quote is not "
                                  "closed"
                                : "a quote is not closed, or stands within a "
                                  "cell");
    }
  }
}

bool RecordFile::Fill() {
  waiting_.erase(0, at_);
  at_ = 0;
  const size_t kept = waiting_.size();
  waiting_.resize(kept + kBlockBytes);
  in_.read(&waiting_[kept], kBlockBytes);
  waiting_.resize(kept + static_cast<size_t>(in_.gcount()));
  return waiting_.size() > kept;
}

absl::Status RecordFile::ErrorAt(int64_t line, absl::string_view reason) const {
  return absl::InvalidArgumentError(
      absl::StrCat(path_, ":", line, ": ", reason));
}

}  // namespace saan::ctl
