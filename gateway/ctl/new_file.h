// A file that is there whole or not at all.

#ifndef SAAN_GATEWAY_CTL_NEW_FILE_H_
#define SAAN_GATEWAY_CTL_NEW_FILE_H_

#include <fstream>
#include <string>

#include "absl/status/status.h"

namespace saan::ctl {

// Written beside its place, under a name of its own, and moved there by Keep;
// without Keep nothing is left behind. One thread.
class NewFile {
 public:
  explicit NewFile(std::string path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  // INVALID_ARGUMENT naming the file when it cannot be written.
  absl::Status status() const;
  std::ostream& out() { return out_; }
  absl::Status Keep();

 private:
  const std::string path_;
  const std::string part_;
  std::ofstream out_;
  bool is_kept_ = false;
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_NEW_FILE_H_
