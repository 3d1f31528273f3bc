#include "gateway/referrals.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gateway/care/needs.h"
#include "gateway/children.h"
#include "gateway/etag.h"
#include "gateway/events.h"
#include "gateway/facts.h"
#include "gateway/names.h"
#include "gateway/open_referrals.h"
#include "gateway/responsibilities.h"
#include "gateway/serving.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

using storage::Key;

// Referrals of one agency that one suspension hands over; those beyond are
// found by their due dates.
constexpr size_t kMaxHandedOver = 1000;

std::string OrderKey(char side, const std::string& agency,
                     const v1::CareReferral& referral) {
  return Key(storage::kReferralOrder,
             absl::StrCat(std::string(1, side), agency, storage::kNul,
                          storage::BigEndian64(absl::ToUnixNanos(
                              TimeOf(referral.create_time()))),
                          referral.referral_id()));
}

std::string DueKey(const v1::ReferralRow& row) {
  return Key(storage::kDueDates,
             absl::StrCat(storage::BigEndian64(row.due_unix_nanos()), "R",
                          row.referral().referral_id()));
}

absl::string_view StatusWord(v1::ReferralStatus status) {
  return absl::StripPrefix(v1::ReferralStatus_Name(status), "REFERRAL_STATUS_");
}

// The time that the need gives for what comes next.
void SetDueAfter(care::ReferralMove move, absl::Time now,
                 v1::ReferralRow* row) {
  const care::Need* need = care::FindNeed(row->referral().need());
  if (!care::IsOpen(row->referral().status()) || need == nullptr) {
    row->set_due_unix_nanos(0);
    row->mutable_referral()->clear_due_time();
    return;
  }
  switch (move) {
    case care::ReferralMove::kReceive:
    case care::ReferralMove::kStart:
      return;  // Runs on.
    case care::ReferralMove::kAccept:
      return SetDue(now, now + need->to_finish, row);
    default:
      return SetDue(now, now + need->to_answer, row);
  }
}

const std::string& OtherParty(const v1::CareReferral& referral,
                              care::Party party) {
  return party == care::Party::kSender ? referral.to_agency()
                                       : referral.from_agency();
}

}  // namespace

absl::Status CheckText(const std::string& text, absl::string_view field) {
  if (text.size() <= kMaxReferralText) return absl::OkStatus();
  return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, field);
}

absl::StatusOr<PartyReferral> FindReferral(const House& house,
                                           const std::string& referral_id,
                                           const Call& call) {
  if (!IsHandle(referral_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "referral_id");
  }
  absl::StatusOr<v1::ReferralRow> row = storage::GetRow<v1::ReferralRow>(
      house.ahead, storage::kReferrals, referral_id);
  if (absl::IsNotFound(row.status())) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  if (!row.ok()) return row.status();
  const std::string& agency = call.caller.agency;
  const v1::CareReferral& referral = row->referral();
  care::Party party = care::Party::kOverseer;
  if (referral.to_agency() == agency) {
    party = care::Party::kReceiver;
  } else if (referral.from_agency() == agency) {
    party = care::Party::kSender;
  } else if (referral.escalated_to_agency() != agency) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  // It is not lost: nobody answers, and so it goes to whoever is responsible.
  const absl::StatusOr<bool> is_held =
      IsHeldFrom(house, call, referral.child_id());
  if (!is_held.ok()) return is_held.status();
  if (*is_held) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  return PartyReferral{*std::move(row), party};
}

v1::CareReferral ViewOf(const v1::ReferralRow& row, care::Party party) {
  v1::CareReferral view = row.referral();
  view.set_etag(EtagOf(row.version()));
  if (party != care::Party::kReceiver) view.clear_outcome_note();
  if (party == care::Party::kOverseer) {
    view.clear_message();
    view.clear_question();
    view.clear_answer();
  }
  return view;
}

void SetDue(absl::Time now, absl::Time due, v1::ReferralRow* row) {
  *row->mutable_referral()->mutable_due_time() = TimestampOf(due);
  row->mutable_referral()->set_is_past_due(false);
  row->set_due_unix_nanos(absl::ToUnixNanos(now + (due - now) / 2));
  row->set_due_stage(v1::DUE_STAGE_REMIND);
  row->set_escalations(0);
}

void TellOfReferral(const v1::CareReferral& referral, v1::EventKind kind,
                    absl::string_view detail, const std::string& recipient,
                    v1::Role role, const std::string& from, Call* call) {
  v1::Event event;
  event.set_kind(kind);
  event.set_child_id(referral.child_id());
  event.set_subject_id(referral.referral_id());
  event.set_from_agency(from);
  event.set_role(role);
  event.set_detail(std::string(detail));
  if (referral.has_due_time()) *event.mutable_due_time() = referral.due_time();
  AddEvent(std::move(event), recipient, call);
}

void PutReferral(const v1::ReferralRow* before, const std::string& agency,
                 v1::ReferralRow* after, Call* call) {
  v1::CareReferral& referral = *after->mutable_referral();
  *referral.mutable_update_time() = TimestampOf(call->now);
  after->set_version(after->version() + 1);
  if (before == nullptr || before->referral().status() != referral.status()) {
    v1::ReferralStep& step = *referral.add_steps();
    step.set_status(referral.status());
    step.set_agency(agency);
    *step.mutable_time() = referral.update_time();
  }
  std::vector<storage::Put>& puts = call->changes.puts;
  if (before == nullptr) {
    puts.push_back({OrderKey('R', referral.to_agency(), referral), ""});
    puts.push_back({OrderKey('S', referral.from_agency(), referral), ""});
  } else if (before->due_unix_nanos() != 0) {
    puts.push_back({DueKey(*before), std::nullopt});
  }
  if (after->due_unix_nanos() != 0) puts.push_back({DueKey(*after), ""});
  const std::string open = OpenReferralKey(
      referral.child_id(), referral.to_agency(), referral.referral_id());
  if (care::IsOpen(referral.status())) {
    puts.push_back({open, ""});
  } else {
    puts.push_back({open, std::nullopt});
  }
  storage::PutRow(storage::kReferrals, referral.referral_id(), *after, before,
                  &call->changes);
}

absl::Status MoveReferral(const House& house, const ReferralStepAsked& asked,
                          const std::function<void(v1::CareReferral*)>& fill,
                          Call* call, v1::CareReferral* view) {
  absl::StatusOr<PartyReferral> found =
      FindReferral(house, asked.referral_id, *call);
  if (!found.ok()) return found.status();
  const v1::ReferralRow& before = found->row;
  absl::Status named = NameChild(house, before.referral().child_id(), call);
  if (!named.ok()) return named;
  if (absl::Status same = CheckEtag(asked.etag, EtagOf(before.version()));
      !same.ok()) {
    return same;
  }
  const std::optional<v1::ReferralStatus> status =
      care::After(before.referral().status(), asked.move, found->party);
  if (!status.has_value()) {
    return Refuse(
        v1::ERROR_REASON_STEP_OUT_OF_ORDER,
        absl::StrCat("next: ", care::NextVerbs(before.referral().status())));
  }
  v1::ReferralRow after = before;
  v1::CareReferral& referral = *after.mutable_referral();
  referral.set_status(*status);
  if (found->party == care::Party::kReceiver && !referral.has_receive_time()) {
    *referral.mutable_receive_time() = TimestampOf(call->now);
    call->entry.set_decision_id(NewHandle(house.env));
    referral.set_receive_decision_id(call->entry.decision_id());
  }
  fill(&referral);
  SetDueAfter(asked.move, call->now, &after);
  PutReferral(&before, call->caller.agency, &after, call);
  TellOfReferral(referral, v1::EVENT_KIND_REFERRAL, StatusWord(*status),
                 OtherParty(referral, found->party), v1::ROLE_UNSPECIFIED,
                 call->caller.agency, call);
  *view = ViewOf(after, found->party);
  return absl::OkStatus();
}

absl::Status Escalate(const House& house, absl::string_view detail,
                      v1::ReferralRow* row, Call* call) {
  v1::CareReferral& referral = *row->mutable_referral();
  const care::Need* need = care::FindNeed(referral.need());
  const absl::StatusOr<Serving> serving = ServingOf(house, referral.child_id());
  // A child that is there no more lives in nobody's area.
  if (!serving.ok() &&
      ReasonOf(serving.status()) != v1::ERROR_REASON_NO_ACCESS) {
    return serving.status();
  }
  if (need != nullptr && serving.ok()) {
    const char* duty =
        need->code == care::kProtection ? kProtectionDuty : kCareDuty;
    const absl::StatusOr<std::optional<v1::ResponsibilityRow>> responsible =
        FindResponsible(house, duty, serving->area_code, call->now);
    if (!responsible.ok()) return responsible.status();
    if (responsible->has_value()) {
      referral.set_escalated_to_agency((*responsible)->agency());
      referral.set_escalated_to_role((*responsible)->role());
    }
  }
  if (!referral.escalated_to_agency().empty()) {
    TellOfReferral(referral, v1::EVENT_KIND_ESCALATION, detail,
                   referral.escalated_to_agency(), referral.escalated_to_role(),
                   "", call);
  }
  // The sender is told in any case: where nobody is responsible for the area,
  // nobody else could act.
  TellOfReferral(referral, v1::EVENT_KIND_ESCALATION, detail,
                 referral.from_agency(), v1::ROLE_UNSPECIFIED, "", call);
  return absl::OkStatus();
}

absl::Status HandOverReferrals(const House& house, const std::string& agency,
                               Call* call) {
  const std::string prefix =
      Key(storage::kReferralOrder, absl::StrCat("R", agency, storage::kNul));
  std::vector<std::string> referral_ids;
  absl::Status scanned = house.ahead.Scan(
      prefix, storage::PrefixEnd(prefix),
      [&](absl::string_view key, absl::string_view) {
        referral_ids.emplace_back(key.substr(prefix.size() + 8));
        return referral_ids.size() < kMaxHandedOver;
      });
  if (!scanned.ok()) return scanned;
  for (const std::string& referral_id : referral_ids) {
    const absl::StatusOr<v1::ReferralRow> before =
        storage::GetRow<v1::ReferralRow>(house.ahead, storage::kReferrals,
                                         referral_id);
    if (!before.ok()) return before.status();
    if (!care::IsOpen(before->referral().status())) continue;
    v1::ReferralRow after = *before;
    after.mutable_referral()->set_status(v1::REFERRAL_STATUS_RETURNED);
    absl::Status escalated =
        Escalate(house, "RECEIVER_SUSPENDED", &after, call);
    if (!escalated.ok()) return escalated;
    SetDueAfter(care::ReferralMove::kAsk, call->now, &after);
    PutReferral(&*before, "", &after, call);
    absl::Status named = NameChild(house, before->referral().child_id(), call);
    if (!named.ok()) return named;
  }
  return absl::OkStatus();
}

}  // namespace saan
