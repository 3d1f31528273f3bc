// What a decision about a child needs to know: read from the child's records
// and from what people have said about sharing them.

#ifndef SAAN_GATEWAY_FACTS_H_
#define SAAN_GATEWAY_FACTS_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "gateway/call.h"
#include "gateway/stored_record.h"
#include "saan/v1/stored.pb.h"
#include "saan/v1/stored_sharing.pb.h"

namespace saan {

// Consents, holds and broken glasses that were given for this very id; empty
// where there are none.
absl::StatusOr<v1::ChildSharingRow> SharingUnder(const storage::Reader& reader,
                                                 const std::string& child_id);
// All that count for the child: given for any id that leads to it. Its version
// means nothing.
absl::StatusOr<v1::ChildSharingRow> SharingOf(const storage::Reader& reader,
                                              const v1::ChildRow& child);

// What people have said, as a decision takes it.
void AddSharing(v1::ChildSharingRow sharing, policy::Facts* facts);

// Everything, for `call`. `records` are all of the child. DATA_LOSS and the
// like from the store.
absl::StatusOr<policy::Facts> FactsOf(const House& house, const Call& call,
                                      const v1::ChildRow& child,
                                      const std::vector<StoredRecord>& records);

// The same, of a child whose records are read here.
absl::StatusOr<policy::Facts> FactsOf(const House& house, const Call& call,
                                      const v1::ChildRow& child);

// What is known of the asker, where nothing is of a child.
policy::Facts FactsOfAsker(const Call& call);

// True when a hold keeps the child's data from the caller: to the caller, only
// the caller's own records of that child are there.
absl::StatusOr<bool> IsHeldFrom(const House& house, const Call& call,
                                const std::string& child_id);

// The latest day on which the child can have been born, by all records: it is
// taken to be as young as it can be. Nothing where no birth is known.
std::optional<absl::CivilDay> LatestBirth(
    const std::vector<StoredRecord>& records);

}  // namespace saan

#endif  // SAAN_GATEWAY_FACTS_H_
