// The steps of a referral: who may take which, and where it then stands. Pure.

#ifndef SAAN_GATEWAY_CARE_REFERRAL_FLOW_H_
#define SAAN_GATEWAY_CARE_REFERRAL_FLOW_H_

#include <optional>
#include <string>

#include "saan/v1/care.pb.h"

namespace saan::care {

// What an agency is to a referral. An overseer is whom it was put to when
// nobody answered: it sees where it stands and takes no step.
enum class Party { kSender, kReceiver, kOverseer };

enum class ReferralMove {
  kReceive,  // The receiver has it: proof of receipt.
  kAccept,
  kDecline,
  kAsk,
  kAnswer,
  kStart,
  kComplete,
  kReopen,
  kCancel,
};

// Where a referral stands after `move` of `party`; nothing when this party
// cannot take this step now.
std::optional<v1::ReferralStatus> After(v1::ReferralStatus status,
                                        ReferralMove move, Party party);

// The verbs that can come next, e.g. "AcceptReferral, DeclineReferral"; by
// whomever. "none" when it has ended for good.
std::string NextVerbs(v1::ReferralStatus status);

// True while someone has to act: what the receiver may see follows it.
bool IsOpen(v1::ReferralStatus status);

// Whose turn it is; only for an open one.
Party Turn(v1::ReferralStatus status);

}  // namespace saan::care

#endif  // SAAN_GATEWAY_CARE_REFERRAL_FLOW_H_
