// Makes certificates, good ones and bad ones, for tests of the guard.

#ifndef SAAN_TESTS_GUARD_FORGE_H_
#define SAAN_TESTS_GUARD_FORGE_H_

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace saan {

// The tests' present. Certificates that gRPC's or OpenSSL's client looks at
// by the true clock are valid from 2020 to 2090.
inline absl::Time TestNow() {
  return absl::FromCivil(absl::CivilDay(2026, 1, 15), absl::UTCTimeZone());
}
inline absl::Time Day(int year, int month, int day) {
  return absl::FromCivil(absl::CivilDay(year, month, day), absl::UTCTimeZone());
}

struct Free {
  void operator()(X509* x) const { X509_free(x); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509_CRL* list) const { X509_CRL_free(list); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};

// A certificate and its key.
struct Forged {
  std::unique_ptr<X509, Free> certificate;
  std::unique_ptr<EVP_PKEY, Free> key;
};

struct Recipe {
  const char* alternative_name = "URI:spiffe://saan.local/agency/a/system/s";
  const char* key_usage = "critical,digitalSignature";
  const char* extended_key_usage = "clientAuth";
  const char* basic_constraints = "critical,CA:FALSE";
  absl::Time not_before = Day(2020, 1, 1);
  absl::Time not_after = Day(2090, 1, 1);
  long serial = 7;
};

inline Recipe AuthorityRecipe() {
  Recipe recipe;
  recipe.alternative_name = nullptr;
  recipe.key_usage = "critical,keyCertSign,cRLSign";
  recipe.extended_key_usage = nullptr;
  recipe.basic_constraints = "critical,CA:TRUE";
  recipe.serial = 1;
  return recipe;
}

inline Recipe ServerRecipe() {
  Recipe recipe;
  recipe.alternative_name = "DNS:localhost,IP:127.0.0.1";
  recipe.extended_key_usage = "serverAuth";
  recipe.serial = 2;
  return recipe;
}

inline void Extend(X509* x, X509* issuer, int nid, const char* value) {
  if (value == nullptr) return;
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, x, nullptr, nullptr, 0);
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  X509_add_ext(x, extension, -1);
  X509_EXTENSION_free(extension);
}

// Signed by `issuer`, or by itself when there is none.
inline Forged Forge(const char* name, const Recipe& recipe,
                    const Forged* issuer = nullptr) {
  Forged made;
  made.key.reset(EVP_EC_gen("P-256"));
  made.certificate.reset(X509_new());
  X509* x = made.certificate.get();
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), recipe.serial);
  ASN1_TIME_set(X509_getm_notBefore(x), absl::ToTimeT(recipe.not_before));
  ASN1_TIME_set(X509_getm_notAfter(x), absl::ToTimeT(recipe.not_after));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1,
                             -1, 0);
  X509* by = issuer == nullptr ? x : issuer->certificate.get();
  X509_set_issuer_name(x, X509_get_subject_name(by));
  X509_set_pubkey(x, made.key.get());
  Extend(x, by, NID_basic_constraints, recipe.basic_constraints);
  Extend(x, by, NID_key_usage, recipe.key_usage);
  Extend(x, by, NID_ext_key_usage, recipe.extended_key_usage);
  Extend(x, by, NID_subject_alt_name, recipe.alternative_name);
  X509_sign(x, issuer == nullptr ? made.key.get() : issuer->key.get(),
            EVP_sha256());
  return made;
}

inline std::unique_ptr<X509_CRL, Free> ForgeList(
    const Forged& issuer, const std::vector<long>& revoked_serials,
    absl::Time next_update = Day(2090, 1, 1)) {
  std::unique_ptr<X509_CRL, Free> list(X509_CRL_new());
  X509_CRL_set_version(list.get(), 1);
  X509_CRL_set_issuer_name(list.get(),
                           X509_get_subject_name(issuer.certificate.get()));
  ASN1_TIME* time = ASN1_TIME_set(nullptr, absl::ToTimeT(Day(2020, 1, 1)));
  X509_CRL_set1_lastUpdate(list.get(), time);
  for (long serial : revoked_serials) {
    X509_REVOKED* revoked = X509_REVOKED_new();
    ASN1_INTEGER* number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, serial);
    X509_REVOKED_set_serialNumber(revoked, number);
    X509_REVOKED_set_revocationDate(revoked, time);
    X509_CRL_add0_revoked(list.get(), revoked);
    ASN1_INTEGER_free(number);
  }
  ASN1_TIME_set(time, absl::ToTimeT(next_update));
  X509_CRL_set1_nextUpdate(list.get(), time);
  ASN1_TIME_free(time);
  X509_CRL_sign(list.get(), issuer.key.get(), EVP_sha256());
  return list;
}

inline std::string Text(BIO* bio) {
  char* data = nullptr;
  const long bytes = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<size_t>(bytes));
}

inline std::string Pem(X509* x) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), x);
  return Text(bio.get());
}

inline std::string Pem(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr,
                                nullptr);
  return Text(bio.get());
}

inline std::string Pem(X509_CRL* list) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_CRL(bio.get(), list);
  return Text(bio.get());
}

// By rename, as an operator should.
inline void WriteFile(const std::string& path, const std::string& text) {
  const std::string half = path + ".new";
  std::FILE* file = std::fopen(half.c_str(), "w");
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
  std::rename(half.c_str(), path.c_str());
}

}  // namespace saan

#endif  // SAAN_TESTS_GUARD_FORGE_H_
