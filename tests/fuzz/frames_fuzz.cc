// Foreign bytes as HTTP/2, in pieces of any size: the guard counts the same
// whatever the pieces, and passes nothing on after an error.

#include <cstdint>
#include <cstdlib>

#include "gateway/guard_frames.h"

namespace {

constexpr saan::FrameGuard::Time kNow{};
constexpr absl::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

absl::Status Feed(absl::string_view bytes, size_t piece,
                  saan::FrameGuard* guard) {
  while (!bytes.empty()) {
    const absl::Status status = guard->FromClient(bytes.substr(0, piece), kNow);
    if (!status.ok()) return status;
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return absl::OkStatus();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  // Most inputs begin as a client must, to come further.
  if (data[0] % 8 != 0) bytes.insert(0, kPreface.data(), kPreface.size());
  saan::FrameGuard whole(kNow), in_pieces(kNow);
  const absl::Status a = Feed(bytes, bytes.size() + 1, &whole);
  const absl::Status b = Feed(bytes, 1 + data[0], &in_pieces);
  if (a != b || whole.open_streams() > saan::kMaxOpenStreams) std::abort();
  if (a.ok() && whole.open_streams() != in_pieces.open_streams()) std::abort();
  (void)whole.FromServer(bytes, kNow);
  return 0;
}
