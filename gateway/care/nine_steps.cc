#include "gateway/care/nine_steps.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_join.h"

namespace saan::care {
namespace {

using Roles = std::vector<v1::Role>;

// The officer who reports, the district that approves, the case manager, and
// the team with its social worker.
const Roles& RolesOf(v1::CaseStep step) {
  static const auto& kReporting =
      *new Roles{v1::ROLE_CASE_MANAGER,       v1::ROLE_SOCIAL_WORKER,
                 v1::ROLE_VOLUNTEER,          v1::ROLE_TEACHER,
                 v1::ROLE_HEALTH_OFFICER,     v1::ROLE_COMPETENT_OFFICIAL,
                 v1::ROLE_PROVINCIAL_OFFICER, v1::ROLE_NGO_OFFICER};
  static const auto& kApproving =
      *new Roles{v1::ROLE_SOCIAL_WORKER, v1::ROLE_COMPETENT_OFFICIAL,
                 v1::ROLE_PROVINCIAL_OFFICER};
  static const auto& kManaging = *new Roles{v1::ROLE_CASE_MANAGER};
  static const auto& kTeam =
      *new Roles{v1::ROLE_CASE_MANAGER, v1::ROLE_SOCIAL_WORKER,
                 v1::ROLE_VOLUNTEER, v1::ROLE_HEALTH_OFFICER, v1::ROLE_TEACHER};
  static const auto& kPlanning =
      *new Roles{v1::ROLE_CASE_MANAGER, v1::ROLE_SOCIAL_WORKER};
  static const auto& kNobody = *new Roles;
  switch (step) {
    case v1::CASE_STEP_REPORTED:
      return kReporting;
    case v1::CASE_STEP_SCREENED:
      return kApproving;
    case v1::CASE_STEP_REGISTERED:
      return kManaging;
    case v1::CASE_STEP_HOME_VISITED:
    case v1::CASE_STEP_ASSESSED:
      return kTeam;
    case v1::CASE_STEP_PLANNED:
    case v1::CASE_STEP_COMMUNICATED:
    case v1::CASE_STEP_IMPLEMENTING:
    case v1::CASE_STEP_SHARED:
      return kPlanning;
    default:
      return kNobody;
  }
}

bool CanFollow(const CaseState& state, v1::CaseStep step) {
  if (state.is_refused) return step == v1::CASE_STEP_REPORTED;
  if (step == v1::CASE_STEP_PLANNED && state.step > v1::CASE_STEP_PLANNED) {
    return true;
  }
  return step == state.step + 1;
}

bool ReadDay(const std::string& text, absl::CivilDay* day) {
  return text.size() == 10 && absl::ParseCivilTime(text, day);
}

// A year, by the calendar: 29 February runs to 1 March.
absl::CivilDay YearAfter(absl::CivilDay day) {
  return absl::CivilDay(day.year() + 1, day.month(), day.day());
}

CaseFault CheckBrought(const CaseMove& move, const CaseState& state,
                       absl::CivilDay today) {
  absl::CivilDay day;
  switch (move.step) {
    case v1::CASE_STEP_PLANNED:
      if (!ReadDay(move.deadline, &day) || day < today) {
        return CaseFault::kDeadlineMissing;
      }
      return day > YearAfter(today) ? CaseFault::kDeadlineTooFar
                                    : CaseFault::kNone;
    case v1::CASE_STEP_COMMUNICATED:
      if (!move.guardian_agreed_date.empty() &&
          (!ReadDay(move.guardian_agreed_date, &day) || day > today)) {
        return CaseFault::kAgreementInvalid;
      }
      return CaseFault::kNone;
    case v1::CASE_STEP_IMPLEMENTING:
      return state.guardian_agreed_date.empty() ? CaseFault::kAgreementMissing
                                                : CaseFault::kNone;
    default:
      return CaseFault::kNone;
  }
}

}  // namespace

bool MayTake(v1::CaseStep step, v1::Role role) {
  const Roles& roles = RolesOf(step);
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

CaseFault TakeStep(const CaseMove& move, v1::Role role, absl::CivilDay today,
                   CaseState* state) {
  if (!MayTake(move.step, role)) return CaseFault::kRoleMayNot;
  // The guardian may agree later than the plan was first explained.
  const bool is_talk_again = move.step == v1::CASE_STEP_COMMUNICATED &&
                             state->step == v1::CASE_STEP_COMMUNICATED;
  if (!CanFollow(*state, move.step) && !is_talk_again) {
    return CaseFault::kOutOfOrder;
  }
  const CaseFault fault = CheckBrought(move, *state, today);
  if (fault != CaseFault::kNone) return fault;
  state->step = move.step;
  state->is_refused = move.step == v1::CASE_STEP_SCREENED && move.is_refused;
  if (move.step == v1::CASE_STEP_PLANNED) {
    state->deadline = move.deadline;
    state->guardian_agreed_date.clear();
  }
  if (move.step == v1::CASE_STEP_COMMUNICATED) {
    state->guardian_agreed_date = move.guardian_agreed_date;
  }
  return CaseFault::kNone;
}

bool IsOpen(const v1::Case& one) {
  switch (one.status()) {
    case v1::CASE_STATUS_REJECTED:
    case v1::CASE_STATUS_CLOSED_ACHIEVED:
    case v1::CASE_STATUS_CLOSED_OTHER:
    case v1::CASE_STATUS_TRANSFERRED:
    case v1::CASE_STATUS_DUPLICATE:
      return false;
    default:
      return one.closed_date().empty();
  }
}

std::string NextSteps(const CaseState& state) {
  std::vector<std::string> names;
  for (int step = v1::CASE_STEP_REPORTED; step <= v1::CASE_STEP_SHARED;
       ++step) {
    if (CanFollow(state, static_cast<v1::CaseStep>(step))) {
      names.push_back(v1::CaseStep_Name(step));
    }
  }
  return absl::StrJoin(names, ", ");
}

}  // namespace saan::care
