// Who may call: the registry of agencies, their systems and certificates.

#ifndef SAAN_GATEWAY_AGENCIES_H_
#define SAAN_GATEWAY_AGENCIES_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "gateway/guard.h"
#include "saan/v1/sharing.pb.h"
#include "saan/v1/stored.pb.h"
#include "storage/kv.h"

namespace saan {

// A registered system behind a verified certificate.
struct Caller {
  std::string agency;
  std::string system;
  std::string display_name_th;
  std::string display_name_en;
  std::vector<v1::Role> roles;
  std::string certificate_sha256;
  absl::Time certificate_not_after;
};

// Thread-safe. Reads the store at every call, and takes a row as it was parsed
// before only while its bytes are the same: a suspension holds from the next
// call on.
class Agencies {
 public:
  // `first` are agencies that stand by configuration; the store cannot change
  // them. `store` must outlive this.
  Agencies(const storage::Reader& store, std::string trust_domain,
           std::map<std::string, v1::AgencyRow> first);

  // The caller behind `peer`. Refusals: CERTIFICATE_NOT_REGISTERED,
  // CERTIFICATE_EXPIRED, AGENCY_SUSPENDED.
  absl::StatusOr<Caller> CallerOf(const Peer& peer, absl::Time now) const;

  using Row = std::shared_ptr<const v1::AgencyRow>;
  // One agency. NOT_FOUND when it is not registered.
  absl::StatusOr<Row> Find(const std::string& agency) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // True when the agency stands by configuration.
  bool IsFirst(const std::string& agency) const;
  const std::map<std::string, v1::AgencyRow>& first() const { return first_; }
  const std::string& trust_domain() const { return trust_domain_; }

 private:
  // A row as the store held it and as it was parsed.
  struct Parsed {
    std::string bytes;
    Row row;
  };

  const storage::Reader& store_;
  const std::string trust_domain_;
  const std::map<std::string, v1::AgencyRow> first_;
  mutable absl::Mutex mutex_;
  // By agency; as many as are registered.
  mutable absl::flat_hash_map<std::string, Parsed> parsed_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan

#endif  // SAAN_GATEWAY_AGENCIES_H_
