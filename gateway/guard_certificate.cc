#include "gateway/guard_certificate.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <utility>

namespace saan {
namespace {

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
struct FreeUsage {
  void operator()(EXTENDED_KEY_USAGE* usage) const {
    EXTENDED_KEY_USAGE_free(usage);
  }
};

bool IsForClientsOnly(const X509* certificate) {
  const std::unique_ptr<EXTENDED_KEY_USAGE, FreeUsage> usage(
      static_cast<EXTENDED_KEY_USAGE*>(
          X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  return usage != nullptr && sk_ASN1_OBJECT_num(usage.get()) == 1 &&
         OBJ_obj2nid(sk_ASN1_OBJECT_value(usage.get(), 0)) == NID_client_auth;
}

bool IsPlain(unsigned char c) { return c > 0x20 && c < 0x7f && c != '%'; }

absl::StatusOr<std::string> StrictUri(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(
          certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (names == nullptr || sk_GENERAL_NAME_num(names.get()) != 1) {
    return absl::InvalidArgumentError(
        "certificate: needs exactly one subject alternative name");
  }
  const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), 0);
  if (name->type != GEN_URI) {
    return absl::InvalidArgumentError(
        "certificate: the subject alternative name must be a URI");
  }
  const ASN1_IA5STRING* text = name->d.uniformResourceIdentifier;
  const int bytes = ASN1_STRING_length(text);
  if (bytes == 0 || bytes > kMaxUriBytes) {
    return absl::InvalidArgumentError("certificate: the URI is empty or long");
  }
  std::string uri(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                  static_cast<size_t>(bytes));
  if (!std::all_of(uri.begin(), uri.end(), IsPlain)) {
    return absl::InvalidArgumentError(
        "certificate: the URI must be printable ASCII without '%'");
  }
  return uri;
}

absl::StatusOr<absl::Time> StrictTime(const ASN1_TIME* time) {
  std::tm tm = {};
  if (ASN1_TIME_to_tm(time, &tm) != 1) {
    return absl::InvalidArgumentError("certificate: its times are not times");
  }
  return absl::FromTM(tm, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<Peer> PeerOfCertificate(X509* certificate) {
  if (i2d_X509(certificate, nullptr) > kMaxCertificateBytes) {
    return absl::InvalidArgumentError("certificate: too large");
  }
  if ((X509_get_extension_flags(certificate) & EXFLAG_INVALID) != 0) {
    return absl::InvalidArgumentError("certificate: broken extensions");
  }
  // The second alone overlooks CA:TRUE beside a usage that signs nothing.
  if ((X509_get_extension_flags(certificate) & EXFLAG_CA) != 0 ||
      X509_check_ca(certificate) != 0) {
    return absl::InvalidArgumentError("certificate: must not be a CA");
  }
  if (!IsForClientsOnly(certificate)) {
    return absl::InvalidArgumentError(
        "certificate: extended key usage must be clientAuth alone");
  }
  absl::StatusOr<std::string> uri = StrictUri(certificate);
  if (!uri.ok()) return uri.status();
  absl::StatusOr<absl::Time> from =
      StrictTime(X509_get0_notBefore(certificate));
  if (!from.ok()) return from.status();
  absl::StatusOr<absl::Time> to = StrictTime(X509_get0_notAfter(certificate));
  if (!to.ok()) return to.status();
  return Peer{*std::move(uri), CertificateSha256(certificate), *from, *to};
}

int VerifyClient(X509_STORE_CTX* context, absl::Time now) {
  X509_STORE_CTX_set_time(context, 0, absl::ToTimeT(now));
  if (X509_verify_cert(context) != 1) {
    // It may fail without a word when memory is short.
    if (X509_STORE_CTX_get_error(context) == X509_V_OK) {
      X509_STORE_CTX_set_error(context, X509_V_ERR_UNSPECIFIED);
    }
  } else if (!PeerOfCertificate(X509_STORE_CTX_get0_cert(context)).ok()) {
    X509_STORE_CTX_set_error(context, X509_V_ERR_CERT_REJECTED);
  }
  return X509_STORE_CTX_get_error(context);
}

absl::string_view RefusalReason(int x509_error) {
  switch (x509_error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "CERTIFICATE_EXPIRED";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "CERTIFICATE_NOT_YET_VALID";
    case X509_V_ERR_CERT_REVOKED:
      return "CERTIFICATE_REVOKED";
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED:
      return "REVOCATION_UNKNOWN";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_CERT_UNTRUSTED:
      return "CERTIFICATE_UNKNOWN_AUTHORITY";
    default:
      return "CERTIFICATE_POLICY";
  }
}

std::string CertificateSha256(const X509* certificate) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int bytes = 0;
  X509_digest(certificate, EVP_sha256(),
              reinterpret_cast<unsigned char*>(digest.data()), &bytes);
  digest.resize(bytes);
  return digest;
}

}  // namespace saan
