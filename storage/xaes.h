// XAES-256-GCM: AES-256-GCM with a 24-byte nonce (specification: C2SP,
// XAES-256-GCM). Twelve bytes of the nonce choose a key of their own for each
// message, so that random nonces are safe for 2^80 messages under one key;
// plain AES-GCM must stop at 2^32 (NIST SP 800-38D section 8.3), which a busy
// store reaches.

#ifndef SAAN_STORAGE_XAES_H_
#define SAAN_STORAGE_XAES_H_

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace saan::storage {

inline constexpr size_t kXaesKeyBytes = 32;
inline constexpr size_t kXaesNonceBytes = 24;
inline constexpr size_t kXaesTagBytes = 16;
// Of a nonce, those at its beginning that choose the message key; the rest is
// GCM's own.
inline constexpr size_t kXaesChoosingBytes = 12;

// One key with its cipher contexts, made once and used again. Messages whose
// nonces begin with the same kXaesChoosingBytes share a message key; where they
// follow each other it is derived once, which is most of what a short message
// costs. Not thread-safe.
class Xaes {
 public:
  // `key` is 32 bytes.
  explicit Xaes(absl::string_view key);

  // Appends ciphertext and tag to `sealed`. `nonce` is 24 bytes, never used
  // twice with one key; `associated` is bound in, not hidden.
  void Close(absl::string_view nonce, absl::string_view associated,
             absl::string_view text, std::string* sealed);

  // The text, or none when ciphertext, tag, nonce, associated data or key are
  // not those of Close.
  std::optional<std::string> Open(absl::string_view nonce,
                                  absl::string_view associated,
                                  absl::string_view sealed);

 private:
  using Context = std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)>;

  // AES-256-GCM one way.
  struct Direction {
    const Context context;
    std::string chosen_by;  // What chose its message key; empty at first.
  };

  // The key for one message.
  std::array<unsigned char, kXaesKeyBytes> MessageKey(absl::string_view nonce);
  // Makes `direction` ready for the message of `nonce`.
  void Begin(absl::string_view nonce, Direction* direction);

  const Context derive_;  // AES-256 on single blocks, under the key.
  Direction encrypt_;
  Direction decrypt_;
  std::array<unsigned char, 16> subkey_;  // K1 of CMAC (NIST SP 800-38B 6.1).
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_XAES_H_
