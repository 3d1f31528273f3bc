#include "gateway/paging.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/tables.h"

namespace saan {
namespace {

// What a token is bound to; a token of another binding does not open.
std::string Binding(const House& house, const Call& call,
                    absl::string_view question) {
  return absl::StrCat("page/", call.caller.agency, "/", call.caller.system, "/",
                      call.entry.method(), "/",
                      house.seal.Digest("page-question", question));
}

}  // namespace

absl::StatusOr<int> PageSize(int wanted, int usual, int most) {
  if (wanted < 0) return Refuse(v1::ERROR_REASON_FIELD_INVALID, "page_size");
  return wanted == 0 ? usual : std::min(wanted, most);
}

std::string MakePageToken(const House& house, const Call& call,
                          absl::string_view question,
                          absl::string_view position) {
  const std::string until =
      storage::BigEndian64(absl::ToUnixSeconds(call.now + kPageTokenLife));
  return absl::WebSafeBase64Escape(house.seal.Close(
      Binding(house, call, question), absl::StrCat(until, position)));
}

absl::StatusOr<std::string> ReadPageToken(const House& house, const Call& call,
                                          absl::string_view question,
                                          absl::string_view token) {
  if (token.empty()) return std::string();
  std::string sealed;
  if (!absl::WebSafeBase64Unescape(token, &sealed)) {
    return Refuse(v1::ERROR_REASON_PAGE_TOKEN_INVALID, "page_token");
  }
  absl::StatusOr<std::string> opened =
      house.seal.Open(Binding(house, call, question), sealed);
  if (!opened.ok() || opened->size() < 8) {
    return Refuse(v1::ERROR_REASON_PAGE_TOKEN_INVALID, "page_token");
  }
  const uint64_t until =
      storage::FromBigEndian64(absl::string_view(*opened).substr(0, 8));
  if (until < static_cast<uint64_t>(absl::ToUnixSeconds(call.now))) {
    return Refuse(v1::ERROR_REASON_PAGE_TOKEN_INVALID, "page_token");
  }
  return opened->substr(8);
}

absl::StatusOr<IndexPage> ReadIndexPage(const storage::Reader& reader,
                                        absl::string_view prefix,
                                        absl::string_view position, int size) {
  IndexPage page;
  std::string from = absl::StrCat(prefix, position);
  if (!position.empty()) from.push_back('\0');  // After the position itself.
  absl::Status status =
      reader.Scan(from, storage::PrefixEnd(prefix),
                  [&](absl::string_view key, absl::string_view) {
                    if (static_cast<int>(page.positions.size()) == size) {
                      page.next = page.positions.back();
                      return false;
                    }
                    page.positions.emplace_back(key.substr(prefix.size()));
                    return true;
                  });
  if (!status.ok()) return status;
  return page;
}

}  // namespace saan
