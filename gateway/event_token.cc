#include "gateway/event_token.h"

#include "absl/strings/escaping.h"
#include "gateway/events.h"
#include "storage/tables.h"

namespace saan {

std::string MakeEventToken(const House& house, absl::string_view binding,
                           uint64_t position) {
  return absl::WebSafeBase64Escape(
      house.seal.Close(binding, storage::BigEndian64(position)));
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
  if (!opened.ok() || opened->size() != sizeof(uint64_t)) {
    return Refuse(v1::ERROR_REASON_RESUME_TOKEN_INVALID, field);
  }
  const uint64_t position = storage::FromBigEndian64(*opened);
  if (absl::FromUnixNanos(static_cast<int64_t>(position)) <
      now - kEventRetention) {
    return Refuse(v1::ERROR_REASON_RESUME_TOKEN_EXPIRED, field);
  }
  return position;
}

}  // namespace saan
