// HMAC-SHA-256 (RFC 2104, FIPS 180-4), with OpenSSL's search for it done once.

#ifndef SAAN_STORAGE_HMAC_H_
#define SAAN_STORAGE_HMAC_H_

#include <openssl/evp.h>

#include <initializer_list>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace saan::storage {

// Not thread-safe: one for each thread, or one at a time.
class Hmac {
 public:
  static constexpr size_t kBytes = 32;

  // `key` has any length, at least one byte.
  explicit Hmac(absl::string_view key);

  // Forgets the key it had.
  void SetKey(absl::string_view key);

  // The 32 bytes for the pieces one after the other.
  std::string Digest(std::initializer_list<absl::string_view> pieces);

 private:
  std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context_;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_HMAC_H_
