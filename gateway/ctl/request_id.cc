#include "gateway/ctl/request_id.h"

#include <openssl/sha.h>

#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace saan::ctl {
namespace {

constexpr absl::string_view kDomain = "saan submit 1";

void Append(std::string* text, absl::string_view part) {
  for (uint64_t size = part.size(), i = 0; i < 8; ++i) {
    text->push_back(static_cast<char>(size >> (8 * i)));
  }
  absl::StrAppend(text, part);
}

}  // namespace

std::string RequestId(const RequestParts& parts) {
  std::string text;
  for (absl::string_view part :
       {kDomain, parts.context, parts.agency, parts.system, parts.form,
        parts.mapping_versions, parts.header, parts.native}) {
    Append(&text, part);
  }
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         hash);
  hash[6] = 0x80 | (hash[6] & 0x0F);  // Version 8.
  hash[8] = 0x80 | (hash[8] & 0x3F);  // Variant of RFC 9562.
  const std::string hex = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash), 16));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

}  // namespace saan::ctl
