// Etags (AIP-154): which edition of a thing a caller last saw.

#ifndef SAAN_GATEWAY_ETAG_H_
#define SAAN_GATEWAY_ETAG_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gateway/errors.h"

namespace saan {

// Of a row that counts its changes: the number in quotes.
inline std::string EtagOf(uint64_t version) {
  return absl::StrCat("\"", version, "\"");
}

// ETAG_MISMATCH where `wanted` is given and is not `etag`.
inline absl::Status CheckEtag(const std::string& wanted,
                              const std::string& etag) {
  if (wanted.empty() || wanted == etag) return absl::OkStatus();
  return Refuse(v1::ERROR_REASON_ETAG_MISMATCH, "etag");
}

}  // namespace saan

#endif  // SAAN_GATEWAY_ETAG_H_
