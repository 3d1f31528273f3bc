// Deciding who is who: what the verbs that link, part and undo have in common.

#ifndef SAAN_GATEWAY_IDENTITY_DECISIONS_H_
#define SAAN_GATEWAY_IDENTITY_DECISIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/exposures.h"
#include "gateway/house.h"
#include "saan/v1/match.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// All under House::filing, which the verb takes before it reads.

// The record as it is filed. FIELD_INVALID for what is no handle; NO_ACCESS
// where there is none, which looks like one that may not be known of.
absl::StatusOr<v1::RecordHandle> RecordAsked(const House& house,
                                             const std::string& record_id);

// Both records of a pair that the caller may decide about and that are of two
// children. As RecordAsked; SAME_CHILD.
struct PairAsked {
  v1::RecordHandle a;
  v1::RecordHandle b;
};
absl::StatusOr<PairAsked> TwoChildrenAsked(const House& house, const Call& call,
                                           const std::string& record_id_a,
                                           const std::string& record_id_b);

// The child as it is, when the caller may decide about all its records: else
// NO_ACCESS, as where there is none.
absl::StatusOr<v1::ChildRow> ChildToDecideOn(const House& house,
                                             const Call& call,
                                             const std::string& child_id);

// FIELD_REQUIRED and FIELD_INVALID for what is no reason code.
absl::Status CheckReason(const std::string& reason);

// Files all records of both children under one: that with more records, or the
// first. `decision` has reason, review and evidence. SAME_CHILD; KEPT_APART.
absl::Status Join(const House& house, const std::string& child_id_a,
                  const std::string& child_id_b, Call* call,
                  v1::IdentityDecision* decision);

// Keeps two records of two children apart. `decision` may have review and
// evidence.
absl::Status DecideApart(const House& house, const v1::RecordHandle& a,
                         const v1::RecordHandle& b, const std::string& reason,
                         Call* call, v1::IdentityDecision* decision);

// Files groups of records of `child` under children of their own; the first
// group keeps the id, and records of two groups are kept apart. Tells who saw
// them together.
absl::StatusOr<Exposures> Part(
    const House& house, const v1::ChildRow& child,
    const std::vector<std::vector<std::string>>& groups, Call* call,
    v1::IdentityDecision* decision);

// The same for one record that is not of `child`. WRONG_STATE when the child
// has no other.
absl::StatusOr<Exposures> TakeOut(const House& house, const v1::ChildRow& child,
                                  const std::string& record_id, Call* call,
                                  v1::IdentityDecision* decision);

// The decision without records that the caller may not know of.
absl::StatusOr<v1::IdentityDecision> ShownDecision(
    const House& house, const Call& call, v1::IdentityDecision decision);

// Puts exposures into an answer that has them.
template <typename Response>
void TellExposures(const Exposures& exposures, Call* call, Response* response) {
  for (const v1::Exposure& exposure : exposures.answers) {
    *response->add_exposures() = exposure;
  }
  call->entry.set_entries_read(static_cast<uint32_t>(exposures.entries_read));
}

}  // namespace saan

#endif  // SAAN_GATEWAY_IDENTITY_DECISIONS_H_
