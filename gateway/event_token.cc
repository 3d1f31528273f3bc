#include "gateway/event_token.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/events.h"
#include "storage/tables.h"

namespace saan {

std::string MakeEventToken(const House& house, absl::string_view binding,
                           uint64_t position, absl::Time end_seen) {
  // Until then no event that the token's holder lacks can be forgotten.
  const int64_t since =
      std::max(static_cast<int64_t>(position), absl::ToUnixNanos(end_seen));
  return absl::WebSafeBase64Escape(house.seal.Close(
      binding,
      absl::StrCat(storage::BigEndian64(position),
                   storage::BigEndian64(static_cast<uint64_t>(since)))));
}

absl::StatusOr<uint64_t> ReadEventToken(const House& house,
                                        absl::string_view binding,
                                        absl::Time now,
                                        const std::string& token,
                                        absl::string_view field) {
  if (token.empty()) return 0;
  std::string sealed;
  if (!absl::WebSafeBase64Unescape(token, &sealed)) {
    return Refuse(v1::ERROR_REASON_RESUME_TOKEN_INVALID, field);
  }
  const absl::StatusOr<std::string> opened = house.seal.Open(binding, sealed);
  if (!opened.ok() || opened->size() != 2 * sizeof(uint64_t)) {
    return Refuse(v1::ERROR_REASON_RESUME_TOKEN_INVALID, field);
  }
  const uint64_t since =
      storage::FromBigEndian64(opened->substr(sizeof(uint64_t)));
  if (absl::FromUnixNanos(static_cast<int64_t>(since)) <
      now - kEventRetention) {
    return Refuse(v1::ERROR_REASON_RESUME_TOKEN_EXPIRED, field);
  }
  return storage::FromBigEndian64(
      absl::string_view(*opened).substr(0, sizeof(uint64_t)));
}

}  // namespace saan
