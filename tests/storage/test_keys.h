// Keys of logs and witnesses, made of one repeated byte.

#ifndef SAAN_TESTS_STORAGE_TEST_KEYS_H_
#define SAAN_TESTS_STORAGE_TEST_KEYS_H_

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/merkle.h"
#include "storage/note.h"

namespace saan::storage {

// "PRIVATE+KEY+..." of a seed of 32 times `seed_byte`.
inline std::string TestKeyText(char seed_byte, const std::string& name,
                               KeyType type) {
  const std::string seed(32, seed_byte);
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr,
      reinterpret_cast<const unsigned char*>(seed.data()), seed.size());
  std::string public_key(32, '\0');
  size_t size = public_key.size();
  EXPECT_EQ(
      EVP_PKEY_get_raw_public_key(
          key, reinterpret_cast<unsigned char*>(public_key.data()), &size),
      1);
  EVP_PKEY_free(key);
  const std::string byte(1, static_cast<char>(type));
  const std::string id =
      Sha256(absl::StrCat(name, "\n", byte, public_key)).substr(0, 4);
  return absl::StrCat("PRIVATE+KEY+", name, "+", absl::BytesToHexString(id),
                      "+", absl::Base64Escape(byte + seed));
}

inline NoteSigner TestSigner(char seed_byte = 'l',
                             const std::string& name = "log.example/test") {
  return *NoteSigner::FromText(TestKeyText(seed_byte, name, KeyType::kEd25519));
}

inline NoteSigner TestWitness(char seed_byte = 'w',
                              const std::string& name = "witness.example/w") {
  return *NoteSigner::FromText(
      TestKeyText(seed_byte, name, KeyType::kCosignature));
}

}  // namespace saan::storage

#endif  // SAAN_TESTS_STORAGE_TEST_KEYS_H_
