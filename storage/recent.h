// The rows read last, kept open in memory: the registry row that every call
// needs, a child that is looked at again, and the few rows that say who has a
// tie to it (its open referrals, its cases), which every decision asks for.
// What is at rest stays sealed; this is memory of the process that holds the
// key anyway.

#ifndef SAAN_STORAGE_RECENT_H_
#define SAAN_STORAGE_RECENT_H_

#include <cstddef>
#include <memory>

#include "storage/kv.h"

namespace saan::storage {

// A row larger than this is read again each time; so are the rows of a tie that
// are larger together.
inline constexpr size_t kMaxRecentRowBytes = 64 << 10;

// `kv`, with the rows that Get found last kept, up to about `bytes_max` bytes
// of keys and values; the ledger's own rows are not. Scans within the open
// referrals of one child ('f' 'O', child) or its cases ('Z' 'C', child) are
// answered from memory as well, and so is that a child has no row of sharing.
// What Commit changes is forgotten before Commit returns, so that whoever reads
// after a change sees it. `kv` must outlive it and have no other writer.
std::unique_ptr<Kv> NewRecentKv(Kv* kv, size_t bytes_max);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_RECENT_H_
