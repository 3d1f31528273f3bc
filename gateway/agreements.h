// Which agreements a caller may read: those that bind or name its agency.

#ifndef SAAN_GATEWAY_AGREEMENTS_H_
#define SAAN_GATEWAY_AGREEMENTS_H_

#include <string>

#include "gateway/call.h"
#include "saan/v1/sharing.pb.h"

namespace saan {

// Whether the agency is a party, or a rule gives to it or of its records.
bool IsNamedIn(const v1::SharingAgreement& agreement,
               const std::string& agency);
bool MaySee(const House& house, const Call& call,
            const v1::SharingAgreement& agreement);

}  // namespace saan

#endif  // SAAN_GATEWAY_AGREEMENTS_H_
