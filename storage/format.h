// The mark on a store: whose it is, which version of the formats it holds, and
// which master key sealed it. One row, 'M' "format", stands unsealed so that a
// wrong key can be told from damage.

#ifndef SAAN_STORAGE_FORMAT_H_
#define SAAN_STORAGE_FORMAT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "storage/kv.h"
#include "storage/seal.h"

namespace saan::storage {

// Raised by one with each change to keys, rows, sealing or the log that an
// older version would misread.
inline constexpr uint32_t kFormatVersion = 1;

// Marks an empty store; checks the mark of any other. Call it once at start,
// with the engine itself (not the sealed one), before anything else reads:
//
//   auto engine = OpenRocks(directory);                  // unique_ptr<Kv>
//   auto seal = Seal::FromKey(master_key, entropy);      // unique_ptr<Seal>
//   absl::Status checked = CheckFormat(engine->get(), **seal);
//   auto sealed = NewSealedKv(engine->get(), seal->get());
//   auto ledger = Ledger::Open(sealed.get());            // unique_ptr<Ledger>
//
// and destroy them in the opposite order. FAILED_PRECONDITION when a newer
// Saan wrote the store, when another key sealed it, or when it is not Saan's;
// DATA_LOSS when the mark is damaged; else what the engine says.
absl::Status CheckFormat(Kv* engine, const Seal& seal);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_FORMAT_H_
