#include "gateway/ctl/proven_entries.h"

#include "absl/strings/str_cat.h"

namespace saan::ctl {

void TellExpired(const Shell& shell, uint64_t entries) {
  if (entries == 0) return;
  shell.Say({absl::StrCat("อีก ", entries,
                          " รายการพ้นระยะเวลาเก็บรักษาแล้ว เหลือเพียงแฮช "
                          "จึงไม่ได้แสดง"),
             absl::StrCat("Of ", entries,
                          " more entries the time is over: only their hashes "
                          "are kept, and they are not shown.")});
}

int ReadProvenEntries(
    const Shell& shell, Connection& connection, const Trust& trust,
    v1::ListEntriesRequest request,
    absl::FunctionRef<void(const v1::ListEntriesResponse& page)> take) {
  uint64_t expired = 0;
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
    expired += page.entries_expired();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  TellExpired(shell, expired);
  return kExitOk;
}

}  // namespace saan::ctl
