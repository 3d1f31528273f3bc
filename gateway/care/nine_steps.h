// The nine steps of a case (เติมเต็ม): who may take which, in which order, and
// what each needs. Pure.

#ifndef SAAN_GATEWAY_CARE_NINE_STEPS_H_
#define SAAN_GATEWAY_CARE_NINE_STEPS_H_

#include <string>

#include "absl/time/civil_time.h"
#include "saan/v1/care.pb.h"
#include "saan/v1/sharing.pb.h"

namespace saan::care {

// Where a case stands. Step UNSPECIFIED: not opened yet.
struct CaseState {
  v1::CaseStep step = v1::CASE_STEP_UNSPECIFIED;
  bool is_refused = false;
  std::string deadline;              // YYYY-MM-DD.
  std::string guardian_agreed_date;  // YYYY-MM-DD.
};

// The step to take, and what it brings.
struct CaseMove {
  v1::CaseStep step = v1::CASE_STEP_UNSPECIFIED;
  bool is_refused = false;
  std::string deadline;
  std::string guardian_agreed_date;
};

// Why a step cannot be taken.
enum class CaseFault {
  kNone,
  kOutOfOrder,
  kRoleMayNot,
  kDeadlineMissing,   // Step 6 without a date, or with one that is past.
  kDeadlineTooFar,    // More than a year ahead.
  kAgreementInvalid,  // Step 7: a date that is none, or lies ahead.
  kAgreementMissing,  // Step 8 without the guardian's agreement.
};

// Takes the step. A new plan (step 6) may be made again at any later step; it
// needs the guardian's agreement anew. A refused case begins again at step 1.
CaseFault TakeStep(const CaseMove& move, v1::Role role, absl::CivilDay today,
                   CaseState* state);

// True when a person in this role takes this step.
bool MayTake(v1::CaseStep step, v1::Role role);

// True of an agency's own case that somebody still works on: by its status, and
// without a day on which it was closed.
bool IsOpen(const v1::Case& one);

// The steps that can come next, e.g. "CASE_STEP_SHARED, CASE_STEP_PLANNED".
std::string NextSteps(const CaseState& state);

}  // namespace saan::care

#endif  // SAAN_GATEWAY_CARE_NINE_STEPS_H_
