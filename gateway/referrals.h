// Referrals as the verbs share them: found for a party, moved one step, told to
// the other. What comes next is care/referral_flow.h's to say.

#ifndef SAAN_GATEWAY_REFERRALS_H_
#define SAAN_GATEWAY_REFERRALS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/care/referral_flow.h"
#include "saan/v1/stored.pb.h"
#include "saan/v1/stored_coordination.pb.h"

namespace saan {

// Longest text of a referral, in bytes.
inline constexpr size_t kMaxReferralText = 2000;

// A referral, and what the caller's agency is to it.
struct PartyReferral {
  v1::ReferralRow row;
  care::Party party = care::Party::kSender;
};
// NO_ACCESS for a referral that the caller is no party of, as for none.
absl::StatusOr<PartyReferral> FindReferral(const House& house,
                                           const std::string& referral_id,
                                           const Call& call);

// What a party may see: the sender where it stands and what came of it, the
// receiver its words too, an overseer no words at all.
v1::CareReferral ViewOf(const v1::ReferralRow& row, care::Party party);

// What a verb asks for.
struct ReferralStepAsked {
  const std::string& referral_id;
  const std::string& etag;  // Empty skips the check.
  care::ReferralMove move;
};
// Takes the step where the caller may: writes it, sets the next due date, tells
// the other party. `fill` adds what the step brings. STEP_OUT_OF_ORDER names
// what can come next; ETAG_MISMATCH; NO_ACCESS.
absl::Status MoveReferral(const House& house, const ReferralStepAsked& asked,
                          const std::function<void(v1::CareReferral*)>& fill,
                          Call* call, v1::CareReferral* view);

// Keeps `after` in place of `before` (null: it is new) with its places in the
// orders, and adds the step, the time and the version to it. `agency` is who
// took the step; empty for the gateway.
void PutReferral(const v1::ReferralRow* before, const std::string& agency,
                 v1::ReferralRow* after, Call* call);

// Adds the event that the referral moved, for `recipient`.
void TellOfReferral(const v1::CareReferral& referral, v1::EventKind kind,
                    absl::string_view detail, const std::string& recipient,
                    v1::Role role, const std::string& from, Call* call);

// When the next step is due after now, by the need; sets reminder and time.
void SetDue(absl::Time now, absl::Time due, v1::ReferralRow* row);

// FIELD_TOO_LONG where `text` is longer than a referral takes.
absl::Status CheckText(const std::string& text, absl::string_view field);

// Puts what the agency has open to the named role of its need: nothing is lost
// while it is not answered.
absl::Status HandOverReferrals(const House& house, const std::string& agency,
                               Call* call);

// Puts one referral to the named role of its need, where one is responsible for
// the child's area, and tells the sender.
absl::Status Escalate(const House& house, absl::string_view detail,
                      v1::ReferralRow* row, Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_REFERRALS_H_
