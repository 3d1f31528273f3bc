// Which referrals about a child are open, and to whom: kept beside the
// referrals, so that a decision finds it without reading them.

#ifndef SAAN_GATEWAY_OPEN_REFERRALS_H_
#define SAAN_GATEWAY_OPEN_REFERRALS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/stored.pb.h"
#include "storage/kv.h"

namespace saan {

// The row of one open referral; `agency` is its receiver. Empty parts at the
// end give what all such keys begin with.
std::string OpenReferralKey(absl::string_view child_id,
                            absl::string_view agency,
                            absl::string_view referral_id);

// True when a referral about the child, under any of its ids, is open to
// `agency`. It ends with the referral.
absl::StatusOr<bool> HasOpenReferral(const storage::Reader& reader,
                                     const v1::ChildRow& child,
                                     absl::string_view agency);

// Handles of the open referrals about a child.
absl::StatusOr<std::vector<std::string>> OpenReferralsOf(
    const storage::Reader& reader, const v1::ChildRow& child);

}  // namespace saan

#endif  // SAAN_GATEWAY_OPEN_REFERRALS_H_
