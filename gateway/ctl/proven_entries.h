// Entries of the log as a gateway gives them, page after page, each proven.

#ifndef SAAN_GATEWAY_CTL_PROVEN_ENTRIES_H_
#define SAAN_GATEWAY_CTL_PROVEN_ENTRIES_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "gateway/ctl/trust.h"

namespace saan::ctl {

// Says how many entries that were looked for are kept no more; nothing where
// there are none.
void TellExpired(const Shell& shell, uint64_t entries);

// Gives `take` each page of what `request` asks for. Where `trust` is given,
// `request` asks for proofs, and a page is proven first. Gives an exit code; a
// failure is told, and so are entries that are kept no more.
int ReadProvenEntries(
    const Shell& shell, Connection& connection, const Trust& trust,
    v1::ListEntriesRequest request,
    absl::FunctionRef<void(const v1::ListEntriesResponse& page)> take);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_PROVEN_ENTRIES_H_
