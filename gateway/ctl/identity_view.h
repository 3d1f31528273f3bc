// Prints what was decided about who is who, and why.

#ifndef SAAN_GATEWAY_CTL_IDENTITY_VIEW_H_
#define SAAN_GATEWAY_CTL_IDENTITY_VIEW_H_

#include <string>

#include "gateway/ctl/shell.h"
#include "saan/v1/identity.pb.h"

namespace saan::ctl {

// "bma/temtem 4f…": whose record, and which.
std::string HandleText(const v1::RecordHandle& handle);

// The waterfall: one row a step, with the sum so far.
void PrintExplanation(const Shell& shell, const v1::Explanation& explanation);

// The children that a decision changed, with their records as they are now.
void PrintDecision(const Shell& shell, const v1::IdentityDecision& decision);

// Who saw two children as one; on stderr how many when there are none.
void PrintExposures(
    const Shell& shell,
    const google::protobuf::RepeatedPtrField<v1::Exposure>& exposures);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_IDENTITY_VIEW_H_
