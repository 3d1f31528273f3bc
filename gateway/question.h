// A child described by a person: read like a record, and weighed against the
// children by no more than the caller may search.

#ifndef SAAN_GATEWAY_QUESTION_H_
#define SAAN_GATEWAY_QUESTION_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/identities.h"
#include "saan/v1/exchange.pb.h"

namespace saan {

// The description as it is compared. FIELD_TOO_LONG, FIELD_INVALID, and
// QUESTION_TOO_WIDE where it says fewer than two independent things.
absl::StatusOr<v1::Traits> ReadQuestion(const v1::FindChildrenRequest& request,
                                        absl::Time now);

struct Searched {
  // Children that may be meant, the likeliest first. Of one that is held from
  // the caller only the caller's own records were searched.
  std::vector<WeighedChild> found;
  // Agencies of whose records it was asked what may be searched.
  std::set<std::string> holders;
};
absl::StatusOr<Searched> WeighSearchable(const House& house, const Call& call,
                                         const v1::Traits& question);

}  // namespace saan

#endif  // SAAN_GATEWAY_QUESTION_H_
