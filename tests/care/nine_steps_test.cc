// The nine steps of a case: in order, by whom, and with what.

#include "gateway/care/nine_steps.h"

#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"

namespace saan::care {
namespace {

const absl::CivilDay kToday(2026, 11, 26);

CaseMove To(int step) {
  CaseMove move;
  move.step = static_cast<v1::CaseStep>(step);
  if (step == v1::CASE_STEP_PLANNED) move.deadline = "2027-11-26";
  if (step == v1::CASE_STEP_COMMUNICATED) {
    move.guardian_agreed_date = "2026-11-20";
  }
  return move;
}

v1::Role Taker(int step) {
  if (step == v1::CASE_STEP_SCREENED) return v1::ROLE_PROVINCIAL_OFFICER;
  return v1::ROLE_CASE_MANAGER;
}

CaseState At(int step) {
  CaseState state;
  for (int i = 1; i <= step; ++i) {
    EXPECT_EQ(TakeStep(To(i), Taker(i), kToday, &state), CaseFault::kNone) << i;
  }
  return state;
}

TEST(NineSteps, AreTakenInOrder) {
  EXPECT_EQ(At(9).step, v1::CASE_STEP_SHARED);
  for (int from = 0; from <= 9; ++from) {
    for (int to = 1; to <= 9; ++to) {
      CaseState state = At(from);
      const CaseFault fault = TakeStep(To(to), Taker(to), kToday, &state);
      const bool is_next = to == from + 1;
      const bool is_new_plan = to == 6 && from > 6;
      const bool is_talk_again = to == 7 && from == 7;
      EXPECT_EQ(fault == CaseFault::kNone,
                is_next || is_new_plan || is_talk_again)
          << from << " to " << to;
    }
  }
}

TEST(NineSteps, ACaseManagerDoesNotApproveHisOwnCase) {
  CaseState state = At(1);
  EXPECT_EQ(TakeStep(To(2), v1::ROLE_CASE_MANAGER, kToday, &state),
            CaseFault::kRoleMayNot);
}

TEST(NineSteps, NoSystemAdministratorOrAuditorMovesACase) {
  for (int step = 1; step <= 9; ++step) {
    for (const v1::Role role :
         {v1::ROLE_UNSPECIFIED, v1::ROLE_SYSTEM, v1::ROLE_ADMINISTRATOR,
          v1::ROLE_AUDITOR, v1::ROLE_POLICE}) {
      EXPECT_FALSE(MayTake(static_cast<v1::CaseStep>(step), role)) << step;
    }
  }
}

TEST(NineSteps, APlanRunsAtMostOneYear) {
  const struct {
    const char* deadline;
    CaseFault fault;
  } cases[] = {
      {"2027-11-26", CaseFault::kNone},
      {"2027-11-27", CaseFault::kDeadlineTooFar},
      {"2026-11-26", CaseFault::kNone},
      {"2026-11-25", CaseFault::kDeadlineMissing},
      {"", CaseFault::kDeadlineMissing},
      {"26/11/2569", CaseFault::kDeadlineMissing},
  };
  for (const auto& one : cases) {
    CaseState state = At(5);
    CaseMove move = To(6);
    move.deadline = one.deadline;
    EXPECT_EQ(TakeStep(move, v1::ROLE_CASE_MANAGER, kToday, &state), one.fault)
        << one.deadline;
  }
}

TEST(NineSteps, NothingIsCarriedOutWithoutTheGuardiansAgreement) {
  CaseState state = At(6);
  CaseMove talk = To(7);
  talk.guardian_agreed_date = "";
  ASSERT_EQ(TakeStep(talk, v1::ROLE_CASE_MANAGER, kToday, &state),
            CaseFault::kNone);
  EXPECT_EQ(TakeStep(To(8), v1::ROLE_CASE_MANAGER, kToday, &state),
            CaseFault::kAgreementMissing);
  EXPECT_EQ(TakeStep(To(7), v1::ROLE_CASE_MANAGER, kToday, &state),
            CaseFault::kNone);
  EXPECT_EQ(TakeStep(To(8), v1::ROLE_CASE_MANAGER, kToday, &state),
            CaseFault::kNone);
}

TEST(NineSteps, ANewPlanNeedsAgreementAnew) {
  CaseState state = At(8);
  ASSERT_EQ(TakeStep(To(6), v1::ROLE_CASE_MANAGER, kToday, &state),
            CaseFault::kNone);
  EXPECT_EQ(state.guardian_agreed_date, "");
}

TEST(NineSteps, AgreementIsNotGivenTomorrow) {
  CaseState state = At(6);
  CaseMove talk = To(7);
  talk.guardian_agreed_date = "2026-11-27";
  EXPECT_EQ(TakeStep(talk, v1::ROLE_CASE_MANAGER, kToday, &state),
            CaseFault::kAgreementInvalid);
}

TEST(NineSteps, ARefusedCaseBeginsAgain) {
  CaseState state = At(1);
  CaseMove refusal = To(2);
  refusal.is_refused = true;
  ASSERT_EQ(TakeStep(refusal, Taker(2), kToday, &state), CaseFault::kNone);
  EXPECT_EQ(NextSteps(state), "CASE_STEP_REPORTED");
  EXPECT_EQ(TakeStep(To(3), Taker(3), kToday, &state), CaseFault::kOutOfOrder);
  EXPECT_EQ(TakeStep(To(1), Taker(1), kToday, &state), CaseFault::kNone);
  EXPECT_FALSE(state.is_refused);
}

// A law: however steps are tried, no case is carried out without a plan within
// a year and an agreement to it.
TEST(NineSteps, NoWayLeadsToCarryingOutWithoutPlanAndAgreement) {
  std::mt19937 chance(7);
  for (int run = 0; run < 2000; ++run) {
    CaseState state;
    for (int i = 0; i < 40; ++i) {
      CaseMove move = To(1 + chance() % 9);
      if (chance() % 3 == 0) move.deadline = "2031-01-01";
      if (chance() % 3 == 0) move.guardian_agreed_date = "";
      move.is_refused = chance() % 5 == 0;
      TakeStep(move, static_cast<v1::Role>(chance() % 13), kToday, &state);
      if (state.step < v1::CASE_STEP_IMPLEMENTING) continue;
      ASSERT_LE(state.deadline, "2027-11-26");
      ASSERT_FALSE(state.deadline.empty());
      ASSERT_FALSE(state.guardian_agreed_date.empty());
      ASSERT_FALSE(state.is_refused);
    }
  }
}

}  // namespace
}  // namespace saan::care
