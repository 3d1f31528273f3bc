// Tokens by which a caller goes on in the outbox where it stood: sealed, so
// that only we can make them. A position is never moved by the clock alone: one
// that ran ahead, and was set back, makes nobody pass by an event.

#ifndef SAAN_GATEWAY_EVENT_TOKEN_H_
#define SAAN_GATEWAY_EVENT_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/call.h"

namespace saan {

// `binding` says for whom and what the token is good, e.g.
// "resume/bma/temtem/3". `end_seen` is the moment at which nothing stood after
// `position`, where that was seen: who hears nothing for long can still go on.
std::string MakeEventToken(const House& house, absl::string_view binding,
                           uint64_t position,
                           absl::Time end_seen = absl::InfinitePast());

// The position in `token`; 0 for an empty one. RESUME_TOKEN_INVALID, naming
// `field`, when it was not made with this binding; RESUME_TOKEN_EXPIRED when
// events since then may be forgotten.
absl::StatusOr<uint64_t> ReadEventToken(const House& house,
                                        absl::string_view binding,
                                        absl::Time now,
                                        const std::string& token,
                                        absl::string_view field);

}  // namespace saan

#endif  // SAAN_GATEWAY_EVENT_TOKEN_H_
