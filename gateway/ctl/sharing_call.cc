#include "gateway/ctl/sharing_call.h"

#include "absl/strings/escaping.h"
#include "openssl/sha.h"

namespace saan::ctl {
namespace {

// A scan of a signed page, or a short recording.
constexpr size_t kMaxEvidenceBytes = 64 << 20;

}  // namespace

absl::StatusOr<std::string> Sha256OfFile(const std::string& path,
                                         const char* flag) {
  const absl::StatusOr<std::string> bytes =
      ReadSmallFile(path, flag, kMaxEvidenceBytes);
  if (!bytes.ok()) return bytes.status();
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes->data()), bytes->size(),
         digest);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest), sizeof(digest)));
}

}  // namespace saan::ctl
