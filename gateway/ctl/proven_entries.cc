#include "gateway/ctl/proven_entries.h"

namespace saan::ctl {

int ReadProvenEntries(
    const Shell& shell, Connection& connection, const Trust& trust,
    v1::ListEntriesRequest request,
    absl::FunctionRef<void(const v1::ListEntriesResponse& page)> take) {
  do {
    v1::ListEntriesResponse page;
    const grpc::Status status =
        connection.Call(connection.auditor(),
                        &v1::AuditorService::Stub::ListEntries, request, &page);
    if (!status.ok()) return shell.Fail(connection, status);
    const absl::Status proven =
        trust.is_given() ? trust.ProvePage(page) : absl::OkStatus();
    if (!proven.ok()) {
      return FailUnverified(
          shell, {"รายการที่เกตเวย์ส่งมา", "the entries that the gateway sent"},
          proven);
    }
    take(page);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return kExitOk;
}

}  // namespace saan::ctl
