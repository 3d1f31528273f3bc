#include "gateway/ctl/qr.h"

#include <qrencode.h>

#include <memory>

#include "absl/strings/str_cat.h"

namespace saan::ctl {
namespace {

constexpr int kQuietModules = 4;
constexpr int kSmallestVersion = 0;  // The one that is large enough.

}  // namespace

std::string QrSvg(absl::string_view bytes) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(bytes.size()),
                        reinterpret_cast<const unsigned char*>(bytes.data()),
                        kSmallestVersion, QR_ECLEVEL_L),
      &QRcode_free);
  if (code == nullptr) return "";
  const int width = code->width;
  // One rectangle for each run of dark modules in a row.
  std::string path;
  for (int y = 0; y < width; ++y) {
    const unsigned char* row = code->data + static_cast<ptrdiff_t>(y) * width;
    for (int x = 0; x < width;) {
      int end = x;
      while (end < width && (row[end] & 1) != 0) ++end;
      if (end > x) {
        absl::StrAppend(&path, "M", x + kQuietModules, " ", y + kQuietModules,
                        "h", end - x, "v1h-", end - x, "z");
      }
      x = end + 1;
    }
  }
  const int side = width + 2 * kQuietModules;
  return absl::StrCat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", side, " ",
      side, "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h",
      side, "v", side, "h-", side, "z\"/><path d=\"", path, "\"/></svg>");
}

}  // namespace saan::ctl
