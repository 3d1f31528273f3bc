// Who looks after the whole house, not one agency's part of it.

#ifndef SAAN_GATEWAY_OVERSIGHT_H_
#define SAAN_GATEWAY_OVERSIGHT_H_

#include "gateway/call.h"

namespace saan {

// Administrators, and auditors that stand by configuration.
inline bool Oversees(const House& house, const Call& call) {
  return call.context.role() == v1::ROLE_ADMINISTRATOR ||
         (call.context.role() == v1::ROLE_AUDITOR &&
          house.agencies.IsFirst(call.caller.agency));
}

}  // namespace saan

#endif  // SAAN_GATEWAY_OVERSIGHT_H_
