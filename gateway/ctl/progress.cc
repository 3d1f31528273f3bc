#include "gateway/ctl/progress.h"

#include <algorithm>
#include <string>

namespace saan::ctl {
namespace {

constexpr int kBarCells = 24;
constexpr int64_t kCountsPerDrawing = 100;

}  // namespace

Progress::Progress(std::ostream* err, bool is_terminal)
    : err_(err), is_terminal_(is_terminal) {}

void Progress::Show(absl::string_view label, int64_t count, int64_t done_bytes,
                    int64_t total_bytes) {
  if (!is_terminal_) return;
  const int64_t percent =
      total_bytes <= 0 ? 100
                       : std::min<int64_t>(100, done_bytes * 100 / total_bytes);
  const int64_t mark = count / kCountsPerDrawing * 101 + percent;
  if (mark == last_mark_) return;
  last_mark_ = mark;
  const int full = static_cast<int>(percent * kBarCells / 100);
  std::string bar;
  for (int i = 0; i < kBarCells; ++i) bar += i < full ? "█" : "░";
  is_drawn_ = true;
  *err_ << "\r\x1B[K" << label << " " << bar << " " << percent << "%  " << count
        << std::flush;
}

void Progress::Clear() {
  if (!is_drawn_) return;
  is_drawn_ = false;
  last_mark_ = -1;
  *err_ << "\r\x1B[K" << std::flush;
}

}  // namespace saan::ctl
