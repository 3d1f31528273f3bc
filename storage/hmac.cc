#include "storage/hmac.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <cassert>

namespace saan::storage {
namespace {

const unsigned char* BytesOf(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Hmac::Hmac(absl::string_view key) : context_(nullptr, &EVP_MAC_CTX_free) {
  static EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  context_.reset(EVP_MAC_CTX_new(mac));
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  const bool is_ready =
      EVP_MAC_init(context_.get(), BytesOf(key), key.size(), params) == 1;
  assert(is_ready);
}

void Hmac::SetKey(absl::string_view key) {
  const bool is_ready =
      EVP_MAC_init(context_.get(), BytesOf(key), key.size(), nullptr) == 1;
  assert(is_ready);
}

std::string Hmac::Digest(std::initializer_list<absl::string_view> pieces) {
  bool is_done = EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1;
  for (const absl::string_view piece : pieces) {
    is_done = is_done &&
              EVP_MAC_update(context_.get(), BytesOf(piece), piece.size()) == 1;
  }
  std::string digest(kBytes, '\0');
  size_t length = 0;
  is_done =
      is_done && EVP_MAC_final(context_.get(),
                               reinterpret_cast<unsigned char*>(digest.data()),
                               &length, digest.size()) == 1;
  assert(is_done && length == kBytes);
  return digest;
}

}  // namespace saan::storage
