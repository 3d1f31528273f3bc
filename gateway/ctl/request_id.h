// The request ids of submitted records: made from what is sent, so that a
// second run, or one that was broken off, sends the same ids again and no
// record is taken twice.

#ifndef SAAN_GATEWAY_CTL_REQUEST_ID_H_
#define SAAN_GATEWAY_CTL_REQUEST_ID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace saan::ctl {

// What an id is made from. The file's name is not: the same record is the same
// request wherever it lies.
struct RequestParts {
  // The CallContext in wire form: the gateway holds the same id with another
  // purpose or person for another request.
  absl::string_view context;
  absl::string_view agency;
  absl::string_view system;
  absl::string_view form;
  // Versions of the mappings: under a mended mapping, a record that was
  // quarantined is a new request, and not answered with the old answer.
  absl::string_view mapping_versions;
  absl::string_view header;
  absl::string_view native;
};

// A UUID of version 8 (RFC 9562 section 5.8): the first 122 free bits of the
// SHA-256 over the parts, each led by its length in 8 bytes, little-endian.
std::string RequestId(const RequestParts& parts);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_REQUEST_ID_H_
