#include "gateway/ctl/new_file.h"

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"

namespace saan::ctl {

NewFile::NewFile(std::string path)
    : path_(std::move(path)),
      part_(absl::StrCat(path_, ".part")),
      out_(part_, std::ios::binary | std::ios::trunc) {}

NewFile::~NewFile() {
  if (is_kept_ || !out_.is_open()) return;
  out_.close();
  std::remove(part_.c_str());
}

absl::Status NewFile::status() const {
  return out_ ? absl::OkStatus()
              : absl::InvalidArgumentError(
                    absl::StrCat(path_, ": cannot be written"));
}

absl::Status NewFile::Keep() {
  out_.flush();
  if (absl::Status written = status(); !written.ok()) return written;
  out_.close();
  if (std::rename(part_.c_str(), path_.c_str()) != 0) {
    std::remove(part_.c_str());
    is_kept_ = true;
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": cannot be written"));
  }
  is_kept_ = true;
  return absl::OkStatus();
}

}  // namespace saan::ctl
