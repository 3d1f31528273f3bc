#include "gateway/certificate.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/names.h"

namespace saan {
namespace {

using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;

absl::Time CertificateTime(const ASN1_TIME* when) {
  std::tm broken = {};
  if (ASN1_TIME_to_tm(when, &broken) != 1) return absl::InfinitePast();
  return absl::FromTM(broken, absl::UTCTimeZone());
}

std::string OnlyUri(const X509* certificate) {
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  std::string uri;
  int uris = 0;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_URI) continue;
    const ASN1_STRING* text = name->d.uniformResourceIdentifier;
    uri.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
               ASN1_STRING_length(text));
    ++uris;
  }
  GENERAL_NAMES_free(names);
  return uris == 1 ? uri : std::string();
}

}  // namespace

absl::StatusOr<Certificate> ParseCertificate(absl::string_view pem) {
  std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                      &X509_free);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError("no certificate in the PEM text");
  }
  Certificate parsed;
  parsed.uri = OnlyUri(certificate.get());
  if (parsed.uri.empty()) {
    return absl::InvalidArgumentError(
        "the certificate must carry exactly one URI SAN");
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), digest, &size) != 1) {
    return absl::InternalError("SHA-256 of a certificate failed");
  }
  parsed.sha256.assign(reinterpret_cast<const char*>(digest), size);
  parsed.not_before = CertificateTime(X509_get0_notBefore(certificate.get()));
  parsed.not_after = CertificateTime(X509_get0_notAfter(certificate.get()));
  return parsed;
}

absl::StatusOr<SystemName> ParseSystemUri(absl::string_view uri,
                                          absl::string_view trust_domain) {
  const std::vector<std::string> parts = absl::StrSplit(uri, '/');
  // spiffe: "" <trust domain> agency <agency> system <system>
  if (parts.size() != 7 || parts[0] != "spiffe:" || !parts[1].empty() ||
      parts[2] != trust_domain || parts[3] != "agency" ||
      parts[5] != "system" || !IsName(parts[4]) || !IsName(parts[6])) {
    return absl::InvalidArgumentError(
        absl::StrCat("the URI SAN must be spiffe://", trust_domain,
                     "/agency/<agency>/system/<system>"));
  }
  return SystemName{parts[4], parts[6]};
}

}  // namespace saan
