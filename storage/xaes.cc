#include "storage/xaes.h"

#include <cassert>
#include <climits>

namespace saan::storage {
namespace {

constexpr size_t kBlockBytes = 16;

const unsigned char* Octets(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Octets(char* text) {
  return reinterpret_cast<unsigned char*>(text);
}

// What cannot fail but for a broken OpenSSL or a text beyond 2 GB.
void Require(bool is_done) { assert(is_done); }

// Fetched once per process: a fetch costs more than a message.
const EVP_CIPHER* Ecb() {
  static EVP_CIPHER* const cipher =
      EVP_CIPHER_fetch(nullptr, "AES-256-ECB", nullptr);
  return cipher;
}

const EVP_CIPHER* Gcm() {
  static EVP_CIPHER* const cipher =
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

}  // namespace

Xaes::Xaes(absl::string_view key)
    : derive_(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free),
      encrypt_{Context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free), ""},
      decrypt_{Context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free), ""} {
  Require(key.size() == kXaesKeyBytes);
  Require(EVP_EncryptInit_ex2(derive_.get(), Ecb(), Octets(key), nullptr,
                              nullptr) == 1);
  Require(EVP_CIPHER_CTX_set_padding(derive_.get(), 0) == 1);
  Require(EVP_EncryptInit_ex2(encrypt_.context.get(), Gcm(), nullptr, nullptr,
                              nullptr) == 1);
  Require(EVP_DecryptInit_ex2(decrypt_.context.get(), Gcm(), nullptr, nullptr,
                              nullptr) == 1);

  const std::array<unsigned char, kBlockBytes> zero = {};
  std::array<unsigned char, kBlockBytes> block;
  int length = 0;
  Require(EVP_EncryptUpdate(derive_.get(), block.data(), &length, zero.data(),
                            kBlockBytes) == 1);
  // Doubling in GF(2^128).
  for (size_t i = 0; i < kBlockBytes; ++i) {
    const unsigned carry = i + 1 < kBlockBytes ? block[i + 1] >> 7 : 0;
    subkey_[i] = static_cast<unsigned char>(block[i] << 1 | carry);
  }
  if ((block[0] & 0x80) != 0) subkey_[kBlockBytes - 1] ^= 0x87;
}

std::array<unsigned char, kXaesKeyBytes> Xaes::MessageKey(
    absl::string_view nonce) {
  // Two CMAC blocks: counter 1 and 2, 'X', and the first half of the nonce.
  std::array<unsigned char, 2 * kBlockBytes> blocks;
  for (size_t half = 0; half < 2; ++half) {
    unsigned char* block = blocks.data() + half * kBlockBytes;
    block[0] = 0;
    block[1] = static_cast<unsigned char>(half + 1);
    block[2] = 'X';
    block[3] = 0;
    for (size_t i = 4; i < kBlockBytes; ++i) block[i] = Octets(nonce)[i - 4];
    for (size_t i = 0; i < kBlockBytes; ++i) block[i] ^= subkey_[i];
  }
  std::array<unsigned char, kXaesKeyBytes> key;
  int length = 0;
  Require(EVP_EncryptUpdate(derive_.get(), key.data(), &length, blocks.data(),
                            blocks.size()) == 1);
  return key;
}

void Xaes::Begin(absl::string_view nonce, Direction* direction) {
  Require(nonce.size() == kXaesNonceBytes);
  const absl::string_view choosing = nonce.substr(0, kXaesChoosingBytes);
  const unsigned char* iv = Octets(nonce) + kXaesChoosingBytes;
  constexpr int kSameDirection = -1;
  if (choosing == direction->chosen_by) {
    Require(EVP_CipherInit_ex2(direction->context.get(), nullptr, nullptr, iv,
                               kSameDirection, nullptr) == 1);
    return;
  }
  const auto key = MessageKey(nonce);
  Require(EVP_CipherInit_ex2(direction->context.get(), nullptr, key.data(), iv,
                             kSameDirection, nullptr) == 1);
  direction->chosen_by.assign(choosing.data(), choosing.size());
}

void Xaes::Close(absl::string_view nonce, absl::string_view associated,
                 absl::string_view text, std::string* sealed) {
  Require(text.size() < INT_MAX && associated.size() < INT_MAX);
  Begin(nonce, &encrypt_);
  const size_t start = sealed->size();
  sealed->resize(start + text.size() + kXaesTagBytes);
  unsigned char* out = Octets(sealed->data() + start);
  int length = 0;
  EVP_CIPHER_CTX* context = encrypt_.context.get();
  Require(EVP_EncryptUpdate(context, nullptr, &length, Octets(associated),
                            static_cast<int>(associated.size())) == 1);
  Require(EVP_EncryptUpdate(context, out, &length, Octets(text),
                            static_cast<int>(text.size())) == 1);
  Require(EVP_EncryptFinal_ex(context, out + text.size(), &length) == 1);
  Require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kXaesTagBytes,
                              out + text.size()) == 1);
}

std::optional<std::string> Xaes::Open(absl::string_view nonce,
                                      absl::string_view associated,
                                      absl::string_view sealed) {
  if (sealed.size() < kXaesTagBytes || sealed.size() > INT_MAX) {
    return std::nullopt;
  }
  Begin(nonce, &decrypt_);
  std::string text(sealed.size() - kXaesTagBytes, '\0');
  std::array<unsigned char, kXaesTagBytes> tag;
  for (size_t i = 0; i < kXaesTagBytes; ++i) {
    tag[i] = Octets(sealed)[text.size() + i];
  }
  int length = 0;
  EVP_CIPHER_CTX* context = decrypt_.context.get();
  Require(EVP_DecryptUpdate(context, nullptr, &length, Octets(associated),
                            static_cast<int>(associated.size())) == 1);
  Require(EVP_DecryptUpdate(context, Octets(text.data()), &length,
                            Octets(sealed),
                            static_cast<int>(text.size())) == 1);
  Require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kXaesTagBytes,
                              tag.data()) == 1);
  if (EVP_DecryptFinal_ex(context, Octets(text.data()) + text.size(),
                          &length) != 1) {
    return std::nullopt;
  }
  return text;
}

}  // namespace saan::storage
