// Text as a QR code (ISO/IEC 18004) for paper. Pure.

#ifndef SAAN_GATEWAY_CTL_QR_H_
#define SAAN_GATEWAY_CTL_QR_H_

#include <string>

#include "absl/strings/string_view.h"

namespace saan::ctl {

// The symbol as one <svg> element, black on white with the quiet zone of four
// modules around it, at error correction level L. Empty when `bytes` are none,
// or more than a symbol holds (2,953).
std::string QrSvg(absl::string_view bytes);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_QR_H_
