// CreateReferral: a child's need goes to another agency. It needs a rule that
// lets the receiver read something of the sender's; a protection report
// (Child Protection Act s.29) needs none, and no missing consent stops it.

#include <algorithm>

#include "gateway/care/needs.h"
#include "gateway/children.h"
#include "gateway/coordination.h"
#include "gateway/facts.h"
#include "gateway/referrals.h"
#include "gateway/serving.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

// What the log names where no rule was needed.
constexpr char kReportingDuty[] = "child-protection-act-s29";

// Roles in which `agency` may receive the need; empty when it may not.
absl::StatusOr<std::vector<v1::Role>> ReceiversIn(const House& house,
                                                  const std::string& agency,
                                                  const care::Need& need) {
  std::vector<v1::Role> roles;
  const absl::StatusOr<Agencies::Row> row = house.agencies.Find(agency);
  if (absl::IsNotFound(row.status())) return roles;
  if (!row.ok()) return row.status();
  if ((*row)->is_suspended()) return roles;
  for (const v1::SystemRow& system : (*row)->systems()) {
    for (const int held : system.roles()) {
      const auto role = static_cast<v1::Role>(held);
      if (std::find(need.receivers.begin(), need.receivers.end(), role) !=
          need.receivers.end()) {
        roles.push_back(role);
      }
    }
  }
  return roles;
}

// True when a rule lets the receiver read something of the sender's, given what
// is known of the child and that the referral is open.
absl::StatusOr<bool> RuleLets(const House& house, const Call& call,
                              const v1::ChildRow& child,
                              const std::string& receiver,
                              const std::vector<v1::Role>& roles) {
  Call as_receiver;
  as_receiver.caller.agency = receiver;
  as_receiver.now = call.now;
  absl::StatusOr<policy::Facts> facts = FactsOf(house, as_receiver, child);
  if (!facts.ok()) return facts.status();
  facts->child.add_ties(v1::TIE_OPEN_REFERRAL);
  // Whoever reads it later must show who they are; that is judged then.
  facts->child.set_assurance(v1::ASSURANCE_STRONG);
  return std::any_of(roles.begin(), roles.end(), [&](v1::Role role) {
    const policy::Ask ask = {receiver, role, call.context.purpose(),
                             v1::ACTION_READ, call.now};
    return call.rules->Decide(ask, call.caller.agency, *facts)
        .allows_anything();
  });
}

absl::Status CheckRequest(const v1::CreateReferralRequest& request,
                          const Call& call) {
  if (request.to_agency().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "to_agency");
  }
  if (request.to_agency() == call.caller.agency) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "to_agency");
  }
  if (care::FindNeed(request.need()) == nullptr ||
      (request.is_protection_report() && request.need() != care::kProtection)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "need");
  }
  if (!v1::Urgency_IsValid(request.urgency())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "urgency");
  }
  if (request.has_due_time() && TimeOf(request.due_time()) <= call.now) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "due_time");
  }
  return CheckText(request.message(), "message");
}

absl::StatusOr<Serving> ChildToRefer(const House& house,
                                     const v1::CreateReferralRequest& request,
                                     Call* call) {
  if (!request.is_protection_report()) {
    absl::StatusOr<KnownChild> known =
        ChildKnownTo(house, request.child_id(), call);
    if (!known.ok()) return known.status();
    return std::move(known->serving);
  }
  absl::StatusOr<Serving> serving = ServingOf(house, request.child_id());
  if (!serving.ok()) return serving;
  NameSubject(serving->child, RecordIdsOf(serving->child), &call->entry);
  call->entry.set_subject_count(1);
  call->entry.add_rule_ids(kReportingDuty);
  return serving;
}

absl::Status Body(const House& house, const v1::CreateReferralRequest& request,
                  Call* call, v1::CreateReferralResponse* response) {
  if (absl::Status checked = CheckRequest(request, *call); !checked.ok()) {
    return checked;
  }
  absl::StatusOr<Serving> serving = ChildToRefer(house, request, call);
  if (!serving.ok()) return serving.status();
  const care::Need& need = *care::FindNeed(request.need());
  const absl::StatusOr<std::vector<v1::Role>> roles =
      ReceiversIn(house, request.to_agency(), need);
  if (!roles.ok()) return roles.status();
  absl::StatusOr<bool> is_entitled = !roles->empty();
  if (*is_entitled && !request.is_protection_report()) {
    is_entitled = RuleLets(house, *call, serving->child, request.to_agency(),
                           *roles);
    if (!is_entitled.ok()) return is_entitled.status();
  }
  if (!*is_entitled) {
    return Refuse(v1::ERROR_REASON_RECEIVER_NOT_ENTITLED, "to_agency");
  }
  v1::ReferralRow row;
  v1::CareReferral& referral = *row.mutable_referral();
  referral.set_referral_id(NewHandle(house.env));
  referral.set_child_id(serving->child.child_id());
  referral.set_from_agency(call->caller.agency);
  referral.set_to_agency(request.to_agency());
  referral.set_need(need.code);
  referral.set_is_protection_report(request.is_protection_report());
  referral.set_urgency(request.urgency());
  referral.set_status(v1::REFERRAL_STATUS_SENT);
  referral.set_message(request.message());
  *referral.mutable_create_time() = TimestampOf(call->now);
  row.set_purpose(call->context.purpose());
  row.set_sent_by(call->entry.actor_ref());
  absl::Time due = call->now + need.to_answer;
  if (request.has_due_time()) due = std::min(due, TimeOf(request.due_time()));
  SetDue(call->now, due, &row);
  PutReferral(nullptr, call->caller.agency, &row, call);
  TellOfReferral(referral, v1::EVENT_KIND_REFERRAL,
                 request.is_protection_report() ? "PROTECTION_REPORT" : "SENT",
                 request.to_agency(), v1::ROLE_UNSPECIFIED, call->caller.agency,
                 call);
  *response->mutable_referral() = ViewOf(row, care::Party::kSender);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::CreateReferral(
    grpc::ServerContext* context, const v1::CreateReferralRequest* request,
    v1::CreateReferralResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/CreateReferral", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
