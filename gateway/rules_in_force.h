// The edition of the sharing rules that is in force: swapped whole, so that
// each call is decided by one edition.
//
// Nothing unsigned is ever in force. The edition of the start file is signed by
// the operator's key, and so is every edition that is published later: its
// signature is made where that key lies, never here, and is checked again at
// every start. Of the start file and the edition last put in force the store
// rules, unless the start file has a number that no edition in the store had
// yet: then it is a new edition that was brought by hand.

#ifndef SAAN_GATEWAY_RULES_IN_FORCE_H_
#define SAAN_GATEWAY_RULES_IN_FORCE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "gateway/policy/policy.h"
#include "saan/v1/stored_sharing.pb.h"
#include "storage/kv.h"

namespace saan {

// The numbers of the editions in the store, ascending.
absl::StatusOr<std::vector<uint64_t>> PublishedEpochs(
    const storage::Reader& store);

// Thread-safe.
class RulesInForce {
 public:
  // `start` is the edition of the start file.
  RulesInForce(std::unique_ptr<const policy::Rules> start,
               std::string public_key_pem);

  // Puts in force what the store says; for the start. The status of an edition
  // that is damaged, not signed or faulty says so: then nothing may be served.
  absl::Status Adopt(const storage::Reader& store);

  std::shared_ptr<const policy::Rules> Now() const;
  void Put(std::shared_ptr<const policy::Rules> rules);

  // The edition of the start file.
  const std::shared_ptr<const policy::Rules>& start() const { return start_; }
  // The key by which editions are signed.
  const std::string& public_key_pem() const { return public_key_pem_; }

  // Reads a published edition: checks its signature, then its text.
  absl::StatusOr<std::shared_ptr<const policy::Rules>> Read(
      const v1::EpochRow& row) const;

 private:
  const std::shared_ptr<const policy::Rules> start_;
  const std::string public_key_pem_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const policy::Rules> now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan

#endif  // SAAN_GATEWAY_RULES_IN_FORCE_H_
