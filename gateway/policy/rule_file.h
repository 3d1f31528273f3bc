// The text of a rule set, and the signature that puts it in force.

#ifndef SAAN_GATEWAY_POLICY_RULE_FILE_H_
#define SAAN_GATEWAY_POLICY_RULE_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/sharing.pb.h"

namespace saan::policy {

// The bytes of a file of at most 20 MiB. INVALID_ARGUMENT "file: reason".
absl::StatusOr<std::string> ReadRuleFile(const std::string& file);

// Parses a RuleSet textproto and checks it. INVALID_ARGUMENT
// "name:line:column: reason"; the reason names agreement or rule and field.
absl::StatusOr<v1::RuleSet> ParseRules(const std::string& name,
                                       const std::string& text);

// Whether `signature` (64 raw bytes, Ed25519) over `bytes` is by the key whose
// public half is `public_key_pem`. PERMISSION_DENIED when it is not;
// INVALID_ARGUMENT when signature or key are none. Messages begin with `name`.
absl::Status CheckSignature(const std::string& name, absl::string_view bytes,
                            absl::string_view signature,
                            absl::string_view public_key_pem);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_RULE_FILE_H_
