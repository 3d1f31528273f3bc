// Consents: who may give one, whether one is in order, and what all consents of
// a child together allow.

#ifndef SAAN_GATEWAY_POLICY_CONSENTS_H_
#define SAAN_GATEWAY_POLICY_CONSENTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "gateway/policy/policy.h"

namespace saan::policy {

// A consent runs for at most so long; then it is asked for again.
inline constexpr int kMaxConsentYears = 5;
// Consents, holds and broken glasses that one child may have.
inline constexpr int kMaxConsentsPerChild = 200;
// After a withdrawal, recipients have so many days to erase what they got,
// unless the consent says an earlier day.
inline constexpr int kErasureDays = 30;

// Ages of the law, in whole years: PDPA B.E. 2562 s.20 and the Civil and
// Commercial Code s.19; Child Protection Act B.E. 2546 s.4.
inline constexpr int kGuardianAloneYears = 10;
inline constexpr int kMajorityYears = 20;
inline constexpr int kChildProtectionYears = 18;

// Who can consent on `day` for a person born on `latest_birth` at the latest:
// where the birth is not known exactly, the youngest that the person can be.
// "Not older than ten years" ends with the tenth birthday. Majority by marriage
// is not known here: such a person counts as a minor.
v1::Capacity CapacityOn(absl::CivilDay latest_birth, absl::CivilDay day);

// The first thing wrong with a consent that is to be recorded: the field, and
// what to do. `capacity` must be filled in. Nothing when it is in order.
struct ConsentFault {
  std::string field;
  std::string remedy;
};
std::optional<ConsentFault> FindFault(const v1::Consent& consent,
                                      absl::CivilDay day);

// True at `now` for a consent that was recorded, is within its window, was not
// withdrawn, and whose guardian still had authority.
bool IsEffective(const v1::Consent& consent, absl::Time now);

// What the consents of one child allow `ask` to see, by label:
//   not older than ten:  a guardian's grant, which then stands to its end;
//   a minor above ten:   the child's grant together with a guardian's;
//   of age:              the person's own grant (a guardian's ends);
//   always:              a court's or competent official's grant;
// less every refusal: of any guardian, so that two who disagree close it; of a
// child found able to judge, or of age.
struct ConsentView {
  Decision::Cells allowed;
  std::vector<std::string> consent_ids;  // Grants that took part.
};
ConsentView ViewConsents(const std::vector<v1::Consent>& consents,
                         const Ask& ask, const v1::ChildFacts& child);

// The day on which someone must be asked anew, because the child turned 10 or
// 20 after the consent was given (or 18, when child protection ends); nothing
// while none of these came.
std::optional<absl::CivilDay> AskAgainSince(const v1::Consent& consent,
                                            absl::CivilDay latest_birth,
                                            absl::CivilDay day);

// The labels of sets as bits; empty `about` means the child.
Decision::Cells CellsOf(
    const google::protobuf::RepeatedPtrField<v1::LabelSet>& sets);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_CONSENTS_H_
