// A bar on stderr for long work; nothing at all when stderr is no terminal.

#ifndef SAAN_GATEWAY_CTL_PROGRESS_H_
#define SAAN_GATEWAY_CTL_PROGRESS_H_

#include <cstdint>
#include <ostream>

#include "absl/strings/string_view.h"

namespace saan::ctl {

// Not thread-safe.
class Progress {
 public:
  // `err` outlives the bar.
  Progress(std::ostream* err, bool is_terminal);
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Shows `label`, `count` things done, and `done_bytes` of `total_bytes`.
  // Draws only when the percentage or the hundreds of `count` have changed.
  void Show(absl::string_view label, int64_t count, int64_t done_bytes,
            int64_t total_bytes);

  // Wipes the bar, so that other text can be printed.
  void Clear();

 private:
  std::ostream* const err_;
  const bool is_terminal_;
  bool is_drawn_ = false;
  int64_t last_mark_ = -1;
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_PROGRESS_H_
