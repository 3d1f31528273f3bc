// deploy/match/thai_child.textproto, built in.

#ifndef SAAN_GATEWAY_CTL_THAI_CHILD_TEXT_H_
#define SAAN_GATEWAY_CTL_THAI_CHILD_TEXT_H_

#include "absl/strings/string_view.h"

namespace saan::ctl {

absl::string_view ThaiChildModelText();

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_THAI_CHILD_TEXT_H_
