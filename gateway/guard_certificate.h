// Which client certificate we take: a chain to our authorities that is valid
// and not revoked, and a leaf that names exactly one agency's system.
// Pure: time is a value, nothing is read.

#ifndef SAAN_GATEWAY_GUARD_CERTIFICATE_H_
#define SAAN_GATEWAY_GUARD_CERTIFICATE_H_

#include <openssl/x509.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/guard.h"

namespace saan {

// DER bytes of a leaf. Ours are below 1 KiB; gRPC took one with 2,000 names.
inline constexpr int kMaxCertificateBytes = 8 * 1024;
// A trust domain, an agency and a system: SPIFFE allows 2,048, we need 100.
inline constexpr int kMaxUriBytes = 256;

// Holds the leaf to our policy and tells who it is. INVALID_ARGUMENT says
// which rule is broken, never a name. The rules, beyond the chain:
// - at most kMaxCertificateBytes, and not a CA by any of the old ways;
// - extended key usage: clientAuth and nothing else, so that no server's
//   certificate serves as a client's;
// - one subject alternative name, a URI of at most kMaxUriBytes of printable
//   ASCII without '%', so that no two spellings are one identity.
absl::StatusOr<Peer> PeerOfCertificate(X509* certificate);

// Verifies the chain of `context`, and then the policy of its leaf, at `now`.
// Gives X509_V_OK, or the error, which is also left in `context`: it decides
// the TLS alert. A breach of policy is X509_V_ERR_CERT_REJECTED.
int VerifyClient(X509_STORE_CTX* context, absl::Time now);

// The reason of Refusal for an error of VerifyClient.
absl::string_view RefusalReason(int x509_error);

// SHA-256 of the DER bytes, 32 bytes.
std::string CertificateSha256(const X509* certificate);

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_CERTIFICATE_H_
