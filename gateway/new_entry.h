// How every entry of the log begins, whoever writes it.

#ifndef SAAN_GATEWAY_NEW_ENTRY_H_
#define SAAN_GATEWAY_NEW_ENTRY_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/house.h"
#include "saan/v1/audit.pb.h"

namespace saan {

// With its layout, a nonce of its own, when and of what it tells, and by which
// build it was written.
v1::AuditEntry NewEntry(const Env& env, absl::Time recorded,
                        absl::string_view method);

}  // namespace saan

#endif  // SAAN_GATEWAY_NEW_ENTRY_H_
