// What a referral can be for: how soon it is due, who may receive it, and to
// whom it is put when nobody answers. First defaults, as data:
// deploy/care/needs.tsv.

#ifndef SAAN_GATEWAY_CARE_NEEDS_H_
#define SAAN_GATEWAY_CARE_NEEDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "saan/v1/sharing.pb.h"

namespace saan::care {

// A need of the list.
struct Need {
  std::string code;          // E.g. "housing".
  absl::Duration to_answer;  // From sending to an answer.
  absl::Duration to_finish;  // From accepting to the end.
  std::vector<v1::Role> receivers;
  v1::Role escalate_to = v1::ROLE_UNSPECIFIED;
  std::string thai;
  std::string english;
};

// The need of a child protection report (Child Protection Act s.29).
inline constexpr char kProtection[] = "protection";

// All needs, in the order of the file. Any thread.
const std::vector<Need>& Needs();
// Null when there is none with this code.
const Need* FindNeed(absl::string_view code);

// "case_manager" is ROLE_CASE_MANAGER; ROLE_UNSPECIFIED for no role.
v1::Role RoleNamed(absl::string_view name);

}  // namespace saan::care

#endif  // SAAN_GATEWAY_CARE_NEEDS_H_
