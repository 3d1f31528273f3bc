// Decisions as they were made, to be explained and made again.

#ifndef SAAN_GATEWAY_DECISIONS_H_
#define SAAN_GATEWAY_DECISIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "saan/v1/stored_sharing.pb.h"

namespace saan {

// NOT_FOUND "decision_id".
absl::StatusOr<v1::DecisionRow> DecisionOf(const House& house,
                                           const std::string& decision_id);

// What a decision was made on. What people had said is read as it is kept now
// and holds as of then: a consent withdrawn since still counted.
struct Replayed {
  policy::Ask ask;
  policy::Facts facts;
};
absl::StatusOr<Replayed> ReplayOf(const House& house,
                                  const v1::DecisionRow& row);

// The ask of a what-if at `now`. FIELD_REQUIRED names what is not said.
absl::StatusOr<policy::Ask> AskOf(const v1::Asker& asker, absl::Time now);

}  // namespace saan

#endif  // SAAN_GATEWAY_DECISIONS_H_
