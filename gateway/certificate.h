// What a certificate says of its holder.

#ifndef SAAN_GATEWAY_CERTIFICATE_H_
#define SAAN_GATEWAY_CERTIFICATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace saan {

struct Certificate {
  std::string uri;     // The only URI SAN.
  std::string sha256;  // 32 bytes, over the DER bytes.
  absl::Time not_before;
  absl::Time not_after;
};

// Reads the first certificate of a PEM text. INVALID_ARGUMENT when there is
// none, or it does not carry exactly one URI SAN.
absl::StatusOr<Certificate> ParseCertificate(absl::string_view pem);

// The two names in "spiffe://<trust_domain>/agency/<agency>/system/<system>".
struct SystemName {
  std::string agency;
  std::string system;
};
// INVALID_ARGUMENT when `uri` has another shape or trust domain.
absl::StatusOr<SystemName> ParseSystemUri(absl::string_view uri,
                                          absl::string_view trust_domain);

}  // namespace saan

#endif  // SAAN_GATEWAY_CERTIFICATE_H_
