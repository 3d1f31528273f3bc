// Seal is the place through which every stored value passes, and the maker of
// the keyed digests that index keys are made of. Its key comes from a file
// outside the store.

#ifndef SAAN_STORAGE_SEAL_H_
#define SAAN_STORAGE_SEAL_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/kv.h"

namespace saan::storage {

// Gives `bytes` random bytes, exactly as many. Thread-safe.
using Entropy = std::function<std::string(size_t bytes)>;

// Immutable; thread-safe.
class Seal {
 public:
  // Subkeys are derived by HKDF-SHA-256 (RFC 5869). INVALID_ARGUMENT unless
  // `master_key` is 32 bytes.
  static absl::StatusOr<std::unique_ptr<Seal>> FromKey(
      absl::string_view master_key, Entropy entropy);
  virtual ~Seal() = default;

  // XAES-256-GCM (see xaes.h) as: format byte 0x01, nonce24, ciphertext, tag16.
  // `key` (the row's own key) is bound in as associated data, so that no value
  // can be moved to another row. Empty values are sealed as well.
  virtual std::string Close(absl::string_view key,
                            absl::string_view value) const = 0;
  // `puts` with each value closed under its key, all with one message key: half
  // the price of as many calls of Close. That rows were written together can be
  // read off their nonces, as off the engine's own log.
  virtual std::vector<Put> CloseAll(const std::vector<Put>& puts) const = 0;
  // DATA_LOSS when the value was changed, moved, or sealed with another key.
  virtual absl::StatusOr<std::string> Open(absl::string_view key,
                                           absl::string_view sealed) const = 0;

  // HMAC-SHA-256 cut to 16 bytes over domain, 0x00 and text. Index keys made
  // from names and identifiers are such digests. `domain` holds no 0x00.
  virtual std::string Digest(absl::string_view domain,
                             absl::string_view text) const = 0;
};

// `engine`, with every value sealed on its way in and opened on its way out;
// DATA_LOSS from a read that meets a value which does not open. Both must
// outlive it. The one row that stands unsealed is that of format.h.
std::unique_ptr<Kv> NewSealedKv(Kv* engine, const Seal* seal);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SEAL_H_
