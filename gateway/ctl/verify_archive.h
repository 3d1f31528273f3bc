// saan audit verify --archive.

#ifndef SAAN_GATEWAY_CTL_VERIFY_ARCHIVE_H_
#define SAAN_GATEWAY_CTL_VERIFY_ARCHIVE_H_

#include <string>

#include "gateway/ctl/trust.h"

namespace saan::ctl {

// Verifies the archived segments in `folder`, by the keys of `trust` alone.
// Tells what is proven and what is not; gives an exit code.
int VerifyArchive(const Shell& shell, const Trust& trust,
                  const std::string& folder);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_VERIFY_ARCHIVE_H_
