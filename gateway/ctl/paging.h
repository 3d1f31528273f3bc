// Lists that come in pages, fetched to their end.

#ifndef SAAN_GATEWAY_CTL_PAGING_H_
#define SAAN_GATEWAY_CTL_PAGING_H_

#include <algorithm>
#include <cstdint>
#include <limits>

#include "gateway/ctl/shell.h"

namespace saan::ctl {

// The largest page a gateway gives.
inline constexpr int kPageSize = 1000;

// Calls `method` page after page, gives each answer to `add`, which returns how
// many things of it were taken, and finishes `listing`. Ends after `limit`
// things; 0 is no limit. Gives the exit code of the command.
template <typename Stub, typename Request, typename Response, typename Add>
int ListPages(const Shell& shell, Connection& connection, Stub& stub,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                           Response*),
              Request request, int64_t limit, Listing& listing,
              const Add& add) {
  int64_t left = limit == 0 ? std::numeric_limits<int64_t>::max() : limit;
  do {
    Response response;
    request.set_page_size(static_cast<int>(std::min<int64_t>(left, kPageSize)));
    const grpc::Status status =
        connection.Call(stub, method, request, &response);
    if (!status.ok()) {
      if (listing.rows() > 0) listing.Finish();
      return shell.Fail(connection, status);
    }
    left -= add(response);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty() && left > 0);
  listing.Finish();
  if (listing.rows() == 0) {
    shell.Say({"ไม่มีรายการ", "There is nothing to list."});
  }
  return kExitOk;
}

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_PAGING_H_
