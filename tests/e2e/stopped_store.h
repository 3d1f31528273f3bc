// The store of a gateway that is not running, opened by a test to put rows into
// it that would take the gateway long to make, or that it never makes.

#ifndef SAAN_TESTS_E2E_STOPPED_STORE_H_
#define SAAN_TESTS_E2E_STOPPED_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "saan/v1/event.pb.h"
#include "saan/v1/sharing.pb.h"
#include "storage/kv.h"
#include "storage/ledger.h"
#include "storage/seal.h"

namespace saan::e2e {

// Holds the store until it goes.
class StoppedStore {
 public:
  // `folder` is RunningGateway::folder().
  explicit StoppedStore(const std::string& folder);

  // Commits the rows with an entry, as the gateway's own are.
  void Put(std::vector<storage::Put> puts);
  // What stands under the prefix.
  std::vector<std::string> KeysUnder(const std::string& prefix) const;
  const storage::Seal& seal() const { return *seal_; }

 private:
  std::unique_ptr<storage::Seal> seal_;
  std::unique_ptr<storage::Kv> engine_;
  std::unique_ptr<storage::Kv> rows_;
  std::unique_ptr<storage::Ledger> ledger_;
};

// The row of an event at this position of the outbox of `agency`. Where
// `holder` is one, it is told under a rule to read of it alone.
storage::Put OutboxRow(const std::string& agency, uint64_t position,
                       v1::Event event, const std::string& holder = "");

}  // namespace saan::e2e

#endif  // SAAN_TESTS_E2E_STOPPED_STORE_H_
