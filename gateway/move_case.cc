// MoveCase: one of the nine steps is taken. A case never moves in another way;
// what a step needs, and who may take it, is care/nine_steps.h's to say.

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/care/nine_steps.h"
#include "gateway/coordination.h"
#include "gateway/etag.h"
#include "gateway/events.h"
#include "gateway/policy/day.h"
#include "gateway/serving.h"
#include "gateway/shared_cases.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Agencies of one joint team: a Thai case conference seats about ten.
constexpr int kMaxTeam = 20;

absl::Status RefusalOf(care::CaseFault fault, const care::CaseState& before) {
  switch (fault) {
    case care::CaseFault::kNone:
      return absl::OkStatus();
    case care::CaseFault::kOutOfOrder:
      return Refuse(v1::ERROR_REASON_STEP_OUT_OF_ORDER,
                    absl::StrCat("next: ", care::NextSteps(before)));
    case care::CaseFault::kRoleMayNot:
      return Refuse(v1::ERROR_REASON_DOOR_CLOSED, "context.role");
    case care::CaseFault::kDeadlineMissing:
      return Refuse(v1::ERROR_REASON_FIELD_INVALID, "deadline");
    case care::CaseFault::kDeadlineTooFar:
      return Refuse(v1::ERROR_REASON_DEADLINE_TOO_FAR, "deadline");
    case care::CaseFault::kAgreementInvalid:
      return Refuse(v1::ERROR_REASON_FIELD_INVALID, "guardian_agreed_date");
    case care::CaseFault::kAgreementMissing:
      return Refuse(v1::ERROR_REASON_GUARDIAN_AGREEMENT_MISSING,
                    "guardian_agreed_date");
  }
  return absl::InternalError("a fault of a step without a reason");
}

// The case of the caller's agency, under whichever id of the child it was
// opened.
absl::StatusOr<std::optional<v1::SharedCaseRow>> OwnCase(
    const House& house, const v1::ChildRow& child, const Call& call) {
  absl::StatusOr<std::vector<v1::SharedCaseRow>> rows =
      SharedCasesOf(house.ahead, child);
  if (!rows.ok()) return rows.status();
  for (v1::SharedCaseRow& row : *rows) {
    if (row.agency() == call.caller.agency) return std::move(row);
  }
  return std::nullopt;
}

absl::Status CheckTeam(const House& house, const v1::MoveCaseRequest& request,
                       const Call& call) {
  if (request.team_agencies_size() > kMaxTeam) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "team_agencies");
  }
  for (const std::string& agency : request.team_agencies()) {
    const absl::Status registered = house.agencies.Find(agency).status();
    if (absl::IsNotFound(registered) || agency == call.caller.agency) {
      return Refuse(v1::ERROR_REASON_FIELD_INVALID, "team_agencies");
    }
    if (!registered.ok()) return registered;
  }
  return absl::OkStatus();
}

void TellOthers(const Serving& serving, const v1::SharedCaseRow& row,
                Call* call) {
  std::set<std::string> others = serving.agencies;
  others.insert(row.team_agencies().begin(), row.team_agencies().end());
  for (const std::string& agency : others) {
    if (agency == row.agency()) continue;
    v1::Event event;
    event.set_kind(v1::EVENT_KIND_CHILD_CHANGED);
    event.set_child_id(row.child_id());
    event.set_subject_id(row.case_id());
    event.set_from_agency(row.agency());
    event.set_detail(v1::CaseStep_Name(row.step()));
    AddEvent(std::move(event), agency, call, v1::ACTION_READ, row.agency());
  }
}

absl::Status Body(const House& house, const v1::MoveCaseRequest& request,
                  Call* call, v1::MoveCaseResponse* response) {
  absl::StatusOr<KnownChild> known =
      ChildKnownTo(house, request.child_id(), call);
  if (!known.ok()) return known.status();
  const v1::ChildRow& child = known->serving.child;
  if (absl::Status fit = CheckTeam(house, request, *call); !fit.ok()) {
    return fit;
  }
  absl::StatusOr<std::optional<v1::SharedCaseRow>> found =
      OwnCase(house, child, *call);
  if (!found.ok()) return found.status();
  const std::optional<v1::SharedCaseRow>& before = *found;
  v1::SharedCaseRow after;
  if (before.has_value()) {
    after = *before;
  } else {
    after.set_case_id(NewHandle(house.env));
    after.set_child_id(child.child_id());
    after.set_agency(call->caller.agency);
  }
  if (absl::Status same = CheckEtag(request.etag(), EtagOf(after.version()));
      !same.ok()) {
    return same;
  }
  care::CaseState state = {after.step(), after.is_refused(), after.deadline(),
                           after.guardian_agreed_date()};
  const care::CaseState as_it_was = state;
  const care::CaseFault fault =
      care::TakeStep({request.step(), request.is_refused(), request.deadline(),
                      request.guardian_agreed_date()},
                     call->context.role(), policy::DayOf(call->now), &state);
  if (absl::Status refused = RefusalOf(fault, as_it_was); !refused.ok()) {
    return refused;
  }
  after.set_step(state.step);
  after.set_is_refused(state.is_refused);
  after.set_deadline(state.deadline);
  after.set_guardian_agreed_date(state.guardian_agreed_date);
  if (request.team_agencies_size() > 0) {
    *after.mutable_team_agencies() = request.team_agencies();
  }
  after.set_updated_unix_nanos(absl::ToUnixNanos(call->now));
  after.set_version(after.version() + 1);
  storage::PutRow(storage::kHelps,
                  SharedCaseId(after.child_id(), after.agency()), after,
                  before.has_value() ? &*before : nullptr, &call->changes);
  TellOthers(known->serving, after, call);
  *response->mutable_case_() = SharedCaseOf(after);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::MoveCase(grpc::ServerContext* context,
                                    const v1::MoveCaseRequest* request,
                                    v1::MoveCaseResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/MoveCase", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
