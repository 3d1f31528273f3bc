// Lists in pages: sizes within limits, and tokens that only we can make.

#ifndef SAAN_GATEWAY_PAGING_H_
#define SAAN_GATEWAY_PAGING_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/call.h"

namespace saan {

// A token is good for this long.
inline constexpr absl::Duration kPageTokenLife = absl::Hours(72);

// 0 means `usual`, more than `most` is `most`. FIELD_INVALID when negative.
absl::StatusOr<int> PageSize(int wanted, int usual, int most);

// A sealed token: `position`, for this caller and method and this question (all
// of the request that must stay the same from page to page).
std::string MakePageToken(const House& house, const Call& call,
                          absl::string_view question,
                          absl::string_view position);

// The position in `token`; empty for an empty token. PAGE_TOKEN_INVALID when it
// was not made for this caller, method and question, or is too old.
absl::StatusOr<std::string> ReadPageToken(const House& house, const Call& call,
                                          absl::string_view question,
                                          absl::string_view token);

// One page of an index whose keys are `prefix` and a position: keys after
// `position`, at most `size`; `next` is empty at the end.
struct IndexPage {
  std::vector<std::string> positions;
  std::string next;
};
absl::StatusOr<IndexPage> ReadIndexPage(const storage::Reader& reader,
                                        absl::string_view prefix,
                                        absl::string_view position, int size);

// The question in a list request: all but the token and the size.
template <typename Request>
std::string QuestionOf(Request request) {
  request.clear_page_token();
  request.clear_page_size();
  request.clear_context();
  return request.SerializeAsString();
}

// Every list gives this many when none is asked for, and never more.
inline constexpr int kUsualPage = 100;
inline constexpr int kLargestPage = 1000;

// What a list request asks for: how many, of which question, from where.
struct PageAsked {
  int size = 0;
  std::string question;
  std::string position;  // Empty: from the beginning.
};
// Refusals: those of PageSize and ReadPageToken.
template <typename Request>
absl::StatusOr<PageAsked> ReadPageAsked(const House& house, const Call& call,
                                        const Request& request) {
  absl::StatusOr<int> size =
      PageSize(request.page_size(), kUsualPage, kLargestPage);
  if (!size.ok()) return size.status();
  PageAsked asked{*size, QuestionOf(request), ""};
  absl::StatusOr<std::string> position =
      ReadPageToken(house, call, asked.question, request.page_token());
  if (!position.ok()) return position.status();
  asked.position = *std::move(position);
  return asked;
}

}  // namespace saan

#endif  // SAAN_GATEWAY_PAGING_H_
